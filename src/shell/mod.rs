//! The shell inside RUN, CMD and ENTRYPOINT.
//!
//! Takes the text that the shell would get, continuations folded, and says
//! which commands it runs, with which words, under which conditions. Knows no
//! Dockerfile and no particular program; all positions are byte ranges into
//! the text given, which the caller maps to the file. Parsing never fails: a
//! script says itself whether it was understood.
//!
//! ```
//! use dockwright::shell;
//!
//! let script = shell::parse("apt-get update && sudo -E apt-get install -y curl | tee log");
//! let installs = script.commands().filter(|(place, command)| {
//!     command.invocation().runs(&["apt-get"]) && !place.conditional
//! });
//! assert_eq!(installs.count(), 2);
//! ```

mod argv;
mod assemble;
mod command;
mod dialect;
mod expansion;
mod invocation;
mod mention;
mod nested;
mod place;
mod plain;
mod posix;
mod remembered;
mod script;
mod split;
#[cfg(test)]
mod tests;
mod tree;
mod unquote;
mod word;
mod wrapper;

pub use argv::Argv;
pub use command::{Assignment, Command, HereDoc, Redirect, RedirectKind};
pub use dialect::Dialect;
pub use invocation::Invocation;
pub use mention::{last_command_name, mentions_any};
pub use place::{Pipe, Place};
pub use remembered::Remembered;
pub use script::{Block, Compound, CompoundKind, Join, List, ListItem, Part, Pipeline, Script};
pub use word::{Expansion, ExpansionForm, Quoting, Substitution, Word};
pub use wrapper::Wrapper;

/// What the plain reader makes of POSIX text, if it takes it, and what the grammar does.
#[cfg(test)]
pub(crate) fn both_readings(text: &str) -> (Option<Script>, Script) {
    let origin = nested::Origin::At(0);
    (plain::read(text, origin, 0), tree::parse_at(text, origin, 0))
}

/// Parses POSIX or bash text.
pub fn parse(text: &str) -> Script {
    Dialect::Posix.parse(text)
}
