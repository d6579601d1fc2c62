//! From the grammar's tree to lists of commands.
//!
//! The tree nests `a && b && c` to the left and hangs redirects on the
//! strangest nodes, so nodes that only group are walked through without
//! recursion, and everything else goes to an [`Assembly`] in source order.

use tree_sitter::{Tree, TreeCursor};

use super::kind::{Keyword, Kind, kind_of};
use super::scan::HereDocPlace;
use crate::shell::assemble::Assembly;
use crate::shell::nested::{MAX_DEPTH, Origin};
use crate::shell::script::{Join, List, Script};
use crate::text::TextRange;

/// Reads the tree of one text.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) origin: Origin,
    pub(super) heredocs: &'t [HereDocPlace],
    /// How many scripts, compounds and substitutions are around what is read now.
    pub(super) depth: u8,
    pub(super) clean: bool,
}

/// Whether a walk goes into a node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Into,
    Over,
}

/// Words that are never the name of a command. The grammar takes them for one in texts such as
/// `! { a; }` and `a; then b`.
const RESERVED: &[&str] = &[
    "{", "}", "then", "do", "done", "fi", "else", "elif", "esac", "if", "while", "until", "for",
    "case",
];

impl<'t> Reader<'t> {
    pub(super) fn new(
        text: &'t str,
        origin: Origin,
        depth: u8,
        heredocs: &'t [HereDocPlace],
    ) -> Self {
        Self { text, origin, heredocs, depth, clean: true }
    }

    /// The script, from the tree of the text.
    pub(super) fn script(mut self, tree: &Tree) -> Script {
        let mut list = self.assembly();
        self.walk(&mut tree.walk(), &mut |reader, cursor, kind| {
            reader.statement(cursor, kind, &mut list)
        });
        let list = list.finish();
        Script { list, clean: self.clean && !tree.root_node().has_error() }
    }

    pub(super) fn assembly(&self) -> Assembly<'t> {
        Assembly::new(self.text, self.origin, self.depth)
    }

    /// Where the node stands. The grammar sees single bytes of longer characters, and may end a
    /// node between them when it has lost its way.
    pub(super) fn span(&self, cursor: &TreeCursor<'_>) -> (usize, usize) {
        let node = cursor.node();
        (self.floor(node.start_byte()), self.floor(node.end_byte()))
    }

    fn floor(&self, mut offset: usize) -> usize {
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    /// Where the node stands in the text of the caller.
    pub(super) fn range(&self, cursor: &TreeCursor<'_>) -> TextRange {
        let (start, end) = self.span(cursor);
        self.origin.range(start, end)
    }

    /// The text of the node.
    pub(super) fn written(&self, cursor: &TreeCursor<'_>) -> &'t str {
        let (start, end) = self.span(cursor);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Whether what is next would be too deep to look into.
    pub(super) fn is_too_deep(&mut self) -> bool {
        let too_deep = self.depth >= MAX_DEPTH;
        self.clean &= !too_deep;
        too_deep
    }

    /// Shows `visit` what is below the node of `cursor`, in source order.
    pub(super) fn walk(
        &mut self,
        cursor: &mut TreeCursor<'_>,
        visit: &mut dyn FnMut(&mut Self, &mut TreeCursor<'_>, Kind) -> Step,
    ) {
        let mut depth = 0usize;
        if !cursor.goto_first_child() {
            return;
        }
        loop {
            let kind = kind_of(cursor.node());
            if visit(self, cursor, kind) == Step::Into && cursor.goto_first_child() {
                depth += 1;
                continue;
            }
            while !cursor.goto_next_sibling() {
                cursor.goto_parent();
                if depth == 0 {
                    return;
                }
                depth -= 1;
            }
        }
    }

    /// Takes one node where statements stand.
    pub(super) fn statement(
        &mut self,
        cursor: &mut TreeCursor<'_>,
        kind: Kind,
        list: &mut Assembly<'t>,
    ) -> Step {
        let (start, end) = self.span(cursor);
        match kind {
            Kind::Glue => {
                list.begin(start);
                return Step::Into;
            }
            Kind::Command => {
                list.begin(start);
                self.command(cursor, list);
            }
            Kind::Test => {
                list.begin(start);
                self.test(cursor, list);
            }
            Kind::Assignment => {
                list.begin_on_new_line(start);
                list.assignment(self.assignment(cursor), start, end);
            }
            Kind::And => list.operator(Join::And, start, end),
            Kind::Or => list.operator(Join::Or, start, end),
            Kind::Semicolon => list.operator(Join::Then, start, end),
            Kind::Ampersand => list.background(start, end),
            Kind::Pipe => list.pipe(end),
            Kind::Bang => list.bang(start, end),
            Kind::FileRedirect => self.file_redirect(cursor, list),
            Kind::HereString => self.here_string(cursor, list),
            _ if kind.is_compound() => {
                list.begin(start);
                list.compound(self.compound(cursor, kind), start, end);
            }
            Kind::Other | Kind::Comment | Kind::Descriptor => {}
            _ => return self.stray(cursor, kind, list),
        }
        Step::Over
    }

    /// Takes what stands where no statement may: the grammar has lost its way.
    fn stray(&mut self, cursor: &mut TreeCursor<'_>, kind: Kind, list: &mut Assembly<'t>) -> Step {
        self.clean = false;
        let (start, end) = self.span(cursor);
        let opaque = kind == Kind::Error && cursor.node().child_count() == 0;
        if kind.is_word() || opaque && self.written(cursor).contains(char::is_alphanumeric) {
            list.begin_on_new_line(start);
            self.push_word(cursor, list);
            return Step::Over;
        }
        if matches!(kind, Kind::Keyword(_)) {
            list.separate(start, end);
        }
        Step::Into
    }

    /// Takes the parts of a simple command.
    fn command(&mut self, cursor: &mut TreeCursor<'_>, list: &mut Assembly<'t>) {
        self.walk(cursor, &mut |reader, cursor, kind| {
            let (start, end) = reader.span(cursor);
            match kind {
                Kind::CommandName if RESERVED.contains(&reader.written(cursor)) => {
                    reader.clean = false;
                    list.separate(start, end);
                }
                Kind::Assignment if list.expects_name() => {
                    list.assignment(reader.assignment(cursor), start, end);
                }
                Kind::Assignment | Kind::CommandName => reader.push_word(cursor, list),
                _ if kind.is_word() => reader.push_word(cursor, list),
                _ => return reader.statement(cursor, kind, list),
            }
            Step::Over
        });
    }

    /// Takes `[ … ]` or `[[ … ]]` as the words that it is made of.
    fn test(&mut self, cursor: &mut TreeCursor<'_>, list: &mut Assembly<'t>) {
        self.walk(cursor, &mut |reader, cursor, kind| {
            match kind {
                Kind::Expression | Kind::Glue | Kind::Command | Kind::Error => return Step::Into,
                Kind::FileRedirect => reader.file_redirect(cursor, list),
                Kind::Comment => {}
                _ => reader.push_word(cursor, list),
            }
            Step::Over
        });
    }

    /// The commands in `$(…)`, backticks, `<(…)` and `>(…)`.
    pub(super) fn substituted(&mut self, cursor: &mut TreeCursor<'_>) -> List {
        if self.is_too_deep() {
            return List::default();
        }
        self.depth += 1;
        let mut list = self.assembly();
        self.walk(cursor, &mut |reader, cursor, kind| match kind {
            Kind::Keyword(Keyword::OpenParen | Keyword::CloseParen) => Step::Over,
            _ => reader.statement(cursor, kind, &mut list),
        });
        self.depth -= 1;
        list.finish()
    }
}
