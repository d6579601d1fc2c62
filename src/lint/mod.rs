//! Runs rules over an analysed Dockerfile and keeps what is left after inline ignores.

mod rule;

pub use rule::{Category, FixAvailability, Need, Profile, Rule, Status};

/// How a rule looks at a file.
#[derive(Clone, Copy, Debug)]
pub enum Check {}
