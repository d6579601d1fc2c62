//! Programs that run another command: `sudo`, `env`, `xargs` and the like.
//!
//! Owns the table of them, and how many words each keeps for itself.

use super::argv::{is_flag, takes_next};
use super::word::Word;

/// A program in front of the command it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wrapper {
    /// `sudo`, `doas`, `gosu`, `su-exec`, `setpriv`, `runuser`, `setuidgid`: as another user.
    User,
    /// `env`: with other variables.
    Env,
    /// `exec`: in place of the shell.
    Exec,
    /// `command`, `builtin`: by name only.
    Lookup,
    /// `time`, `nice`, `ionice`, `stdbuf`, `nohup`, `setsid`, `eatmydata`, `fakeroot`: otherwise the same.
    Plain,
    /// `timeout`: for some time only.
    Timeout,
    /// `xargs`: with arguments read from input, perhaps not at all.
    Xargs,
    /// `busybox`: one program for many names.
    Busybox,
    /// `dumb-init`, `tini`, `catatonit`: below an init process.
    Init,
    /// `corepack`, in front of a package manager.
    Corepack,
}

struct Entry {
    names: &'static [&'static str],
    wrapper: Wrapper,
    /// Flags that take the next word.
    valued: &'static [&'static str],
    /// Flags with which nothing is run.
    idle: &'static [&'static str],
    /// How many words stand between the flags and the command.
    operands: usize,
    /// Whether `K=V` may stand before the command.
    assigns: bool,
}

const ENTRY: Entry = Entry {
    names: &[],
    wrapper: Wrapper::Plain,
    valued: &[],
    idle: &[],
    operands: 0,
    assigns: false,
};

const ENTRIES: &[Entry] = &[
    Entry {
        names: &["sudo"],
        wrapper: Wrapper::User,
        valued: &[
            "-u",
            "-g",
            "-h",
            "-p",
            "-C",
            "-r",
            "-t",
            "-T",
            "-U",
            "-D",
            "-R",
            "--user",
            "--group",
            "--host",
            "--prompt",
            "--close-from",
            "--role",
            "--type",
            "--command-timeout",
            "--other-user",
            "--chdir",
            "--chroot",
        ],
        idle: &["-l", "-v", "-V", "-K", "-e"],
        assigns: true,
        ..ENTRY
    },
    Entry { names: &["doas"], wrapper: Wrapper::User, valued: &["-u", "-C"], ..ENTRY },
    Entry {
        names: &["gosu", "su-exec", "setuidgid", "s6-setuidgid"],
        wrapper: Wrapper::User,
        operands: 1,
        ..ENTRY
    },
    Entry {
        names: &["setpriv"],
        wrapper: Wrapper::User,
        valued: &[
            "--reuid",
            "--regid",
            "--ruid",
            "--rgid",
            "--euid",
            "--egid",
            "--groups",
            "--inh-caps",
            "--ambient-caps",
            "--bounding-set",
            "--securebits",
            "--pdeathsig",
            "--selinux-label",
            "--apparmor-profile",
        ],
        ..ENTRY
    },
    Entry {
        names: &["runuser"],
        wrapper: Wrapper::User,
        valued: &["-u", "-g", "-G", "--user", "--group", "--supp-group"],
        idle: &["-c", "-l", "--command", "--login"],
        ..ENTRY
    },
    Entry {
        names: &["env"],
        wrapper: Wrapper::Env,
        valued: &["-u", "-C", "--unset", "--chdir"],
        idle: &["-S", "--split-string"],
        assigns: true,
        ..ENTRY
    },
    Entry { names: &["exec"], wrapper: Wrapper::Exec, valued: &["-a"], ..ENTRY },
    Entry { names: &["command"], wrapper: Wrapper::Lookup, idle: &["-v", "-V"], ..ENTRY },
    Entry { names: &["builtin"], wrapper: Wrapper::Lookup, ..ENTRY },
    Entry { names: &["time"], valued: &["-f", "-o", "--format", "--output"], ..ENTRY },
    Entry { names: &["nice"], valued: &["-n", "--adjustment"], ..ENTRY },
    Entry {
        names: &["ionice"],
        valued: &["-c", "-n", "--class", "--classdata"],
        idle: &["-p", "--pid"],
        ..ENTRY
    },
    Entry {
        names: &["stdbuf"],
        valued: &["-i", "-o", "-e", "--input", "--output", "--error"],
        ..ENTRY
    },
    Entry { names: &["nohup", "setsid", "eatmydata", "fakeroot"], ..ENTRY },
    Entry {
        names: &["timeout"],
        wrapper: Wrapper::Timeout,
        valued: &["-k", "-s", "--kill-after", "--signal"],
        operands: 1,
        ..ENTRY
    },
    Entry {
        names: &["xargs"],
        wrapper: Wrapper::Xargs,
        valued: &[
            "-a",
            "-d",
            "-E",
            "-I",
            "-L",
            "-n",
            "-P",
            "-s",
            "--arg-file",
            "--delimiter",
            "--max-args",
            "--max-procs",
            "--max-chars",
            "--process-slot-var",
        ],
        ..ENTRY
    },
    Entry {
        names: &["busybox"],
        wrapper: Wrapper::Busybox,
        idle: &["--install", "--list"],
        ..ENTRY
    },
    Entry {
        names: &["dumb-init", "tini", "catatonit"],
        wrapper: Wrapper::Init,
        valued: &["-r", "--rewrite", "-p", "-e"],
        ..ENTRY
    },
];

const PACKAGE_MANAGERS: &[&str] = &["npm", "npx", "pnpm", "pnpx", "yarn", "yarnpkg"];

/// What a wrapper keeps for itself.
pub(super) struct Wrapped {
    pub(super) wrapper: Wrapper,
    /// The `K=V` words.
    pub(super) assigns: std::ops::Range<usize>,
    /// Index of the word that names the command which runs.
    pub(super) inner: usize,
}

/// Looks through the wrapper that `words` begin with, if it runs a command.
pub(super) fn unwrap_one(name: &str, words: &[Word]) -> Option<Wrapped> {
    if name == "corepack" {
        let inner = words.get(1)?.literal()?;
        let manages = PACKAGE_MANAGERS.contains(&inner);
        return manages.then_some(Wrapped { wrapper: Wrapper::Corepack, assigns: 1..1, inner: 1 });
    }
    let entry = ENTRIES.iter().find(|entry| entry.names.contains(&name))?;
    let start = entry.flags_end(words)? + entry.operands;
    let assigns = words.get(start..)?.iter();
    let assigns = assigns.take_while(|word| entry.assigns && is_assignment(word)).count();
    let inner = start + assigns;
    (inner < words.len()).then_some(Wrapped {
        wrapper: entry.wrapper,
        assigns: start..inner,
        inner,
    })
}

impl Entry {
    /// Index of the first word behind the flags; none if a flag says that nothing is run.
    fn flags_end(&self, words: &[Word]) -> Option<usize> {
        let mut at = 1;
        while let Some(word) = words.get(at) {
            if word.is("--") {
                return Some(at + 1);
            }
            let lone_dash = word.is("-") && self.wrapper == Wrapper::Env;
            if !is_flag(word) && !lone_dash {
                break;
            }
            if self.idle.iter().any(|flag| word.known_start().starts_with(flag)) {
                return None;
            }
            at += 1 + usize::from(takes_next(word, self.valued));
        }
        Some(at)
    }
}

/// Whether the word reads `NAME=…`.
pub(super) fn is_assignment(word: &Word) -> bool {
    let name = word.known_start().split_once('=').map_or("", |(name, _)| name);
    let letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    name.bytes().next().is_some_and(letter)
        && name.bytes().all(|byte| letter(byte) || byte.is_ascii_digit())
}
