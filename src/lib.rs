//! Dockwright lints Dockerfiles, predicts which build steps a change re-runs,
//! rewrites the file so that fewer do, and proves the rewrite with real builds.
//!
//! # Architecture
//!
//! One pure core from text to findings; every file, process, environment and
//! clock access sits in the last layers. Parsing and analysis never fail:
//! they return a result and a list of problems.
//!
//! A module imports only from lines above its own, and nothing from its own
//! line. `tests/it/architecture.rs` reads this table and holds the code
//! against it.
//!
//! ```imports
//! 0  text
//! 1  syntax shell image ignore diagnostic progress
//! 2  build config
//! 3  lint cache cost
//! 4  rules optimize fix format history explain proof
//! 5  analysis report
//! 6  host
//! 7  project
//! 8  verify lsp
//! 9  cli
//! ```
//!
//! What is deliberately absent:
//!
//! - no file system, environment, process, network or clock above line 6;
//! - no `clap` outside `cli`, no LSP types outside `lsp`;
//! - no `println!` outside `cli`;
//! - no rule id outside that rule's own folder in `rules/`;
//! - rules see `lint`'s prelude only.

pub mod analysis;
pub mod build;
pub mod cache;
pub mod cli;
pub mod config;
pub mod cost;
pub mod diagnostic;
pub mod explain;
pub mod fix;
pub mod format;
pub mod history;
pub mod host;
pub mod ignore;
pub mod image;
pub mod lint;
pub mod lsp;
pub mod progress;
pub mod project;
pub mod proof;
pub mod report;
#[path = "../rules/mod.rs"]
pub mod rules;
pub mod shell;
pub mod syntax;
pub mod text;
pub mod verify;
