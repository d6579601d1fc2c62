//! `.dockerignore` files and the path patterns of COPY and ADD.
//!
//! Owns two dialects and keeps them apart: Go's `path.Match` for the sources of
//! COPY and ADD ([`path_match`]), and Moby's patterns for ignore files and
//! `--exclude` ([`IgnoreFile`]). Knows nothing of the disk: which ignore file
//! applies, and walking the context, is up to the caller.

mod context;
mod deep;
mod expression;
mod ignore_file;
mod matcher;
mod pattern;
mod walk;

pub use deep::deep_match;
pub use ignore_file::{IgnoreFile, IgnorePattern, IgnoreProblem, IgnoreProblemKind};
pub use pattern::{MalformedPattern, clean, has_wildcards, path_match, source_path};
pub use walk::Walk;
