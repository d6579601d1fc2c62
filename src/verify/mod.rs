//! Real builds and real containers: predictions and fixes, proved.
//!
//! Executes the Dockerfile, on the user's own engine. Everything that is made
//! there carries the label of the run and is removed at its end.

#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "effects belong here")]

pub mod containers;
pub mod engine;
mod engine_log;
mod images;
mod interrupt;
pub mod ledger;
mod plan;
mod since;
mod trial;
mod workspace;

pub use engine_log::EngineLog;
pub use images::check_image;
pub use interrupt::Interrupt;
pub use plan::{Earlier, Plan, Rewrite, carry_out};
pub use trial::{Bench, Trial};
pub use workspace::{Original, Undo, Workspace};
