//! Containers that are started, looked at, asked, stopped and removed.

mod listening;
mod probe;
mod run;

pub use probe::Probe;
pub use run::{RunRequest, run_image};
