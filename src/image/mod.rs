//! Image references and what is known of well-known images.
//!
//! Owns the grammar of the names in FROM and `COPY --from`
//! ([`ImageReference`]) and a table of facts about images that many people
//! build on ([`known`]). Asks no registry: what is not in the table is unknown.

mod grammar;
pub mod known;
mod parts;
mod problem;
mod reference;

pub use problem::{ReferenceError, ReferenceProblem};
pub use reference::ImageReference;
