//! What speaks against changing the order.

use super::arrival::below;
use super::find::SourcesFirst;
use crate::build::context::join;
use crate::build::{Effect, ImagePath, Sight};
use crate::diagnostic::{Applicability, Fix};
use crate::syntax::Keyword;
use crate::text::TextRange;

/// Reasons to trust a fix less, each with how far it may be trusted.
#[derive(Default)]
pub(super) struct Limits(Vec<(Applicability, String)>);

impl Limits {
    pub(super) fn add(&mut self, limit: Applicability, reason: impl Into<String>) {
        self.0.push((limit, reason.into()));
    }

    pub(super) fn show_only(&mut self, reason: impl Into<String>) {
        self.add(Applicability::Display, reason);
    }

    pub(super) fn not_safe(&mut self, reason: impl Into<String>) {
        self.add(Applicability::Unsafe, reason);
    }

    /// The fix, as far as it can be trusted.
    pub(super) fn hold(self, fix: Fix) -> Fix {
        self.0.into_iter().fold(fix, |fix, (limit, reason)| fix.at_most(limit, reason))
    }
}

impl SourcesFirst<'_, '_> {
    /// What the project itself says.
    pub(super) fn project_limits(&self, limits: &mut Limits) {
        let Some(manifests) = &self.manifests else {
            return limits.show_only("there is no build context to look at");
        };
        for risk in &manifests.risks {
            limits.add(risk.limit, risk.reason.clone());
        }
        let needed = manifests.files.iter().chain(&manifests.directories);
        let outside = needed.into_iter().find(|path| below(path, &self.source).is_none());
        if let Some(outside) = outside {
            limits.show_only(format!("{outside} is needed, which this COPY does not bring"));
        }
    }

    /// What the COPY itself says.
    pub(super) fn copy_limits(&self, limits: &mut Limits) {
        let instruction = self.copy_step.instruction;
        if self.is_pattern {
            limits.not_safe(
                "* takes folders apart, so that files of the same name replace each other",
            );
        }
        if instruction.flag("parents").is_some() {
            limits.show_only("--parents changes where the files come to lie");
        }
        if instruction.flag("exclude").is_some() {
            limits.not_safe("--exclude may leave out what the install needs");
        }
        if instruction.heredocs().len() > 0 {
            limits.show_only("the COPY writes a heredoc too");
        }
        if instruction.file().escape() == '`' {
            limits.show_only("the file is written for Windows");
        }
    }

    /// Whether the steps in between allow the COPY to pass them.
    pub(super) fn moving_limits(&self, limits: &mut Limits) {
        let between = &self.stage.steps[self.copy_step.index + 1..self.run_step.index];
        let has_variables = self.copy_step.instruction.arguments().text().contains('$');
        for step in between {
            let instruction = step.instruction;
            let line = self.line_of(instruction.range());
            let is_assignment = matches!(instruction.keyword(), Keyword::Env | Keyword::Arg);
            if is_assignment && has_variables {
                limits.show_only(format!("line {line} may change a variable of the COPY"));
            }
            if !self.commutes(&Effect::of(self.graph, self.stage, step)) {
                limits.show_only(format!("line {line} may need the sources, or change them"));
            }
        }
    }

    pub(super) fn line_of(&self, range: TextRange) -> usize {
        self.graph.file.text()[..range.start as usize].matches('\n').count() + 1
    }

    /// Whether the COPY and something with `effect` may change places.
    pub(super) fn commutes(&self, effect: &Effect) -> bool {
        let is_apart = |sight: &Sight| match sight {
            Sight::Unknown => false,
            Sight::Known(paths) => paths
                .iter()
                .all(|path| !path.may_touch(&self.destination) || self.is_not_brought(path)),
        };
        is_apart(&effect.reads) && is_apart(&effect.writes)
    }

    /// Whether `path` lies in the destination, but the COPY brings nothing there.
    fn is_not_brought(&self, path: &ImagePath) -> bool {
        match (path.below(&self.destination), self.context) {
            (Some(inside), Some(context)) if !inside.is_empty() && !self.is_pattern => {
                context.kind(&join(&self.source, inside)).is_none()
            }
            _ => false,
        }
    }
}
