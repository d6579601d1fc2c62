//! Real builds and real containers: predictions and fixes, proved.
//!
//! Executes the Dockerfile, on the user's own engine. Everything that is made
//! there carries the label of the run and is removed at its end.

#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "effects belong here")]

pub mod engine;
mod interrupt;
pub mod ledger;
mod workspace;

pub use interrupt::Interrupt;
pub use workspace::{Original, Undo, Workspace};
