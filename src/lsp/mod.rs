//! The language server: what the core knows, in the editor, over standard input and output.
//!
//! - `server/`: the loop. It takes messages, keeps the open documents in step and never waits for disk, git or a
//!   computation: whatever answers a request runs on a worker, with an immutable snapshot.
//! - `document/`: an open file as it was at one version, and where positions of the editor lie in it.
//! - `insight/`: what the history of the project says of a file; worked out aside, and told when it is there.
//! - `features/`: one file for each thing an editor can ask; functions from a snapshot to an answer.
//! - `cursor/`: where a cursor stands in a line that is being typed; `markup`: how things are told.
//! - `knowledge/`: what there is to say of instructions, flags and variables, in words.
//!
//! Types of the protocol are used here and nowhere else. It starts no builds, and sends nothing to anybody but its
//! client.

mod client;
mod cursor;
mod document;
mod features;
mod insight;
mod knowledge;
mod markup;
mod options;
mod server;
#[cfg(test)]
mod testing;
mod transport;
mod uri;

pub use server::ServerError;

/// Serves one client on standard input and output until it leaves.
///
/// # Errors
///
/// When the client leaves without taking leave.
pub fn run() -> Result<(), ServerError> {
    server::serve_stdio()
}
