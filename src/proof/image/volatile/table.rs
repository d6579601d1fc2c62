//! The table of volatile paths, with the reason for each.
//!
//! A path is here only when two builds of one file differ there, and when what
//! differs is known. What a program needs to run is never here.

use super::{Normalizer, Treatment, VolatileRule};

const fn content(pattern: &'static str, reason: &'static str) -> VolatileRule {
    VolatileRule { pattern, treatment: Treatment::Content, reason }
}

const fn tree(pattern: &'static str, reason: &'static str) -> VolatileRule {
    VolatileRule { pattern, treatment: Treatment::Tree, reason }
}

const fn normalized(
    pattern: &'static str,
    normalizer: Normalizer,
    reason: &'static str,
) -> VolatileRule {
    VolatileRule { pattern, treatment: Treatment::Normalized(normalizer), reason }
}

/// Every volatile path that is known, by system and by package manager.
pub fn volatile_rules() -> &'static [VolatileRule] {
    RULES
}

static RULES: &[VolatileRule] = &[
    // The system.
    content("/var/log/**", "logs tell when something ran"),
    normalized(
        "/etc/shadow",
        Normalizer::PasswordDays,
        "a new user's password bears the day of the build",
    ),
    normalized(
        "/etc/shadow-",
        Normalizer::PasswordDays,
        "the copy of /etc/shadow before its last change",
    ),
    content(
        "/var/cache/ldconfig/aux-cache",
        "inode numbers and times of the libraries; /etc/ld.so.cache is compared",
    ),
    tree("/var/cache/fontconfig/**", "each font folder with its time"),
    tree("/var/cache/man/**", "an index of the manual, with times"),
    content("/root/.wget-hsts", "when each server was visited"),
    content("**/.git/index", "times and inode numbers of the files that were checked out"),
    content("**/.git/logs/**", "when each reference moved"),
    // Debian and Ubuntu.
    tree("/var/cache/apt/**", "downloaded packages and indexes of them"),
    tree("/var/lib/apt/lists/**", "what the registry offered on that day"),
    content(
        "/var/lib/dpkg/status-old",
        "the copy of `status` before its last change; it depends on the order of installs",
    ),
    content("/var/lib/dpkg/available-old", "the copy before the last change"),
    content("/var/lib/dpkg/diversions-old", "the copy before the last change"),
    content("/var/lib/dpkg/statoverride-old", "the copy before the last change"),
    content("/var/cache/debconf/*.dat-old", "the copy before the last change"),
    // Alpine, Fedora and their relatives.
    tree("/var/cache/apk/**", "downloaded packages and indexes of them"),
    tree("/var/cache/dnf/**", "downloaded packages and indexes of them"),
    tree("/var/cache/libdnf5/**", "downloaded packages and indexes of them"),
    tree("/var/cache/yum/**", "downloaded packages and indexes of them"),
    content("/var/lib/dnf/history.sqlite*", "when each package was installed"),
    content(
        "/var/lib/rpm/*",
        "when each package was installed; the files of packages are compared",
    ),
    content(
        "/usr/lib/sysimage/rpm/*",
        "when each package was installed; the files of packages are compared",
    ),
    content("/usr/lib/sysimage/libdnf5/*", "when each package was installed"),
    // Node.js.
    tree("**/.npm/_cacache/**", "npm's cache of downloads, with the time of each"),
    tree("**/.npm/_logs/**", "npm's logs, named by time"),
    content("**/.npm/_update-notifier-last-checked", "when npm last looked for a new version"),
    tree("**/.cache/yarn/**", "Yarn's cache of downloads"),
    tree("**/.yarn/berry/cache/**", "Yarn's cache of downloads"),
    content(
        "**/.yarn/install-state.gz",
        "what Yarn remembers to be quicker next time; the packages are compared",
    ),
    normalized(
        "**/node_modules/.modules.yaml",
        Normalizer::Fields(&["prunedAt"]),
        "pnpm writes when it last pruned",
    ),
    normalized(
        "**/node_modules/.pnpm-workspace-state*.json",
        Normalizer::Fields(&["lastValidatedTimestamp"]),
        "pnpm writes when it last looked at the workspace",
    ),
    tree("**/.cache/pnpm/**", "pnpm's cache of what the registry offered, with times"),
    normalized(
        "**/store/v*/**/*.json",
        Normalizer::Fields(&["checkedAt"]),
        "pnpm's store tells of each file when it was last checked; the files are compared",
    ),
    content("**/.local/state/pnpm/pnpm-state.json", "when pnpm last looked for a new version"),
    tree("/tmp/v8-compile-cache*/**", "compiled scripts of Node.js programs"),
    tree("/tmp/node-compile-cache/**", "compiled scripts of Node.js programs"),
    tree("**/node_modules/.cache/**", "caches of build tools"),
    // Python.
    content(
        "**/__pycache__/*.pyc",
        "compiled from a source that is compared; the time of the source is in it, and constant sets have no fixed order",
    ),
    normalized(
        "**/*.pyc",
        Normalizer::PythonBytecode,
        "the header bears the time of the source file",
    ),
    normalized(
        "**/*.dist-info/RECORD",
        Normalizer::InstallRecord,
        "compiled files may be listed, and the digest of `uv_cache.json`",
    ),
    normalized(
        "**/*.dist-info/uv_cache.json",
        Normalizer::Fields(&["secs_since_epoch", "nanos_since_epoch"]),
        "uv writes the time of a local source",
    ),
    tree("**/.cache/pip/**", "pip's cache of downloads"),
    tree("**/.cache/uv/**", "uv's cache of downloads"),
    tree(
        "**/.cache/pypoetry/cache/**",
        "Poetry's cache of downloads; its environments are compared",
    ),
    tree("**/.cache/pypoetry/artifacts/**", "Poetry's cache of downloads"),
    tree("**/.cache/pipenv/**", "Pipenv's cache of downloads"),
    // Rust and Go.
    content("**/.global-cache", "when cargo last used each download"),
    tree("**/.cargo/registry/index/**", "what the registry offered on that day"),
    tree("/usr/local/cargo/registry/index/**", "what the registry offered on that day"),
    content("**/target/.rustc_info.json", "a digest over the time of the compiler's file"),
    tree("**/target/*/incremental/**", "rustc's cache for the next build"),
    tree("**/target/*/.fingerprint/**", "cargo's record for the next build, with times"),
    tree("**/.cache/go-build/**", "Go's cache for the next build"),
    tree("**/pkg/mod/cache/download/sumdb/**", "what the database of checksums held on that day"),
    // PHP, Ruby, Elixir and the JVM.
    normalized(
        "**/vendor/autoload.php",
        Normalizer::ComposerNames,
        "Composer names its classes at random",
    ),
    normalized(
        "**/vendor/composer/autoload_*.php",
        Normalizer::ComposerNames,
        "Composer names its classes at random",
    ),
    tree("**/.composer/cache/**", "Composer's cache of downloads"),
    tree("**/.cache/composer/**", "Composer's cache of downloads"),
    tree("**/.bundle/cache/**", "Bundler's cache of downloads"),
    content("**/extensions/**/gem_make.out", "the log of a native build"),
    content("**/extensions/**/mkmf.log", "the log of a native build"),
    content("**/_build/*/lib/*/.mix/*", "times of the files that were compiled"),
    tree("**/.gradle/caches/journal-1/**", "when each file was last used"),
    normalized(
        "**/.m2/repository/**/_remote.repositories",
        Normalizer::CommentLines,
        "a comment bears the time of the download",
    ),
    content("**/.m2/repository/**/*.lastUpdated", "when a download was last tried"),
    content("**/.m2/repository/**/resolver-status.properties", "when a download was last tried"),
];
