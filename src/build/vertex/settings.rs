//! What a build is given beside the Dockerfile and the build arguments.

use crate::image::ImageReference;
use std::collections::BTreeMap;

/// Everything on the command line of a build that its vertices depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The platform that is built for, as in `linux/amd64`.
    pub platform: String,
    /// Whether the engine's store can merge layers, so that `--link` has an effect: not the classic image store of
    /// Docker (experiments link_vs_nolink on both stores).
    pub merges: bool,
    /// `--no-cache` and `--no-cache-filter`.
    pub no_cache: NoCache,
    /// What applies to every RUN.
    pub run: RunSettings,
    /// `--build-context NAME=…`.
    pub contexts: BTreeMap<String, NamedContext>,
    /// What is known of images, by the name in the file.
    pub images: BTreeMap<String, ImageFacts>,
}

impl Settings {
    /// The named context that stands for a stage or an image, and the name that it was given.
    pub fn context(&self, name: &str) -> Option<(&str, &NamedContext)> {
        let wanted = familiar(name);
        let mut contexts = self.contexts.iter();
        let found = contexts.find(|(given, _)| *given == name || familiar(given) == wanted);
        found.map(|(name, context)| (name.as_str(), context))
    }
}

/// A name as contexts are looked up by: as people write it, without `:latest` (`dockerui/namedcontext.go`).
fn familiar(name: &str) -> String {
    let Ok(reference) = ImageReference::parse(name) else { return name.to_owned() };
    let tag = reference.tag().filter(|tag| *tag != "latest" || reference.digest().is_some());
    let tag = tag.map(|tag| format!(":{tag}")).unwrap_or_default();
    let digest = reference.digest().map(|digest| format!("@{digest}")).unwrap_or_default();
    format!("{}{tag}{digest}", reference.familiar_name())
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            platform: "linux/amd64".to_owned(),
            merges: true,
            no_cache: NoCache::default(),
            run: RunSettings::default(),
            contexts: BTreeMap::new(),
            images: BTreeMap::new(),
        }
    }
}

/// Which stages run again whatever is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NoCache {
    /// None.
    #[default]
    Never,
    /// All (`--no-cache`).
    All,
    /// Those with these names (`--no-cache-filter`).
    Stages(Vec<String>),
}

/// What the command line adds to every RUN.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunSettings {
    /// `--network`.
    pub network: Option<String>,
    /// The names of `--add-host`: addresses are not in the key.
    pub hosts: Vec<String>,
    /// `--shm-size`.
    pub shm_size: Option<String>,
    /// `--ulimit`.
    pub ulimits: Vec<String>,
    /// `--cgroup-parent`.
    pub cgroup_parent: Option<String>,
}

/// Where a named context comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedContext {
    /// A directory of the client.
    Directory,
    /// An image (`docker-image://…`).
    Image(String),
    /// Something else, which cannot be looked at.
    Other(String),
}

/// What is known of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFacts {
    /// What identifies its layers: equal texts are equal layers.
    pub layers: Option<String>,
    /// Its environment, in order; `None` where that is not known.
    pub env: Option<Vec<(String, String)>>,
    /// Its user; empty for none.
    pub user: Option<String>,
    /// Its working directory; empty for none.
    pub workdir: Option<String>,
    /// Its shell; the default one where it has none.
    pub shell: Option<Vec<String>>,
    /// Its ONBUILD triggers.
    pub onbuild: Vec<String>,
}
