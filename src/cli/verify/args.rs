//! The arguments of `dockwright verify`.

use super::run_args::RunArgs;
use crate::cli::args::{BuildChoice, ColorArg};
use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;

/// `dockwright verify`
#[derive(Debug, ClapArgs)]
#[command(group = clap::ArgGroup::new("rewrite").multiple(false))]
pub(in crate::cli) struct VerifyArgs {
    #[command(flatten)]
    pub(super) build: BuildChoice,
    /// A file that changes between two builds; with `=added`, `=deleted` or `=mode`, how (repeatable) [default: one of each kind that the Dockerfile reads]
    #[arg(long, value_name = "PATH")]
    pub(super) change: Vec<String>,
    /// Build the project as this commit has it, then as it is now: what has changed since is the change
    #[arg(long, value_name = "REV", conflicts_with_all = ["change", "no_predictions"])]
    pub(super) since: Option<String>,
    /// Verify what the safe fixes make of the Dockerfile
    #[arg(long, group = "rewrite")]
    pub(super) fix: bool,
    /// Verify what the unsafe fixes make of it, too
    #[arg(long, group = "rewrite")]
    pub(super) unsafe_fixes: bool,
    /// Verify this Dockerfile in the place of the other
    #[arg(long, value_name = "FILE", group = "rewrite")]
    pub(super) against: Option<PathBuf>,
    /// Say which steps of this image no longer match the tree, and do nothing else
    #[arg(
        long,
        value_name = "IMAGE",
        conflicts_with_all = ["change", "since", "rewrite", "no_predictions", "keep", "no_run", "probe", "restart"]
    )]
    pub(super) image: Option<String>,
    /// Try no changes
    #[arg(long, conflicts_with = "change")]
    pub(super) no_predictions: bool,
    #[command(flatten)]
    pub(super) run: RunArgs,
    /// The builder of docker buildx [default: the current one]
    #[arg(long, value_name = "NAME")]
    pub(super) builder: Option<String>,
    /// The program that builds, where docker is called otherwise [default: docker]
    #[arg(long, value_name = "PROGRAM", conflicts_with = "builder")]
    pub(super) engine: Option<String>,
    /// A secret for the build, as docker takes it (repeatable)
    #[arg(long, value_name = "id=NAME,src=FILE")]
    pub(super) secret: Vec<String>,
    /// An SSH agent or key for the build, as docker takes it (repeatable)
    #[arg(long, value_name = "default|ID=SOCKET")]
    pub(super) ssh: Vec<String>,
    /// Leave the verified image, under the name of --tag
    #[arg(long, requires = "tag")]
    pub(super) keep: bool,
    /// The name of the image that --keep leaves
    #[arg(long, value_name = "NAME:TAG", requires = "keep")]
    pub(super) tag: Option<String>,
    /// Remove what verifications left that were killed, and do nothing else
    #[arg(long)]
    pub(super) clean: bool,
    /// Keep the engine's words here [default: the user's cache folder]
    #[arg(long, value_name = "FILE")]
    pub(super) log_file: Option<PathBuf>,
    /// Show no progress
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = VerifyFormat::Text)]
    pub(super) format: VerifyFormat,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = ColorArg::Auto)]
    pub(super) color: ColorArg,
}

/// How a verification is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum VerifyFormat {
    /// For people
    Text,
    /// JSON, version 1
    Json,
    /// Markdown, for a comment on a pull request
    Markdown,
}
