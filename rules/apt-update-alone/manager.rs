//! Package managers: what their commands do with the index.

use crate::lint::prelude::*;

/// A family of package managers that share an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manager {
    Apt,
    Apk,
    Dnf,
    Zypper,
}

/// What a command does with the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Fetches it.
    Update,
    /// Installs what it says.
    Install,
    /// Fetches it and installs.
    FreshInstall,
    /// Removes it, or packages.
    Clean,
    /// Looks things up, or something else.
    Other,
}

/// The words that fetch an index.
pub(super) const UPDATES: [&str; 5] = ["update", "makecache", "check-update", "refresh", "ref"];

/// The usual ways to install: a RUN with one of them is not parsed, for its update is not alone.
pub(super) const INSTALLS: [&str; 14] = [
    "apt-get install", "apt-get -y install", "apt-get -yq install", "apt-get -qq install", "apt-get -qqy install",
    "apt-get upgrade", "apt install", "apk add", "apk --no-cache add", "dnf install", "dnf -y install", "yum install",
    "yum -y install", "zypper install",
];

const MANAGERS: [Manager; 4] = [Manager::Apt, Manager::Apk, Manager::Dnf, Manager::Zypper];

/// Flags that take the next word, of all managers.
const VALUED: [&str; 12] = [
    "-o", "--option", "-c", "--config-file", "-t", "--target-release", "-X", "--repository", "--root", "--setopt",
    "--enablerepo", "--disablerepo",
];

impl Manager {
    /// The programs.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Manager::Apt => &["apt-get", "apt", "aptitude"],
            Manager::Apk => &["apk"],
            Manager::Dnf => &["dnf", "yum", "microdnf", "tdnf"],
            Manager::Zypper => &["zypper"],
        }
    }

    /// Whether an install uses an old index as it is; the others look at its age first.
    pub(super) fn trusts_index(self) -> bool {
        matches!(self, Manager::Apt | Manager::Apk)
    }

    fn updates(self) -> &'static [&'static str] {
        match self {
            Manager::Apt | Manager::Apk => &["update"],
            Manager::Dnf => &["makecache", "check-update"],
            Manager::Zypper => &["refresh", "ref"],
        }
    }

    fn installs(self) -> &'static [&'static str] {
        match self {
            Manager::Apt => &[
                "install", "reinstall", "upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade", "build-dep", "source", "download",
                "satisfy",
            ],
            Manager::Apk => &["add", "upgrade", "fetch", "fix"],
            Manager::Dnf => &["install", "localinstall", "groupinstall", "group", "update", "upgrade", "distro-sync", "reinstall"],
            Manager::Zypper => &["install", "in", "update", "up", "patch", "dist-upgrade", "dup"],
        }
    }
}

/// The sub-command.
pub(super) fn verb<'i>(invocation: &Invocation<'i>) -> Option<&'i str> {
    invocation.argv.operands(&VALUED).first()?.literal()
}

impl Use {
    /// Reads a command of a package manager.
    pub(super) fn of(invocation: &Invocation<'_>) -> Option<(Manager, Use)> {
        let manager = MANAGERS.into_iter().find(|manager| invocation.runs(manager.names()))?;
        let verb = verb(invocation).unwrap_or_default();
        let fetches = ["--no-cache", "--update", "--update-cache", "-U", "--refresh", "-u"];
        let is_fresh = fetches.iter().any(|flag| invocation.argv.has_flag(flag));
        let used = if manager.updates().contains(&verb) {
            Use::Update
        } else if manager.installs().contains(&verb) {
            if is_fresh { Use::FreshInstall } else { Use::Install }
        } else if matches!(verb, "clean" | "autoclean" | "distclean" | "autoremove" | "remove" | "purge" | "erase" | "del") {
            Use::Clean
        } else {
            Use::Other
        };
        Some((manager, used))
    }
}
