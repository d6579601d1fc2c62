//! Everything that one build is given, in a form that can be changed.

use super::plan::{Plan, StageId};
use super::render;
use crate::image::Image;
use crate::pair::Inputs;
use crate::tree::{Node, Tree};
use std::collections::BTreeMap;

/// One build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct World {
    /// The Dockerfile.
    pub(crate) plan: Plan,
    /// The context, without Dockerfile and ignore files.
    pub(crate) context: Tree,
    /// `.dockerignore`.
    pub(crate) ignore: Option<String>,
    /// The ignore file of this Dockerfile alone.
    pub(crate) own_ignore: Option<String>,
    /// Named contexts that are directories.
    pub(crate) named: BTreeMap<String, Tree>,
    /// Secrets: id and value.
    pub(crate) secrets: BTreeMap<String, String>,
    /// The base image.
    pub(crate) base: Image,
    /// The second image.
    pub(crate) second: Image,
    /// What is at the address that some ADD fetches from, if one may.
    pub(crate) remote: Option<String>,
    /// The command line.
    pub(crate) options: Options,
    /// The shapes of the patterns in the ignore file that counts.
    pub(crate) shapes: Vec<&'static str>,
    /// The next number for a name that nothing has.
    pub(crate) next: usize,
}

/// What stands on the command line of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Where the Dockerfile is in the context.
    pub(crate) dockerfile: &'static str,
    /// `--build-arg`.
    pub(crate) arguments: Vec<(String, String)>,
    /// `--target`.
    pub(crate) target: Option<StageId>,
    /// `--no-cache`.
    pub(crate) no_cache: bool,
    /// `--no-cache-filter`.
    pub(crate) no_cache_filter: Vec<StageId>,
    /// `--network`.
    pub(crate) network: Option<&'static str>,
    /// `--add-host`: names and addresses.
    pub(crate) hosts: Vec<(&'static str, &'static str)>,
    /// `--shm-size`.
    pub(crate) shm_size: Option<&'static str>,
    /// `--ulimit`.
    pub(crate) ulimit: Option<&'static str>,
    /// `--label`.
    pub(crate) label: Option<&'static str>,
    /// `--platform`, that of the machine.
    pub(crate) platform: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            dockerfile: "Dockerfile",
            arguments: Vec::new(),
            target: None,
            no_cache: false,
            no_cache_filter: Vec::new(),
            network: None,
            hosts: Vec::new(),
            shm_size: None,
            ulimit: None,
            label: None,
            platform: false,
        }
    }
}

impl World {
    /// A name that begins with `prefix` and that nothing else has.
    pub(crate) fn name(&mut self, prefix: &str) -> String {
        self.next += 1;
        format!("{prefix}{}", self.next)
    }

    /// All of the context: the Dockerfile and ignore files are part of it.
    pub(crate) fn whole_context(&self) -> Tree {
        let mut tree = self.context.clone();
        let path = self.options.dockerfile;
        if let Some((folder, _)) = path.rsplit_once('/') {
            tree.nodes.entry(folder.to_owned()).or_insert_with(Node::directory);
        }
        tree.put(path, Node::file(render::dockerfile(&self.plan)));
        if let Some(text) = &self.ignore {
            tree.put(".dockerignore", Node::file(text));
        }
        if let Some(text) = &self.own_ignore {
            tree.put(format!("{path}.dockerignore"), Node::file(text));
        }
        tree
    }

    /// The ignore file that counts.
    pub(crate) fn ignore_text(&self) -> &str {
        self.own_ignore.as_deref().or(self.ignore.as_deref()).unwrap_or_default()
    }

    /// The name of a stage for the command line.
    pub(crate) fn stage_name(&self, id: StageId) -> Option<String> {
        let place = self.plan.place(id)?;
        Some(self.plan.stages[place].name.clone().unwrap_or_else(|| place.to_string()))
    }

    /// The flags of the build.
    fn flags(&self) -> Vec<String> {
        let options = &self.options;
        let mut flags = vec!["--allow=network.host".to_owned()];
        let mut flag = |name: &str, value: &str| flags.push(format!("--{name}={value}"));
        if options.dockerfile != "Dockerfile" {
            flag("file", options.dockerfile);
        }
        for (name, value) in &options.arguments {
            flag("build-arg", &format!("{name}={value}"));
        }
        if let Some(name) = options.target.and_then(|id| self.stage_name(id)) {
            flag("target", &name);
        }
        for name in options.no_cache_filter.iter().filter_map(|id| self.stage_name(*id)) {
            flag("no-cache-filter", &name);
        }
        for name in self.named.keys() {
            flag("build-context", &format!("{name}=@N/{name}"));
        }
        for id in self.secrets.keys() {
            flag("secret", &format!("id={id},src=@N/secrets/{id}"));
        }
        if self.plan.has_alias {
            flag("build-context", "alias=docker-image://@I");
        }
        options.network.iter().for_each(|it| flag("network", it));
        options.hosts.iter().for_each(|(name, ip)| flag("add-host", &format!("{name}:{ip}")));
        options.shm_size.iter().for_each(|it| flag("shm-size", it));
        options.ulimit.iter().for_each(|it| flag("ulimit", it));
        options.label.iter().for_each(|it| flag("label", it));
        if options.platform {
            flag("platform", "linux/amd64");
        }
        if options.no_cache {
            flags.push("--no-cache".to_owned());
        }
        flags
    }

    /// What the build is given, as pairs are played with it.
    pub(crate) fn inputs(&self) -> Inputs {
        let mut named = self.named.clone();
        let secrets = self.secrets.iter().map(|(id, value)| (id.as_str(), value.as_str()));
        named.insert("secrets".to_owned(), Tree::of_files(&secrets.collect::<Vec<_>>()));
        Inputs {
            context: self.whole_context(),
            named,
            flags: self.flags(),
            base: self.base.clone(),
            second: self.plan.reads_second_image().then(|| self.second.clone()),
            remote: self.remote.clone(),
        }
    }
}
