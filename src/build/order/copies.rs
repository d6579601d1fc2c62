//! COPY instructions for manifests.

use super::arrival::below;
use super::find::SourcesFirst;
use super::limits::Limits;
use crate::syntax::{DirectiveKind, Dockerfile, Instruction};

/// From here on a `--parents` says the same in one line.
const MANY_DIRECTORIES: usize = 3;

/// The COPY instructions that bring files of a project to where another COPY would bring them.
pub struct ManifestCopy<'a> {
    /// The instruction whose keyword, flags and destination are taken over.
    pub model: Instruction<'a>,
    /// Its destination, as written.
    pub destination: String,
    /// The directory of the context that comes to lie there.
    pub source: String,
}

impl ManifestCopy<'_> {
    /// The lines for `paths`; those in `directories` are copied as a whole.
    pub fn lines(&self, paths: &[String], directories: &[String]) -> Vec<String> {
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for path in paths {
            let inside = below(path, &self.source).unwrap_or(path);
            // A directory's contents are copied, so it names itself in the destination.
            let parent = match directories.contains(path) {
                true => inside,
                false => inside.rsplit_once('/').map_or("", |(parent, _)| parent),
            };
            match groups.iter_mut().find(|(group, _)| group == parent) {
                Some((_, files)) if !directories.contains(path) => files.push(path.clone()),
                _ => groups.push((parent.to_owned(), vec![path.clone()])),
            }
        }
        if groups.len() >= MANY_DIRECTORIES && has_parents(self.model.file()) {
            return vec![self.line_with_parents(paths)];
        }
        groups.iter().map(|(directory, files)| self.line(files, directory)).collect()
    }

    /// `COPY files destination/directory/`.
    pub fn line(&self, files: &[String], directory: &str) -> String {
        let base = self.destination.trim_end_matches("/.").trim_end_matches('/');
        let destination = match (base, directory) {
            ("." | "", "") if self.destination.starts_with('/') => "/".to_owned(),
            ("." | "", "") => "./".to_owned(),
            (".", directory) => format!("./{directory}/"),
            (base, "") => format!("{base}/"),
            (base, directory) => format!("{base}/{directory}/"),
        };
        self.instruction("", files, &destination)
    }

    /// One `COPY --parents`, which keeps each file's folders.
    fn line_with_parents(&self, paths: &[String]) -> String {
        let paths: Vec<String> = match self.source.as_str() {
            "" => paths.to_vec(),
            source => paths
                .iter()
                .map(|path| format!("{source}/./{}", below(path, source).unwrap_or(path)))
                .collect(),
        };
        let destination = match self.destination.trim_end_matches('/') {
            "" => "/".to_owned(),
            base => format!("{base}/"),
        };
        self.instruction("--parents ", &paths, &destination)
    }

    fn instruction(&self, more_flags: &str, sources: &[String], destination: &str) -> String {
        let is_lower = self.model.keyword_text().starts_with(char::is_lowercase);
        let keyword = if is_lower { "copy" } else { "COPY" };
        let except = ["parents", "exclude", "from", "checksum", "keep-git-dir", "unpack"];
        let flags = flags(self.model, &except);
        let words: Vec<&str> = sources.iter().map(String::as_str).chain([destination]).collect();
        if words.iter().any(|word| word.contains(char::is_whitespace)) {
            let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            return format!("{keyword} {more_flags}{flags}[{}]", quoted.join(", "));
        }
        format!("{keyword} {more_flags}{flags}{}", words.join(" "))
    }
}

/// The flags of an instruction but those in `except`, each with a blank behind it.
pub(super) fn flags(instruction: Instruction<'_>, except: &[&str]) -> String {
    let text = instruction.file().text();
    let kept = instruction.flags().filter(|flag| !except.contains(&flag.name()));
    kept.map(|flag| format!("{} ", flag.range().of(text))).collect()
}

/// Whether the file's syntax has `COPY --parents`: the front end that it names is 1.20 or later, or any 1.
fn has_parents(file: &Dockerfile) -> bool {
    let Some(syntax) = file.directive(DirectiveKind::Syntax) else { return false };
    let name = syntax.trim_start_matches("docker.io/");
    let Some(rest) = name.strip_prefix("docker/dockerfile") else { return false };
    let tag = rest.strip_prefix(':').unwrap_or("latest").split('@').next().unwrap_or_default();
    match tag {
        "latest" | "1" | "labs" | "1-labs" => true,
        tag => {
            let minor = tag.strip_prefix("1.").and_then(|rest| rest.split(['.', '-']).next());
            minor.and_then(|minor| minor.parse::<u32>().ok()).is_some_and(|minor| minor >= 20)
        }
    }
}

impl SourcesFirst<'_, '_> {
    /// The COPY instructions for the manifests, one for each directory.
    pub(super) fn manifest_copies(&self, missing: &[String], limits: &mut Limits) -> Vec<String> {
        let copies = ManifestCopy {
            model: self.copy_step.instruction,
            destination: self.copy.copy.destination.text().to_owned(),
            source: self.source.clone(),
        };
        let Some(manifests) = &self.manifests else {
            if self.has_own_manifest_copy() {
                return Vec::new();
            }
            return vec![copies.line(&self.install.usual_manifests(), "")];
        };
        if missing.iter().any(|path| path.contains(['*', '?', '[', '\\', '$', '"'])) {
            limits.show_only("a file name has characters that COPY would take for a pattern");
        }
        copies.lines(missing, &manifests.directories)
    }
}
