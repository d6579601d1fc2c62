//! What the name of a vertex says.
//!
//! Steps are named `[linux/amd64 builder 3/7] RUN npm ci`
//! (`dockerfile2llb/convert.go`, `prefixCommand`); bake and compose write the
//! target in front of all that (`[web builder 3/7]`, `[web internal] load …`).

use super::vertex::LoggedVertex;

/// What a vertex is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VertexKind {
    /// A step of the Dockerfile.
    Step(StepName),
    /// `[internal] …`: loading the Dockerfile, the ignore file, the context, image facts.
    Internal,
    /// `[context NAME] …`: loading a named context.
    Context(String),
    /// A source that is no FROM: `docker-image://…`, `https://…`, `local://…`.
    Source,
    /// `exporting …`.
    Export,
    /// `importing cache manifest from …`.
    CacheImport,
    /// Anything else.
    Other,
}

/// A step, as its name describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepName {
    /// The target of bake or the service of compose.
    pub target: Option<String>,
    /// The platform, when several are built: `linux/amd64`, `linux/amd64->arm64`.
    pub platform: Option<String>,
    /// The stage, `stage-N` for one without a name; `None` when the file has one state.
    pub stage: Option<String>,
    /// Which step of the stage, from 1.
    pub index: u32,
    /// How many steps the stage has.
    pub total: u32,
    /// Whether the base image's ONBUILD brought it.
    pub onbuild: bool,
    /// Whether it lays a linked copy onto the image; the copy itself bears the same index.
    pub link: bool,
    /// The instruction as BuildKit prints it: one line, keyword in upper case, variables expanded.
    pub instruction: String,
}

impl StepName {
    /// The keyword of the instruction.
    pub fn keyword(&self) -> &str {
        self.instruction.split(' ').next().unwrap_or_default()
    }

    /// The instruction without its keyword.
    pub fn arguments(&self) -> &str {
        self.instruction.split_once(' ').map_or("", |(_, rest)| rest)
    }

    /// From the words between the brackets and the text behind them.
    fn of(words: &str, text: &str) -> Option<StepName> {
        let mut words: Vec<_> = words.split_whitespace().collect();
        let (index, total) = words.pop()?.split_once('/')?;
        let (onbuild, text) = without_mark(text, "ONBUILD ");
        let (link, text) = without_mark(text, "LINK ");
        let mut step = StepName {
            target: None,
            platform: None,
            stage: None,
            index: index.parse().ok()?,
            total: total.parse().ok()?,
            onbuild,
            link,
            instruction: text.trim_end().to_owned(),
        };
        step.place(&words);
        Some(step)
    }

    /// Tells target, platform and stage apart. A platform has a slash, which no
    /// name of the other two may have.
    fn place(&mut self, words: &[&str]) {
        let platform = words.iter().position(|word| word.contains('/'));
        let (target, stage) = match (platform, words) {
            (Some(at), _) => (words[..at].first(), words.get(at + 1)),
            (None, [target, stage, ..]) => (Some(target), Some(stage)),
            (None, words) => (None, words.first()),
        };
        self.target = target.map(|&word| word.to_owned());
        self.platform = platform.map(|at| words[at].to_owned());
        self.stage = stage.map(|&word| word.to_owned());
    }
}

fn without_mark<'t>(text: &'t str, mark: &str) -> (bool, &'t str) {
    match text.strip_prefix(mark) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

impl VertexKind {
    pub(super) fn of(name: &str) -> VertexKind {
        match brackets(name) {
            Some((words, text)) => VertexKind::of_bracketed(words, text),
            None => VertexKind::of_plain(name),
        }
    }

    fn of_bracketed(words: &str, text: &str) -> VertexKind {
        if let Some(step) = StepName::of(words, text) {
            return VertexKind::Step(step);
        }
        let mut reversed = words.split_whitespace().rev();
        match (reversed.next(), reversed.next()) {
            (Some("internal"), _) => VertexKind::Internal,
            (Some(name), Some("context")) => VertexKind::Context(name.to_owned()),
            _ => VertexKind::of_plain(text),
        }
    }

    fn of_plain(text: &str) -> VertexKind {
        let is_one_of = |starts: &[&str]| starts.iter().any(|start| text.starts_with(start));
        if is_one_of(&["exporting ", "resolving provenance"]) {
            VertexKind::Export
        } else if is_one_of(&["importing cache "]) {
            VertexKind::CacheImport
        } else if is_one_of(&["resolve image config "]) {
            VertexKind::Internal
        } else if text.split(' ').next().is_some_and(|word| word.contains("://")) {
            VertexKind::Source
        } else {
            VertexKind::Other
        }
    }
}

/// Whether a vertex of that name is a step.
pub(super) fn is_step(name: &str) -> bool {
    matches!(VertexKind::of(name), VertexKind::Step(_))
}

/// What stands in the brackets at the start of a name, and what follows them.
fn brackets(name: &str) -> Option<(&str, &str)> {
    let (words, text) = name.strip_prefix('[')?.split_once(']')?;
    Some((words, text.strip_prefix(' ').unwrap_or(text)))
}

/// Finds the names that are targets of bake and not stages.
///
/// `[web 2/4]` alone could be either. Every target loads its Dockerfile, as
/// `[web internal]`, so the log as a whole tells.
pub(super) fn name_targets(vertices: &mut [LoggedVertex]) {
    let loaders = vertices.iter().filter(|vertex| vertex.kind == VertexKind::Internal);
    let first_words = loaders.filter_map(|vertex| brackets(&vertex.name)?.0.split_once(' '));
    let targets: Vec<String> = first_words
        .filter(|(word, _)| !word.contains('/'))
        .map(|(word, _)| word.to_owned())
        .collect();
    for vertex in vertices {
        let VertexKind::Step(step) = &mut vertex.kind else { continue };
        if step.target.is_none() && step.platform.is_none() {
            step.target = step.stage.take_if(|stage| targets.contains(stage));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str) -> String {
        match VertexKind::of(name) {
            VertexKind::Step(step) => {
                let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "-".to_owned());
                let mut marks = String::new();
                marks.push_str(if step.onbuild { "onbuild " } else { "" });
                marks.push_str(if step.link { "link " } else { "" });
                format!(
                    "{} {} {} {}/{} {marks}{}",
                    word(&step.target),
                    word(&step.platform),
                    word(&step.stage),
                    step.index,
                    step.total,
                    step.instruction
                )
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn names_tell_the_step() {
        for (name, expected) in [
            ("[2/3] COPY src /d/", "- - - 2/3 COPY src /d/"),
            ("[builder 3/5] RUN a [b] c", "- - builder 3/5 RUN a [b] c"),
            ("[b  2/12] RUN x", "- - b 2/12 RUN x"),
            ("[linux/386 two 2/3] RUN x", "- linux/386 two 2/3 RUN x"),
            ("[linux/amd64->arm64 2/3] RUN x", "- linux/amd64->arm64 - 2/3 RUN x"),
            ("[web builder 2/4] RUN x", "web - builder 2/4 RUN x"),
            ("[web linux/amd64 builder 2/4] RUN x", "web linux/amd64 builder 2/4 RUN x"),
            ("[stage-0 2/3] ONBUILD RUN x", "- - stage-0 2/3 onbuild RUN x"),
            ("[2/3] LINK COPY --link a b", "- - - 2/3 link COPY --link a b"),
            ("[2/3] ", "- - - 2/3 "),
        ] {
            assert_eq!(check(name), expected, "{name}");
        }
    }

    #[test]
    fn names_that_are_no_steps_are_kept_and_marked() {
        for (name, expected) in [
            ("[internal] load .dockerignore", "Internal"),
            ("[linux/amd64 internal] load metadata for x", "Internal"),
            ("[web internal] load build definition from Dockerfile", "Internal"),
            ("resolve image config for docker-image://docker.io/docker/dockerfile:1", "Internal"),
            ("[context assets] load from client", "Context(\"assets\")"),
            ("[web context assets] load from client", "Context(\"assets\")"),
            ("docker-image://docker.io/docker/dockerfile:1@sha256:00", "Source"),
            ("exporting to image", "Export"),
            ("[web] exporting to image", "Export"),
            ("resolving provenance for metadata file", "Export"),
            ("importing cache manifest from local:1", "CacheImport"),
            ("[auth] library/node:pull token for registry-1.docker.io", "Other"),
            ("[1/x] what", "Other"),
            ("[", "Other"),
            ("", "Other"),
        ] {
            assert_eq!(check(name), expected, "{name}");
        }
    }

    #[test]
    fn a_target_of_bake_is_known_by_what_loads_its_dockerfile() {
        let names = ["[web internal] load build definition", "[web 2/4] RUN x", "[api 2/4] RUN y"];
        let mut vertices: Vec<_> =
            names.iter().map(|name| LoggedVertex::new(String::new(), (*name).to_owned())).collect();
        name_targets(&mut vertices);
        let places: Vec<_> = vertices
            .iter()
            .filter_map(|vertex| match &vertex.kind {
                VertexKind::Step(step) => Some((step.target.as_deref(), step.stage.as_deref())),
                _ => None,
            })
            .collect();
        assert_eq!(places, [(Some("web"), None), (None, Some("api"))]);
    }
}
