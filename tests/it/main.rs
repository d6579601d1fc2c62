//! All integration tests in one binary.

mod architecture;
mod check;
mod corpus;
mod generated;
mod page;
mod properties;
mod readme;
mod rule_pages;
mod support;
