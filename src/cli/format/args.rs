//! The arguments of `dockwright format`.

use clap::Args as ClapArgs;
use std::path::PathBuf;

/// `dockwright format`
#[derive(Debug, Default, ClapArgs)]
pub(in crate::cli) struct FormatArgs {
    /// Files and folders; below a folder all Dockerfiles are found. `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Write nothing; exit with 1 when a file would change, and name it
    #[arg(long)]
    pub(super) check: bool,
    /// Write nothing; print what would change, and exit with 1 when anything would
    #[arg(long)]
    pub(super) diff: bool,
    /// Align the lines of commands too: their steps are built again once, and named
    #[arg(long)]
    pub(super) allow_rebuild: bool,
    /// Read no configuration file, and no .editorconfig
    #[arg(long, conflicts_with = "config")]
    pub(super) isolated: bool,
    /// Read this configuration file instead of the nearest one
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The path that standard input stands for: it decides on configuration
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Obey `exclude` for files that are named on the command line too
    #[arg(long)]
    pub(super) force_exclude: bool,
}
