//! The flags of instructions.

use super::{Term, term};
use crate::syntax::Keyword;

/// A flag of an instruction.
#[derive(Clone, Copy, Debug)]
pub(in crate::lsp) struct Flag {
    /// Without `--`.
    pub(in crate::lsp) name: &'static str,
    pub(in crate::lsp) value: Value,
    /// Whether it may be given more than once.
    pub(in crate::lsp) is_repeatable: bool,
    pub(in crate::lsp) summary: &'static str,
}

/// What a flag's value is.
#[derive(Clone, Copy, Debug)]
pub(in crate::lsp) enum Value {
    /// None, or `true` or `false`.
    Switch,
    /// One of a few words.
    Words(&'static [Term]),
    /// Whatever is put down like this; the words are examples.
    Like(&'static str, &'static [Term]),
    /// A user and a group.
    Owner,
    /// A stage, an image or a named context.
    Source,
    /// The fields of a mount.
    Mount,
}

impl Value {
    /// How it is written behind the flag's name.
    pub(in crate::lsp) fn shown(self) -> String {
        match self {
            Self::Switch => String::new(),
            Self::Words(words) => {
                let names: Vec<&str> = words.iter().map(|word| word.name).collect();
                format!("={}", names.join("|"))
            }
            Self::Like(form, _) => format!("={form}"),
            Self::Owner => "=<user>[:<group>]".to_owned(),
            Self::Source => "=<stage|image|context>".to_owned(),
            Self::Mount => "=type=<type>[,<key>=<value>…]".to_owned(),
        }
    }

    /// The words that it may be, or that are examples of it.
    pub(in crate::lsp) fn words(self) -> &'static [Term] {
        match self {
            Self::Words(words) | Self::Like(_, words) => words,
            Self::Switch => SWITCH,
            Self::Owner | Self::Source | Self::Mount => &[],
        }
    }
}

/// The flags of an instruction, those that are used most first.
pub(in crate::lsp) fn flags_of(keyword: Keyword) -> impl Iterator<Item = &'static Flag> {
    let flags: &'static [Flag] = match keyword {
        Keyword::Add => ADD,
        Keyword::Copy => COPY,
        Keyword::From => FROM,
        Keyword::Healthcheck => HEALTHCHECK,
        Keyword::Run => RUN,
        _ => &[],
    };
    flags.iter()
}

/// The flag of that name, without `--`.
pub(in crate::lsp) fn flag(keyword: Keyword, name: &str) -> Option<&'static Flag> {
    flags_of(keyword).find(|flag| flag.name == name)
}

const fn once(name: &'static str, value: Value, summary: &'static str) -> Flag {
    Flag { name, value, is_repeatable: false, summary }
}

const fn often(name: &'static str, value: Value, summary: &'static str) -> Flag {
    Flag { name, value, is_repeatable: true, summary }
}

const SWITCH: &[Term] =
    &[term("true", "The same as the flag alone."), term("false", "As without the flag.")];

const MODES: &[Term] = &[
    term("755", "All may read and run, the owner may write."),
    term("644", "All may read, the owner may write."),
    term("+x", "Adds the right to run."),
];

const CHOWN: Flag = once(
    "chown",
    Value::Owner,
    "Who the files belong to, by name or number; root without it. Names are looked up in the image.",
);
const CHMOD: Flag = once(
    "chmod",
    Value::Like("<mode>", MODES),
    "Their permissions: octal, or symbolic as in `u=rwX,go=rX`.",
);
const LINK: Flag = once(
    "link",
    Value::Switch,
    "Puts the files into a layer of their own that does not depend on what is below it: when an earlier step runs \
     again, the files need not be copied again. Links in the destination's path are then not followed.",
);
const EXCLUDE: Flag = often(
    "exclude",
    Value::Like("<pattern>", &[]),
    "Leaves out what a pattern matches, written as in `.dockerignore` and relative to the source.",
);

const ADD: &[Flag] = &[
    CHOWN,
    CHMOD,
    LINK,
    once(
        "checksum",
        Value::Like("<digest>", &[term("sha256:", "The SHA-256 of the file, in hexadecimal.")]),
        "What the fetched file must be: `sha256:…` for a URL, a commit for a git repository. With it the step is \
         cached without asking the server.",
    ),
    EXCLUDE,
    once("keep-git-dir", Value::Switch, "Keeps the `.git` directory of a fetched repository."),
    once(
        "unpack",
        Value::Switch,
        "Whether archives are unpacked: local ones are without it, fetched ones are not.",
    ),
];

const COPY: &[Flag] = &[
    once(
        "from",
        Value::Source,
        "Where the files are taken from in place of the build context: an earlier stage by name or number, an image, \
         or a named context.",
    ),
    CHOWN,
    CHMOD,
    LINK,
    once(
        "parents",
        Value::Switch,
        "Keeps the directories of each source below the destination; those before a `/./` are left out.",
    ),
    EXCLUDE,
];

const FROM: &[Flag] = &[once(
    "platform",
    Value::Like("<platform>", PLATFORMS),
    "Which variant of the image is used, as `os/architecture[/variant]`; without it the one that is built for.",
)];

const PLATFORMS: &[Term] = &[
    term(
        "$BUILDPLATFORM",
        "That of the machine that builds: for stages that compile for another one.",
    ),
    term("$TARGETPLATFORM", "That which is built for, which is the default."),
    term("linux/amd64", "64-bit x86."),
    term("linux/arm64", "64-bit ARM: Apple silicon, Graviton."),
    term("linux/arm/v7", "32-bit ARM."),
    term("windows/amd64", "Windows containers."),
];

const TIMES: &[Term] = &[
    term("5s", "Five seconds."),
    term("30s", "Half a minute."),
    term("1m30s", "A minute and a half."),
];

const HEALTHCHECK: &[Flag] = &[
    once(
        "interval",
        Value::Like("<duration>", TIMES),
        "The time between two checks; 30 s without it.",
    ),
    once(
        "timeout",
        Value::Like("<duration>", TIMES),
        "How long a check may take; 30 s without it.",
    ),
    once(
        "start-period",
        Value::Like("<duration>", TIMES),
        "How long the container may take to start: failures in it do not count. 0 s without it.",
    ),
    once(
        "start-interval",
        Value::Like("<duration>", TIMES),
        "The time between two checks while it starts; 5 s without it.",
    ),
    once(
        "retries",
        Value::Like("<number>", &[term("3", "What counts without the flag.")]),
        "After how many failures in a row the container is unhealthy; 3 without it.",
    ),
];

const RUN: &[Flag] = &[
    often(
        "mount",
        Value::Mount,
        "Lends the command files that do not become part of the image: a cache, a secret, files of the context or of \
         another stage.",
    ),
    once(
        "network",
        Value::Words(&[
            term("default", "The network of the builder."),
            term("none", "None at all but the loopback: for steps that must not download."),
            term("host", "That of the host; the builder must allow it (`network.host`)."),
        ]),
        "Which network the command sees.",
    ),
    once(
        "security",
        Value::Words(&[
            term("sandbox", "The usual confinement."),
            term(
                "insecure",
                "None, as a privileged container; the builder must allow it (`security.insecure`).",
            ),
        ]),
        "How the command is confined.",
    ),
    often(
        "device",
        Value::Like(
            "<name>[,required]",
            &[term("nvidia.com/gpu=all", "All GPUs that the builder offers.")],
        ),
        "Lends the command a device by its CDI name. The builder must allow it.",
    ),
];
