//! What is in the results of stages, as far as it can be told without building.
//!
//! The writes of COPY and WORKDIR are known exactly, what a RUN does is not. So
//! a result is a base that cannot be looked into (an image, or what the last
//! RUN left) under known entries (experiments overlay_*).

mod compare;
mod copies;
mod nodes;
mod overlay;
mod selected;

pub(super) use compare::compare_results;
