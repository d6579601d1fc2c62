//! What real builds and containers showed, held against what was expected.
//!
//! Plain data and comparisons; `verify` builds, starts and looks, `report` shows.

pub mod image;
