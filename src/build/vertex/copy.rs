//! COPY and ADD: one vertex, with `--link` two.

use super::op::{CopyAction, CopyKind, InlineFile, Op, Selector, owner};
use super::remote::remote;
use super::stages::{Place, Solved, Solver};
use super::state::StageState;
use super::{SourceInput, VertexId};
use crate::ignore::{has_wildcards, source_path};
use crate::syntax::{Copy, Instruction};

/// The flags of a COPY or ADD after expansion.
struct Flags {
    owner: Option<String>,
    mode: Option<String>,
    exclude: Vec<String>,
    parents: bool,
    unpacks: bool,
    checksum: Option<String>,
    keeps_git: bool,
}

impl Flags {
    fn of(state: &StageState<'_>, instruction: Instruction<'_>, is_add: bool) -> Self {
        let text = |name: &str| {
            let value = instruction.flag(name).and_then(|flag| flag.value());
            value.map(|value| state.expand(instruction, value)).filter(|value| !value.is_empty())
        };
        let excludes = instruction.flags().filter(|flag| flag.name() == "exclude");
        Self {
            owner: text("chown").map(|text| owner(&text)),
            mode: text("chmod").map(|mode| octal(&mode)),
            exclude: excludes.filter_map(|flag| flag.value()).map(str::to_owned).collect(),
            parents: instruction.has_flag("parents"),
            unpacks: match instruction.flag("unpack") {
                Some(_) => instruction.has_flag("unpack"),
                None => is_add,
            },
            checksum: text("checksum"),
            keeps_git: instruction.has_flag("keep-git-dir"),
        }
    }

    fn action(
        &self,
        input: usize,
        source: String,
        destination: &str,
        kind: CopyKind,
    ) -> CopyAction {
        CopyAction {
            input,
            kind,
            source,
            destination: destination.to_owned(),
            owner: self.owner.clone(),
            mode: self.mode.clone(),
            unpacks: self.unpacks && kind == CopyKind::Files,
            include: Vec::new(),
            exclude: self.exclude.clone(),
            required: Vec::new(),
        }
    }
}

/// A mode as the number that it is (experiment chmod_0644_vs_644); a symbolic one as it is written.
fn octal(mode: &str) -> String {
    u32::from_str_radix(mode, 8).map_or_else(|_| mode.to_owned(), |mode| format!("{mode:04o}"))
}

/// The sources of a vertex while its actions are gathered: one for each vertex that is read.
#[derive(Default)]
struct Inputs(Vec<(VertexId, Vec<Selector>)>);

impl Inputs {
    fn add(&mut self, vertex: VertexId, selector: Selector) -> usize {
        let known = self.0.iter().position(|(known, _)| *known == vertex);
        let index = known.unwrap_or_else(|| {
            self.0.push((vertex, Vec::new()));
            self.0.len() - 1
        });
        self.0[index].1.push(selector);
        index
    }

    /// Without content where the source is also what the files are copied onto (experiment copy_self_same_input).
    fn sources(self, root: Option<VertexId>) -> Vec<SourceInput> {
        let sources = self.0.into_iter().map(|(vertex, selectors)| SourceInput {
            vertex,
            selectors: without_covered(selectors),
            by_content: Some(vertex) != root,
        });
        sources.collect()
    }
}

/// Without plain paths that lie below other plain paths (`ops/file.go dedupeSelectors`).
pub(super) fn without_covered(mut selectors: Vec<Selector>) -> Vec<Selector> {
    selectors.sort();
    selectors.dedup();
    let plain: Vec<String> =
        selectors.iter().filter(|it| it.is_plain()).map(|it| it.path.clone()).collect();
    let is_covered = |path: &str| {
        plain.iter().any(|other| {
            other != path && path.starts_with(&format!("{}/", other.trim_end_matches('/')))
        })
    };
    selectors.retain(|selector| !selector.is_plain() || !is_covered(&selector.path));
    selectors
}

impl<'s> Solver<'s> {
    pub(super) fn copy(&mut self, state: &mut StageState<'s>, place: Place<'s>) -> Solved {
        let instruction = place.instruction;
        let Some(copy) = instruction.as_copy().or_else(|| heredocs_only(instruction)) else {
            return Solved::default();
        };
        let flags = Flags::of(state, instruction, !copy.is_copy());
        let destination = state.destination(&state.expand(instruction, copy.destination.text()));
        let from = match copy.from() {
            None => Some(self.vertex(Op::Context(String::new()), None, Vec::new(), false)),
            Some(name) => self.from(name, place.stage),
        };
        let (mut inputs, mut actions) = (Inputs::default(), Vec::new());
        for word in &copy.sources {
            let source = state.expand(instruction, word.text());
            let action = match remote(&source, flags.checksum.as_deref(), flags.keeps_git) {
                Some((op, path)) if !copy.is_copy() => {
                    let is_git = matches!(op, Op::Git { .. });
                    let fetched = self.vertex(op, None, Vec::new(), false);
                    let input = inputs.add(fetched, Selector::path(path.as_str()));
                    let kind = if is_git { CopyKind::Git } else { CopyKind::Http };
                    flags.action(input, path, &destination, kind)
                }
                _ => {
                    let (selector, required) = selector(&source, &flags);
                    let input = match from {
                        Some(from) => inputs.add(from, selector.clone()),
                        None => CopyAction::NO_INPUT,
                    };
                    let action = flags.action(input, selector.path, &destination, CopyKind::Files);
                    CopyAction { include: selector.include, required, ..action }
                }
            };
            actions.push(action);
        }
        for heredoc in instruction.heredocs() {
            let path = format!("/{}", heredoc.name());
            let content = heredoc_text(state, instruction, heredoc);
            let file = InlineFile { name: heredoc.name().to_owned(), content, mode: 0o644 };
            let inline = self.vertex(Op::Inline(file), None, Vec::new(), false);
            let input = inputs.add(inline, Selector::path(path.as_str()));
            actions.push(flags.action(input, path, &destination, CopyKind::Inline));
        }
        // `--chmod` takes the effect of `--link` away (`convert_copy.go`, experiment link_chmod).
        let is_linked =
            self.settings.merges && instruction.has_flag("link") && flags.mode.is_none();
        self.place_copy(state, place, Op::Copy { actions }, inputs, is_linked)
    }

    fn place_copy(
        &mut self,
        state: &mut StageState<'s>,
        place: Place<'s>,
        op: Op,
        inputs: Inputs,
        is_linked: bool,
    ) -> Solved {
        if !is_linked {
            let sources = inputs.sources(state.root);
            let vertex = self.vertex(op, state.root, sources, place.is_forced);
            state.root = Some(vertex);
            return Solved { vertex: Some(vertex), linked: None };
        }
        let linked = self.vertex(op, None, inputs.sources(None), place.is_forced);
        // Onto nothing there is nothing to merge with.
        let vertex = match state.root {
            None => linked,
            Some(root) => {
                let layer =
                    SourceInput { vertex: linked, selectors: Vec::new(), by_content: false };
                self.vertex(Op::Merge, Some(root), vec![layer], place.is_forced)
            }
        };
        state.root = Some(vertex);
        Solved { vertex: Some(vertex), linked: (vertex != linked).then_some(linked) }
    }
}

/// A COPY whose only sources are heredocs.
fn heredocs_only(instruction: Instruction<'_>) -> Option<Copy<'_>> {
    let destination = instruction.words().pop()?;
    (instruction.heredocs().len() > 0).then(|| Copy {
        instruction,
        sources: Vec::new(),
        destination,
    })
}

/// The body of a heredoc as the file gets it.
pub(super) fn heredoc_text(
    state: &StageState<'_>,
    instruction: Instruction<'_>,
    heredoc: crate::syntax::Heredoc<'_>,
) -> String {
    let body = heredoc.body().text();
    let body = if heredoc.drops_tabs() { without_tabs(body) } else { body.to_owned() };
    if heredoc.expands() { state.expand_body(instruction, &body) } else { body }
}

/// The lines without the tabs they begin with (`<<-`).
pub(super) fn without_tabs(body: &str) -> String {
    body.split_inclusive('\n').map(|line| line.trim_start_matches('\t')).collect()
}

/// What a source selects, and which path must exist. With `--parents` it is a pattern below the root, or below what
/// stands before `/./`.
fn selector(source: &str, flags: &Flags) -> (Selector, Vec<String>) {
    let exclude = flags.exclude.clone();
    if !flags.parents {
        let path = source_path(source);
        let is_pattern = has_wildcards(&path);
        return (Selector { path, is_pattern, include: Vec::new(), exclude }, Vec::new());
    }
    let (parent, pattern) = source.split_once("/./").unwrap_or(("/", source));
    let (path, pattern) = (source_path(parent), source_path(pattern));
    let is_plain = !has_wildcards(&path) && !has_wildcards(&pattern);
    let required = if is_plain { vec![source_path(&format!("{path}{pattern}"))] } else { vec![] };
    let include = vec![pattern.trim_start_matches('/').to_owned()];
    let is_pattern = has_wildcards(&path);
    (Selector { path, is_pattern, include, exclude }, required)
}
