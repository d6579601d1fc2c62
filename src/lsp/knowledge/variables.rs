//! Variables that nobody sets in the file.

/// A variable that BuildKit knows without being told.
#[derive(Clone, Copy, Debug)]
pub(in crate::lsp) struct Predefined {
    pub(in crate::lsp) name: &'static str,
    pub(in crate::lsp) reach: Reach,
    pub(in crate::lsp) summary: &'static str,
}

/// Where a predefined variable counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lsp) enum Reach {
    /// It has a value in FROM lines; a stage must declare it with ARG.
    Platform,
    /// Commands see it when it is passed, without ARG, and it is not part of cache keys.
    Proxy,
    /// The builder itself looks at it when it is passed.
    Builder,
}

impl Reach {
    /// Where it counts, in words.
    pub(in crate::lsp) fn summary(self) -> &'static str {
        match self {
            Self::Platform => "Set by BuildKit; a stage must declare it with `ARG`.",
            Self::Proxy => {
                "Commands see it when it is passed with `--build-arg`, without an `ARG`; it is then not part of the \
                 cache keys, nor of the image's history."
            }
            Self::Builder => "An option of the builder, passed with `--build-arg`.",
        }
    }
}

/// The variable of that name.
pub(in crate::lsp) fn predefined(name: &str) -> Option<&'static Predefined> {
    PREDEFINED.iter().find(|variable| variable.name == name)
}

const fn platform(name: &'static str, summary: &'static str) -> Predefined {
    Predefined { name, reach: Reach::Platform, summary }
}

const fn proxy(name: &'static str, summary: &'static str) -> Predefined {
    Predefined { name, reach: Reach::Proxy, summary }
}

const fn builder(name: &'static str, summary: &'static str) -> Predefined {
    Predefined { name, reach: Reach::Builder, summary }
}

/// All of them.
pub(in crate::lsp) const PREDEFINED: &[Predefined] = &[
    platform("TARGETPLATFORM", "The platform that is built for, such as `linux/arm64`."),
    platform("TARGETOS", "Its operating system, such as `linux`."),
    platform("TARGETARCH", "Its architecture, such as `arm64`."),
    platform("TARGETVARIANT", "The variant of the architecture, such as `v7`; mostly empty."),
    platform("BUILDPLATFORM", "The platform of the machine that builds, such as `linux/amd64`."),
    platform("BUILDOS", "Its operating system, such as `linux`."),
    platform("BUILDARCH", "Its architecture, such as `amd64`."),
    platform("BUILDVARIANT", "The variant of the architecture; mostly empty."),
    platform("TARGETSTAGE", "The name of the stage that is built."),
    proxy("HTTP_PROXY", "The proxy for `http:` addresses."),
    proxy("HTTPS_PROXY", "The proxy for `https:` addresses."),
    proxy("FTP_PROXY", "The proxy for `ftp:` addresses."),
    proxy("NO_PROXY", "The hosts that are reached without a proxy."),
    proxy("ALL_PROXY", "The proxy for all addresses."),
    proxy("http_proxy", "The proxy for `http:` addresses."),
    proxy("https_proxy", "The proxy for `https:` addresses."),
    proxy("ftp_proxy", "The proxy for `ftp:` addresses."),
    proxy("no_proxy", "The hosts that are reached without a proxy."),
    proxy("all_proxy", "The proxy for all addresses."),
    builder(
        "SOURCE_DATE_EPOCH",
        "The time, in seconds since 1970, that the image and its files are given: for builds that come out the same.",
    ),
    builder(
        "BUILDKIT_CONTEXT_KEEP_GIT_DIR",
        "Whether a context that is a git repository keeps its `.git`.",
    ),
    builder(
        "BUILDKIT_INLINE_CACHE",
        "Whether the image carries what is needed to use it as a cache.",
    ),
    builder(
        "BUILDKIT_MULTI_PLATFORM",
        "Whether the result is a list of platforms even when there is one.",
    ),
    builder("BUILDKIT_SANDBOX_HOSTNAME", "The name of the host as commands see it."),
    builder("BUILDKIT_SYNTAX", "The front end, as `# syntax=` sets it."),
    builder(
        "BUILDKIT_CACHE_MOUNT_NS",
        "Keeps the cache mounts of this build apart from those of others.",
    ),
    builder("BUILDKIT_DOCKERFILE_CHECK", "The options of the checks, as `# check=` sets them."),
];
