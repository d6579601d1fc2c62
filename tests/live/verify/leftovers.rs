//! What an engine holds: held against what it held before, it shows what was left behind, and what is missing.

use std::collections::BTreeSet;
use std::process::Command;

/// Containers, images, volumes and networks, a line each.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Holdings(BTreeSet<String>);

impl Holdings {
    /// What the engine holds that this command line talks to.
    pub(crate) fn of(docker: impl Fn() -> Command) -> Self {
        let lists: [&[&str]; 4] = [
            &["ps", "--all", "--no-trunc", "--format", "container {{.ID}} {{.Names}} {{.Image}}"],
            &[
                "images",
                "--all",
                "--no-trunc",
                "--format",
                "image {{.ID}} {{.Repository}}:{{.Tag}}",
            ],
            &["volume", "ls", "--format", "volume {{.Name}}"],
            &["network", "ls", "--no-trunc", "--format", "network {{.ID}} {{.Name}}"],
        ];
        let held = lists.into_iter().flat_map(|arguments| {
            let ran = docker().args(arguments).output().unwrap();
            assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
            String::from_utf8_lossy(&ran.stdout).lines().map(str::to_owned).collect::<Vec<_>>()
        });
        Self(held.collect())
    }

    /// Refuses any difference from what was there before.
    pub(crate) fn since(&self, before: &Self) -> Result<(), String> {
        let left = self.0.difference(&before.0).map(|line| format!("left behind: {line}"));
        let gone = before.0.difference(&self.0).map(|line| format!("gone: {line}"));
        let found: Vec<String> = left.chain(gone).collect();
        if found.is_empty() { Ok(()) } else { Err(found.join("\n")) }
    }
}
