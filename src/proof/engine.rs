//! Which engine a verification ran on.

/// The engine, as reports name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EngineFacts {
    /// Which backend talks to it: `docker buildx`.
    pub backend: String,
    /// Version of the program that is called.
    pub version: String,
    /// Name of the builder, where there are several.
    pub builder: Option<String>,
    /// How the builder runs: `docker`, `docker-container`, `kubernetes`, `remote`.
    pub driver: Option<String>,
    /// Version of its BuildKit, as it says.
    pub buildkit: Option<String>,
    /// Whether its store can merge layers, so that `--link` has an effect (reference A.1).
    pub merges: bool,
}
