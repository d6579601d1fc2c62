//! npm, yarn, pnpm and bun (`rule-union` 3.2).

mod command;
mod hooks;
mod lock;
mod manifests;

pub(super) use command::install;
pub(super) use manifests::manifests;
