//! The Dockerfile language: a lossless, error-recovering parser as faithful as
//! possible to BuildKit's.
//!
//! [`Dockerfile::parse`] takes any text and never fails. It gives
//!
//! - tokens that tile the source: concatenated they give every byte back;
//! - instructions with typed views over their arguments (`ast`), whose ranges
//!   lead to the source through continuations and comments;
//! - problems: what BuildKit would refuse as far as one file can tell. What
//!   depends on stages and variables is found in `build`.
//!
//! It knows nothing of shells, images, contexts or stages.

mod ast;
mod directive;
mod expansion;
mod heredoc;
mod json;
mod keyword;
mod lines;
mod logical;
mod mount;
mod node;
mod parser;
mod pattern;
mod problem;
mod statement;
mod token;
mod tree;
mod validate;
mod words;

pub use ast::{CommandLine, Copy, Flag, From, Heredoc, Pair, Word};
pub use directive::{Directive, DirectiveKind};
pub use expansion::{Expanded, Expander, ExpansionError, Value};
pub use keyword::Keyword;
pub use logical::LogicalText;
pub use mount::{Mount, MountField, MountKind};
pub use problem::{Problem, ProblemKind, Repair};
pub use token::{Token, TokenKind};
pub use tree::{Dockerfile, Instruction};
