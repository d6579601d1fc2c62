//! Reading POSIX and bash text, plain or not.

use super::nested::Origin;
use super::script::Script;
use super::{plain, tree};

/// Parses `text`, which stands at `origin` in the text of the caller.
pub(super) fn parse_at(text: &str, origin: Origin, depth: u8) -> Script {
    plain::read(text, origin, depth).unwrap_or_else(|| tree::parse_at(text, origin, depth))
}
