//! Where the RUN with the install is cut in two, and what stands in between.

use super::copies::flags;
use super::find::SourcesFirst;
use super::limits::Limits;
use crate::build::effect::{self, ScriptItem};
use crate::build::install::{Early, EarlyCommand};
use crate::diagnostic::Edit;
use crate::shell::Join;
use crate::syntax::Instruction;
use crate::text::TextRange;

impl SourcesFirst<'_, '_> {
    /// The edits to the RUN that put `copy` between the install and what needs the sources.
    pub(super) fn cut(&self, copy: &str, limits: &mut Limits) -> Vec<Edit> {
        let items = effect::items(self.stage, self.run_step).unwrap_or_default();
        let instruction = self.run_step.instruction;
        let behind = || {
            let gap = gap_before(instruction, self.graph.file.newline());
            vec![Edit::insert(instruction.range().end as usize, format!("{gap}{copy}"))]
        };
        let Some(ours) = items.iter().position(|item| self.is_ours(item)) else {
            return behind();
        };
        if items[..=ours].iter().any(|item| !self.stays(item) || item.background) {
            limits
                .show_only(format!("what runs before {} may need the sources", self.install.title));
            return behind();
        }
        match &self.install.early {
            Early::Command(early) => self.doubled(items, ours, early, copy, limits),
            _ => match items[ours..].iter().position(|item| !self.stays(item)) {
                Some(next) => vec![self.halved(items, ours + next, copy, limits)],
                None => behind(),
            },
        }
    }

    /// Whether an item of the RUN holds the install.
    fn is_ours(&self, item: &ScriptItem) -> bool {
        item.installs.iter().any(|install| install.range == self.install.range)
    }

    /// Whether an item of the RUN may stand before the sources.
    fn stays(&self, item: &ScriptItem) -> bool {
        let is_install = item.installs.iter().any(|install| install.early == Early::Itself)
            || self.is_ours(item);
        item.is_state || is_install || item.installs.is_empty() && self.commutes(&item.effect)
    }

    /// The RUN as two, the second beginning with item number `next`.
    fn halved(&self, items: &[ScriptItem], next: usize, copy: &str, limits: &mut Limits) -> Edit {
        let (script, instruction) = (self.run_step.script(), self.run_step.instruction);
        let newline = self.graph.file.newline();
        let (before, behind) = (&items[next - 1], &items[next]);
        self.join_limits(behind.join, limits);
        if !script.is_one_line {
            limits.show_only("the commands stand in a heredoc");
        }
        let range = TextRange {
            start: script.source_range(before.range).end,
            end: script.source_range(behind.range).start,
        };
        let state = items[..next].iter().filter(|item| item.is_state);
        let state: String = state.map(|item| format!("{} && ", script.text(item.range))).collect();
        let comments = instruction.inner_comments().filter(|comment| range.covers(*comment));
        let text = self.graph.file.text();
        let comments: String =
            comments.map(|comment| format!("{}{newline}", comment.of(text).trim_end())).collect();
        let keyword = instruction.keyword_text();
        let gap = gap_before(instruction, newline);
        let flags = flags(instruction, &[]);
        Edit::replace(range, format!("{gap}{copy}{gap}{comments}{keyword} {flags}{state}"))
    }

    /// The RUN as it is, and before it one that runs the early command.
    fn doubled(
        &self,
        items: &[ScriptItem],
        ours: usize,
        early: &EarlyCommand,
        copy: &str,
        limits: &mut Limits,
    ) -> Vec<Edit> {
        let (script, instruction) = (self.run_step.script(), self.run_step.instruction);
        let text = self.graph.file.text();
        let gap = gap_before(instruction, self.graph.file.newline());
        for item in &items[1..=ours] {
            self.join_limits(item.join, limits);
        }
        if !script.is_one_line {
            limits.show_only("the commands stand in a heredoc");
        }
        if self.install.is_nested {
            limits.show_only(format!("{} is given to another shell", self.install.title));
        }
        let first = script.source_range(items[0].range).start as usize;
        let item = script.source_range(items[ours].range);
        let command = script.source_range(self.install.range);
        let command = match early {
            EarlyCommand::WithFlags(flags) => format!(
                "{} {flags}{}",
                &text[item.start as usize..command.end as usize],
                &text[command.end as usize..item.end as usize]
            ),
            EarlyCommand::Instead(command) => command.clone(),
        };
        let before = &text[first..item.start as usize];
        let keyword = instruction.keyword_text();
        let flags = flags(instruction, &[]);
        let run = format!("{keyword} {flags}{before}{command}");
        let start = instruction.range().start as usize;
        let mut edits = vec![Edit::insert(start, format!("{run}{gap}{copy}{gap}"))];
        if items[..ours].iter().any(|item| !item.is_state) {
            let state = items[..ours].iter().filter(|item| item.is_state);
            let state: String =
                state.map(|item| format!("{} && ", script.text(item.range))).collect();
            edits.push(Edit::replace(TextRange::new(first, item.start as usize), state));
        }
        edits
    }

    fn join_limits(&self, join: Join, limits: &mut Limits) {
        let title = &self.install.title;
        match join {
            Join::And | Join::First => {}
            Join::Then => {
                limits.not_safe(format!("{title} may fail unnoticed today, and would not any more"))
            }
            _ => limits.show_only(format!("{title} and what follows it cannot be told apart")),
        }
    }
}

/// One line end, or two where the RUN keeps a distance to what is above it.
fn gap_before(instruction: Instruction<'_>, newline: &'static str) -> &'static str {
    let before = &instruction.file().text()[..instruction.lines().start as usize];
    let has_gap =
        before.trim_end_matches([' ', '\t']).ends_with("\n\n") || before.ends_with("\r\n\r\n");
    match (has_gap, newline) {
        (true, "\r\n") => "\r\n\r\n",
        (true, _) => "\n\n",
        (false, newline) => newline,
    }
}
