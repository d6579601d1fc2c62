//! All integration tests in one binary.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests read files, start the program, and fail by panicking"
)]

mod architecture;
mod check;
mod corpus;
mod editors;
mod explain;
mod format;
mod format_page;
mod generated;
mod history;
mod lsp;
mod page;
mod projects;
mod properties;
mod readme;
mod rule_pages;
mod run;
#[cfg(target_os = "linux")]
#[path = "../scenario/mod.rs"]
mod scenario;
#[cfg(target_os = "linux")]
mod scenarios;
mod simulate;
mod support;
mod verify;
