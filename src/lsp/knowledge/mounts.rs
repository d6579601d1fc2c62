//! The types of `RUN --mount`, and their fields.

use super::{Term, term};

/// A type of mount.
#[derive(Clone, Copy, Debug)]
pub(in crate::lsp) struct MountPage {
    /// The word behind `type=`.
    pub(in crate::lsp) name: &'static str,
    pub(in crate::lsp) summary: &'static str,
    /// What it does to the build cache.
    pub(in crate::lsp) cache: &'static str,
    /// Its fields, those that are used most first.
    pub(in crate::lsp) keys: &'static [MountKey],
}

/// A field of a mount.
#[derive(Clone, Copy, Debug)]
pub(in crate::lsp) struct MountKey {
    pub(in crate::lsp) name: &'static str,
    /// Other words for it.
    pub(in crate::lsp) aliases: &'static [&'static str],
    /// How its value is written; empty for a field that needs none.
    pub(in crate::lsp) value: &'static str,
    /// The words that the value may be; none when it may be anything.
    pub(in crate::lsp) words: &'static [Term],
    pub(in crate::lsp) summary: &'static str,
}

impl MountPage {
    /// A field of it, by any of its names.
    pub(in crate::lsp) fn key(&self, name: &str) -> Option<&'static MountKey> {
        self.keys.iter().find(|key| key.answers_to(name))
    }
}

impl MountKey {
    /// Whether it is called so.
    pub(in crate::lsp) fn answers_to(&self, name: &str) -> bool {
        let mut names = std::iter::once(&self.name).chain(self.aliases);
        names.any(|known| known.eq_ignore_ascii_case(name))
    }

    /// As it is written in a mount.
    pub(in crate::lsp) fn shown(&self) -> String {
        match self.value {
            "" => self.name.to_owned(),
            value => format!("{}={value}", self.name),
        }
    }
}

/// The type of that name.
pub(in crate::lsp) fn mount(name: &str) -> Option<&'static MountPage> {
    MOUNTS.iter().find(|page| page.name.eq_ignore_ascii_case(name))
}

/// All of them, those that are used most first.
pub(in crate::lsp) const MOUNTS: &[MountPage] = &[
    MountPage {
        name: "cache",
        summary: "A directory that the builder keeps from one build to the next, for what package managers and \
                  compilers store.",
        cache: "What is in it does not count for the cache of the step, and is no part of the image.",
        keys: &[
            TARGET,
            key(
                "id",
                &[],
                "<name>",
                "Tells caches apart; the target's path without it. Steps with the same id share.",
            ),
            MountKey {
                words: &[
                    term("shared", "Several builds may write at the same time. The default."),
                    term("private", "Each build at the same time gets a copy of its own."),
                    term("locked", "Builds wait for each other: what apt needs."),
                ],
                ..key(
                    "sharing",
                    &[],
                    "shared|private|locked",
                    "What builds that run at the same time may do.",
                )
            },
            FROM,
            key(
                "source",
                &["src"],
                "<path>",
                "The directory of `from` that a new cache starts with.",
            ),
            MODE,
            UID,
            GID,
            READONLY,
            READWRITE,
        ],
    },
    MountPage {
        name: "bind",
        summary: "Files of the build context, of a stage or of an image, without copying them. What is written there \
                  is thrown away.",
        cache: "The contents of what is mounted are part of the step's key, as with `COPY`, but make no layer.",
        keys: &[
            TARGET,
            key(
                "source",
                &["src"],
                "<path>",
                "The file or directory in what is mounted; its root without it.",
            ),
            FROM,
            READWRITE,
            READONLY,
        ],
    },
    MountPage {
        name: "secret",
        summary: "A secret of the command line (`--secret`), as a file or a variable: it stays in no layer.",
        cache: "Its value does not count for the cache: a new secret re-runs nothing.",
        keys: &[
            key("id", &[], "<name>", "Which secret; the last part of the target without it."),
            SECRET_TARGET,
            key(
                "env",
                &[],
                "<variable>",
                "The variable that holds it; with a target, in addition to the file.",
            ),
            REQUIRED,
            MODE,
            UID,
            GID,
        ],
    },
    MountPage {
        name: "ssh",
        summary: "The SSH agent of the command line (`--ssh`), for fetching from private repositories.",
        cache: "It does not count for the cache.",
        keys: &[
            key("id", &[], "<name>", "Which agent or key; `default` without it."),
            key("target", &["dst", "destination"], "<path>", "The path of the socket."),
            REQUIRED,
            MODE,
            UID,
            GID,
        ],
    },
    MountPage {
        name: "tmpfs",
        summary: "A directory in memory, which is empty at first and gone behind the step.",
        cache: "What is in it is no part of the image.",
        keys: &[TARGET, key("size", &[], "<bytes>", "How much it may hold.")],
    },
];

const fn key(
    name: &'static str,
    aliases: &'static [&'static str],
    value: &'static str,
    summary: &'static str,
) -> MountKey {
    MountKey { name, aliases, value, words: &[], summary }
}

const FLAG: &[Term] =
    &[term("true", "The same as the field alone."), term("false", "As without the field.")];

const TARGET: MountKey = key(
    "target",
    &["dst", "destination"],
    "<path>",
    "Where the command sees it; a relative path starts at `WORKDIR`.",
);
const SECRET_TARGET: MountKey = key(
    "target",
    &["dst", "destination"],
    "<path>",
    "The file that holds it; `/run/secrets/` and the id without it.",
);
const FROM: MountKey = key(
    "from",
    &[],
    "<stage|image|context>",
    "A stage, an image or a named context in place of the build context. It takes no variables.",
);
const MODE: MountKey = key("mode", &[], "<mode>", "Its permissions, in octal.");
const UID: MountKey =
    key("uid", &[], "<number>", "The number of the user it belongs to; 0 without it.");
const GID: MountKey =
    key("gid", &[], "<number>", "The number of the group it belongs to; 0 without it.");
const READONLY: MountKey =
    MountKey { words: FLAG, ..key("ro", &["readonly"], "", "The command cannot write there.") };
const READWRITE: MountKey = MountKey {
    words: FLAG,
    ..key(
        "rw",
        &["readwrite"],
        "",
        "The command can write there; of a bind mount that is thrown away.",
    )
};
const REQUIRED: MountKey = MountKey {
    words: FLAG,
    ..key("required", &[], "", "The build fails when it is not given on the command line.")
};
