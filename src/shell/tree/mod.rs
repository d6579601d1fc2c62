//! Reading POSIX and bash text through the grammar of `tree-sitter-bash`.
//!
//! The only folder that knows of the grammar: what leaves it are the types of
//! `script.rs`. It never fails; what the grammar cannot place is read in
//! source order, and the script is not clean.

mod compounds;
mod kind;
mod prepare;
mod scan;
mod statements;
mod words;

use std::cell::RefCell;
use std::ops::ControlFlow;

use tree_sitter::{ParseOptions, ParseState, Parser, Tree};

use self::prepare::prepare;
use self::statements::Reader;
use super::nested::Origin;
use super::script::Script;
use super::split::{self, Flavour};

/// Parses `text`, which stands at `origin` in the text of the caller.
pub(super) fn parse_at(text: &str, origin: Origin, depth: u8) -> Script {
    let prepared = prepare(text);
    let Some(mut tree) = grammar_tree(&prepared.bytes) else {
        let script = split::split(text, Flavour::POSIX, origin, depth);
        return Script { clean: false, ..script };
    };
    if tree.root_node().has_error() {
        let second_try = prepare::separate_closings(&prepared.bytes)
            .and_then(|bytes| grammar_tree(&bytes))
            .filter(|tree| !tree.root_node().has_error());
        tree = second_try.unwrap_or(tree);
    }
    Reader::new(text, origin, depth, &prepared.heredocs).script(&tree)
}

/// Brackets that stay open at once, beyond which the grammar takes quadratic time.
const MAX_OPEN: usize = 1_000;

/// Steps of the grammar (in hundreds) after which it is given up. The longest text among 8,770
/// real ones took 41, ten thousand words take 500.
const MAX_STEPS: u32 = 2_000;

thread_local! {
    static PARSER: RefCell<Parser> = RefCell::new(parser());
}

fn parser() -> Parser {
    let mut parser = Parser::new();
    parser
        .set_language(&kind::LANGUAGE)
        .expect("the versions of tree-sitter and tree-sitter-bash in Cargo.toml fit each other");
    parser
}

/// The grammar's tree of a prepared text; none if it would take too long.
fn grammar_tree(bytes: &[u8]) -> Option<Tree> {
    let count = |bracket: u8| bytes.iter().filter(|byte| **byte == bracket).count();
    if count(b'(').abs_diff(count(b')')) > MAX_OPEN {
        return None;
    }
    let mut steps = 0;
    let mut budget = |_: &ParseState| {
        steps += 1;
        if steps > MAX_STEPS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut read = |at: usize, _| bytes.get(at..).unwrap_or_default();
    PARSER.with_borrow_mut(|parser| {
        let options = ParseOptions::new().progress_callback(&mut budget);
        let tree = parser.parse_with_options(&mut read, None, Some(options));
        if tree.is_none() {
            parser.reset();
        }
        tree
    })
}
