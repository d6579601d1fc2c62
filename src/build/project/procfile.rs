//! `Procfile`: a process type and its command on each line.

use crate::build::Context;

/// What a `Procfile` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Procfile {
    /// Process types and their commands, in order.
    pub processes: Vec<(String, String)>,
}

impl Procfile {
    /// Reads the file at `path`; `None` when it is not there.
    pub fn read(context: &Context, path: &str) -> Option<Self> {
        let text = context.read_text(path)?;
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let processes = lines.filter_map(|line| {
            let (name, command) = line.split_once(':')?;
            Some((name.trim().to_owned(), command.trim().to_owned()))
        });
        Some(Self { processes: processes.collect() })
    }

    /// The command of a process type.
    pub fn command(&self, name: &str) -> Option<&str> {
        let found = self.processes.iter().find(|(known, _)| known == name);
        found.map(|(_, command)| command.as_str()).filter(|command| !command.is_empty())
    }
}
