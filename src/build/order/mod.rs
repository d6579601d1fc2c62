//! The order of sources and installs in a stage: which COPY brings sources
//! before an install that reads only manifests, what an install misses, and how
//! the two change places.
//!
//! Facts and edits; whether to speak of them is for rules to say.

mod arrival;
mod copies;
mod cut;
mod find;
mod limits;
mod mounts;
mod rewrite;

pub use arrival::{Arrivals, first_installs};
pub use copies::ManifestCopy;
pub use find::SourcesFirst;
