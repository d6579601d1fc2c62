//! Which shell a text is written for.

use super::argv::basename;
use super::nested::Origin;
use super::posix;
use super::script::Script;
use super::split::{self, Flavour};

/// A family of shells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `sh`, `bash` and everything that is not one of the others.
    #[default]
    Posix,
    /// Windows PowerShell and `pwsh`.
    PowerShell,
    /// `cmd`, the shell of Windows images unless SHELL says otherwise.
    Cmd,
}

impl Dialect {
    /// The dialect of the shell that a SHELL instruction names.
    pub fn of_shell(words: &[&str]) -> Self {
        let name = words.first().copied().unwrap_or_default().to_ascii_lowercase();
        let name = name.rsplit('\\').next().map_or(name.as_str(), basename);
        match name.strip_suffix(".exe").unwrap_or(name) {
            "powershell" | "pwsh" => Dialect::PowerShell,
            "cmd" => Dialect::Cmd,
            _ => Dialect::Posix,
        }
    }

    /// Parses `text`.
    ///
    /// PowerShell and cmd are only split at their operators into commands of plain words; a script
    /// of theirs is clean if its quotes are closed.
    pub fn parse(self, text: &str) -> Script {
        match self {
            Dialect::Posix => posix::parse_at(text, Origin::At(0), 0),
            Dialect::PowerShell => split::split(text, Flavour::POWERSHELL, Origin::At(0), 0),
            Dialect::Cmd => split::split(text, Flavour::CMD, Origin::At(0), 0),
        }
    }
}
