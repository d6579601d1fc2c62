//! The fix: manifests first, then the install, then the rest.
//!
//! The COPY moves down behind the install. That changes nothing in the image
//! if whatever runs in between neither looks at what it brings nor changes it,
//! and if it brings nothing that the install has made.

use super::arrival::below;
use super::find::SourcesFirst;
use super::limits::Limits;
use crate::build::install::Early;
use crate::diagnostic::{Edit, EditTarget, Fix};
use crate::text::TextRange;

impl SourcesFirst<'_, '_> {
    /// The fixes, as far as they can be trusted, best first.
    pub fn fixes(&self) -> Vec<Fix> {
        match self.install.early {
            Early::Nothing => self.mount_fixes(),
            _ => vec![self.reordered()],
        }
    }

    fn reordered(&self) -> Fix {
        let missing = self.missing();
        let mut limits = Limits::default();
        self.project_limits(&mut limits);
        self.copy_limits(&mut limits);
        self.moving_limits(&mut limits);
        let copies = self.manifest_copies(&missing, &mut limits);
        let instruction = self.copy_step.instruction;
        let mut edits = Vec::new();
        if copies.is_empty() {
            edits.push(Edit::delete(self.without_gap(instruction.lines())));
        } else {
            let lines = copies.join(self.graph.file.newline());
            edits.push(Edit::replace(instruction.range(), lines));
        }
        edits.extend(self.cut(&self.moved_copy(&mut limits), &mut limits));
        edits.extend(self.ignore_outputs(&mut limits));
        limits.hold(Fix::safe(self.title(&missing), edits))
    }

    fn title(&self, missing: &[String]) -> String {
        let title = &self.install.title;
        let early = match &self.install.early {
            Early::Command(_) => format!("run {} on it alone", self.install.early_title()),
            _ => format!("run {title}"),
        };
        match missing.first() {
            Some(first) => {
                let name = first.rsplit('/').next().unwrap_or(first);
                match &self.install.early {
                    Early::Command(_) => {
                        format!("Copy {name}, {early}, and copy the rest after it")
                    }
                    _ => format!("Copy {name} before {title}, and the rest after it"),
                }
            }
            None if self.manifests.is_some() || self.has_own_manifest_copy() => {
                format!("Copy the sources after {title}")
            }
            None => format!("Copy the manifests before {title}, and the rest after it"),
        }
    }

    /// `lines` and an empty line behind them, if there is one before them too.
    fn without_gap(&self, lines: TextRange) -> TextRange {
        let text = self.graph.file.text();
        let (before, behind) = (&text[..lines.start as usize], &text[lines.end as usize..]);
        let is_gap_before =
            before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n");
        let gap = ["\r\n", "\n"].into_iter().find(|gap| is_gap_before && behind.starts_with(gap));
        TextRange::new(lines.start as usize, lines.end as usize + gap.map_or(0, str::len))
    }

    /// The COPY as it stands, with its destination written out if the working directory is another one by then.
    fn moved_copy(&self, limits: &mut Limits) -> String {
        let instruction = self.copy_step.instruction;
        let text = instruction.range().of(instruction.file().text());
        let word = &self.copy.copy.destination;
        let is_relative = !word.text().starts_with(['/', '$']);
        if !is_relative || self.copy_step.workdir == self.run_step.workdir {
            return text.to_owned();
        }
        let Some(absolute) = self.destination.absolute() else {
            limits
                .show_only("the working directory changes in between, from one that is not known");
            return text.to_owned();
        };
        let start = (word.range().start - instruction.range().start) as usize;
        let end = start + word.range().len();
        let quote = if word.is_json() { "\"" } else { "" };
        let slash = if absolute.ends_with('/') { "" } else { "/" };
        format!("{}{quote}{absolute}{slash}{quote}{}", &text[..start], &text[end..])
    }

    /// What the install makes must not be replaced by what lies on the host: ignore that.
    fn ignore_outputs(&self, limits: &mut Limits) -> Option<Edit> {
        let (context, manifests) = (self.context?, self.manifests.as_ref()?);
        let copied: Vec<&String> = manifests
            .outputs
            .iter()
            .filter(|path| below(path, &self.source).is_some() && context.kind(path).is_some())
            .collect();
        let first = copied.first()?;
        limits.not_safe(format!(
            "{first} of the host is not ignored and would replace what {} made",
            self.install.title
        ));
        let before = context.ignore_text().unwrap_or_default();
        let separator = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
        let lines: String = copied.iter().map(|path| format!("{path}\n")).collect();
        Some(Edit {
            target: EditTarget::Context(
                context.ignore_path().unwrap_or(".dockerignore").to_owned(),
            ),
            range: TextRange::empty(before.len()),
            text: format!("{separator}{lines}"),
        })
    }
}
