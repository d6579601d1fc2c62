//! What occurred in random scenarios, and how often.

use super::changes::CHANGES;
use super::ignores::SHAPES;
use super::plan::{Base, Copy, Effect, Form, Kind, Mount, MountKind, Origin, Run, StageId};
use super::render::METADATA;
use super::scenario::Scenario;
use super::sight::Sight;
use super::walk::is_pattern;
use super::world::World;
use crate::engine::Store;
use crate::tree::Node;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// In how many scenarios something occurred.
#[derive(Clone, Debug, Default)]
pub(crate) struct Coverage {
    counts: BTreeMap<(&'static str, String), usize>,
}

impl Coverage {
    /// Counts what is in a scenario; what is in both builds once.
    pub(crate) fn add(&mut self, scenario: &Scenario) {
        let mut found = Found::default();
        found.note("change", scenario.change);
        for world in [&scenario.before, &scenario.after] {
            found.world(world, scenario.store);
        }
        for shape in SHAPES {
            self.counts.entry(("ignore pattern", shape.to_owned())).or_default();
        }
        for change in &CHANGES {
            self.counts.entry(("change", change.name.to_owned())).or_default();
        }
        for key in found.0 {
            *self.counts.entry(key).or_default() += 1;
        }
    }

    /// What occurred less often than that.
    pub(crate) fn below(&self, least: usize) -> Vec<(&str, usize)> {
        let counts = self.counts.iter().filter(|(_, count)| **count < least);
        counts.map(|((_, name), count)| (name.as_str(), *count)).collect()
    }

    /// What occurred least.
    pub(crate) fn least(&self) -> Option<(&str, usize)> {
        let counts = self.counts.iter().map(|((_, name), count)| (name.as_str(), *count));
        counts.min_by_key(|(_, count)| *count)
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: BTreeSet<&str> = self.counts.keys().map(|(group, _)| *group).collect();
        for group in groups {
            let mut line = format!("{group}:");
            for ((_, name), count) in self.counts.iter().filter(|((of, _), _)| *of == group) {
                let word = format!(" {name} {count};");
                if line.len() + word.len() > 118 {
                    writeln!(f, "{line}")?;
                    line = " ".to_owned();
                }
                line.push_str(&word);
            }
            writeln!(f, "{line}")?;
        }
        if let Some((name, count)) = self.least() {
            writeln!(f, "least often: {name}, {count} times")?;
        }
        Ok(())
    }
}

/// What is in one scenario.
#[derive(Default)]
struct Found(BTreeSet<(&'static str, String)>);

impl Found {
    fn note(&mut self, group: &'static str, name: impl Into<String>) {
        self.0.insert((group, name.into()));
    }

    fn world(&mut self, world: &World, store: Store) {
        for shape in &world.shapes {
            self.note("ignore pattern", *shape);
        }
        self.files(world);
        self.stages(world);
        for kind in world.plan.kinds() {
            match kind {
                Kind::Run(run) => self.run(run),
                Kind::Copy(copy) => self.copy(world, copy, store),
                Kind::Workdir(path) if path == "/" => self.note("step", "WORKDIR /"),
                Kind::Workdir(_) => self.note("step", "WORKDIR"),
                Kind::Env(_) => self.note("step", "ENV"),
                Kind::Arg(pairs) => self.argument(world, &pairs[0].0),
                Kind::User(_) => self.note("step", "USER"),
                Kind::Shell(_) => self.note("step", "SHELL"),
                Kind::Metadata(text) => {
                    let keyword = METADATA.iter().find(|it| text.starts_with(**it));
                    self.note("step", *keyword.expect("it is known"));
                }
                Kind::Onbuild(_) => {}
            }
        }
        self.options(world);
    }

    fn files(&mut self, world: &World) {
        let nodes = &world.context.nodes;
        let sight = Sight::new(&world.context, world.ignore_text());
        if nodes.keys().any(|path| sight.at(path).is_none()) {
            self.note("context", "ignored files");
        }
        for (path, node) in nodes {
            match node {
                Node::Link { .. } if sight.resolve(path).is_none() => {
                    self.note("context", "broken or hidden link")
                }
                Node::Link { .. } => self.note("context", "link"),
                Node::Directory { mode } if *mode != 0o755 => {
                    self.note("context", "directory mode")
                }
                Node::Directory { .. }
                    if !nodes.keys().any(|it| it.starts_with(&format!("{path}/"))) =>
                {
                    self.note("context", "empty directory");
                }
                Node::File { mode, .. } if *mode != 0o644 => self.note("context", "file mode"),
                Node::Archive { .. } => self.note("context", "archive"),
                _ => {}
            }
        }
        if world.own_ignore.is_some() {
            self.note("context", "own ignore file");
        }
        if world.ignore_text().contains('\r') {
            self.note("ignore pattern", "CRLF");
        }
        if world.ignore_text().starts_with('\u{feff}') {
            self.note("ignore pattern", "BOM");
        }
    }

    fn stages(&mut self, world: &World) {
        let plan = &world.plan;
        self.note("stages", ["no", "1", "2", "3", "4 or 5"][plan.stages.len().min(4)]);
        let target = world.options.target.or(plan.stages.last().map(|stage| stage.id));
        let mut needed: BTreeSet<StageId> = BTreeSet::new();
        let mut open: Vec<StageId> = target.into_iter().collect();
        while let Some(id) = open.pop() {
            if needed.insert(id) {
                open.extend(plan.stage(id).map(|stage| plan.needs(stage)).unwrap_or_default());
            }
        }
        if needed.len() < plan.stages.len() {
            self.note("stages", "unreachable stage");
        }
        for stage in &plan.stages {
            self.note(
                "stages",
                match stage.base {
                    Base::Image => "FROM image",
                    Base::Argument(_) => "FROM with a global ARG",
                    Base::Scratch => "FROM scratch",
                    Base::Stage(_) => "FROM stage",
                    Base::Named(_) => "FROM named context",
                },
            );
            if stage.platform {
                self.note("flag", "--platform of FROM");
            }
            if stage.steps.iter().any(|step| matches!(step.kind, Kind::Onbuild(_))) {
                self.note("step", "ONBUILD");
            }
        }
    }

    fn argument(&mut self, world: &World, name: &str) {
        self.note("step", "ARG");
        if name.to_uppercase().ends_with("PROXY") {
            self.note("step", "ARG of a proxy");
        }
        let is_used = |run: &Run| run.effect == Effect::Variable(name.to_owned());
        if !world.plan.runs().any(is_used) {
            self.note("step", "ARG that nothing uses");
        }
    }

    fn run(&mut self, run: &Run) {
        self.note(
            "step",
            match run.form {
                Form::Shell => "RUN shell",
                Form::Exec => "RUN exec",
                Form::Heredoc(_) => "RUN heredoc",
                Form::Script(_) => "RUN heredoc with interpreter",
                Form::Fed(_) => "RUN reading a heredoc",
            },
        );
        if let Some(network) = run.network {
            self.note("flag", format!("--network={network}"));
        }
        for mount in &run.mounts {
            self.mount(mount);
        }
    }

    fn mount(&mut self, mount: &Mount) {
        let name = match &mount.kind {
            MountKind::Bind { source: None, .. } => "bind all".to_owned(),
            MountKind::Bind { from, .. } => format!("bind {}", origin(from)),
            MountKind::Cache { from: Some(_), .. } => "cache from a stage".to_owned(),
            MountKind::Cache { id: Some(_), .. } => "cache with id".to_owned(),
            MountKind::Cache { .. } => "cache".to_owned(),
            MountKind::Tmpfs => "tmpfs".to_owned(),
            MountKind::Secret { env: Some(_), .. } => "secret as variable".to_owned(),
            MountKind::Secret { .. } => "secret".to_owned(),
        };
        self.note("mount", name);
        for option in &mount.options {
            self.note("mount", option.clone());
        }
    }

    fn copy(&mut self, world: &World, copy: &Copy, store: Store) {
        let keyword = if copy.add { "ADD" } else { "COPY" };
        self.note(
            "step",
            match copy.heredocs.is_empty() {
                true => format!("{keyword} {}", origin(&copy.from)),
                false => format!("{keyword} heredoc"),
            },
        );
        let sight = Sight::new(&world.context, world.ignore_text());
        if copy.sources.iter().any(|source| source.starts_with("@H")) {
            let is_pinned = copy.checksum.is_some();
            self.note("step", if is_pinned { "ADD pinned file" } else { "ADD fetched file" });
        }
        if copy.unpack.is_some() {
            self.note("flag", "--unpack");
        }
        for source in &copy.sources {
            let node = sight.at(source.trim_end_matches('/'));
            match node.filter(|_| copy.from == Origin::Context) {
                Some(Node::Link { .. }) => self.note("source", "link"),
                Some(Node::Directory { .. }) => self.note("source", "directory"),
                Some(Node::Archive { .. }) if copy.add => self.note("step", "ADD archive"),
                Some(_) => self.note("source", "file"),
                None if is_pattern(source) => self.note("source", "pattern"),
                None if source == "." => self.note("source", "all of the context"),
                None if source == "/" => self.note("source", "all of a stage"),
                None => {}
            }
        }
        if copy.sources.len() + copy.heredocs.len() > 1 {
            self.note("source", "several");
        }
        let flags = [
            (copy.link && store == Store::Containerd, "--link, containerd store"),
            (copy.link && store == Store::Overlay2, "--link, classic store"),
            (copy.chown.is_some(), "--chown"),
            (copy.chmod.is_some(), "--chmod"),
            (!copy.exclude.is_empty(), "--exclude"),
        ];
        for (_, name) in flags.into_iter().filter(|(is_set, _)| *is_set) {
            self.note("flag", name);
        }
    }

    fn options(&mut self, world: &World) {
        let options = &world.options;
        let flags = [
            (
                world.plan.has_alias && world.plan.reads_second_image(),
                "--build-context of an image",
            ),
            (world.plan.has_crlf && !world.plan.has_heredocs(), "CRLF"),
            (world.plan.escape == '`', "escape=`"),
            (options.target.is_some(), "--target"),
            (options.no_cache, "--no-cache"),
            (!options.no_cache_filter.is_empty(), "--no-cache-filter"),
            (!options.arguments.is_empty(), "--build-arg"),
            (!world.named.is_empty(), "--build-context"),
            (!world.secrets.is_empty(), "--secret"),
            (options.dockerfile != "Dockerfile", "--file"),
            (options.network.is_some(), "--network of the build"),
        ];
        for (_, name) in flags.into_iter().filter(|(is_set, _)| *is_set) {
            self.note("flag", name);
        }
    }
}

fn origin(origin: &Origin) -> &'static str {
    match origin {
        Origin::Context => "context",
        Origin::Stage(_) => "stage",
        Origin::Image | Origin::Base => "image",
        Origin::Named(_) => "named context",
    }
}
