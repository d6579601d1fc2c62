//! Instructions that could stand elsewhere: whether they may, and how the text moves.
//!
//! A step may pass another when neither touches what the other does, and when
//! it finds the same user, directory, shell and variables at its new place.

mod block;
mod late;
mod limits;
mod variables;

pub use block::{Spot, move_instructions};
pub use late::{Late, late};
pub use limits::{Limit, moving_up};
pub use variables::{Descent, changes_installs, descent, mentions};
