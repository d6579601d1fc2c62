//! The arguments.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Lints Dockerfiles, and rewrites them so that fewer build steps re-run.
#[derive(Debug, Parser)]
#[command(name = "dockwright", version, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Report what is wrong with Dockerfiles, and mend it
    Check(CheckArgs),
    /// Explain a rule, or list all of them
    Rule(RuleArgs),
    /// Show or validate the configuration
    Config(ConfigArgs),
}

/// `dockwright check`
#[derive(Debug, Default, ClapArgs)]
pub(super) struct CheckArgs {
    /// Files and folders; below a folder all Dockerfiles are found. `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// Apply safe fixes
    #[arg(long)]
    pub(super) fix: bool,
    /// Apply unsafe fixes too (with --fix or --diff; alone it implies --fix)
    #[arg(long)]
    pub(super) unsafe_fixes: bool,
    /// Print what --fix would change, and change nothing
    #[arg(long)]
    pub(super) diff: bool,
    /// Only these rules or categories (repeatable, comma-separated; codes of other tools are understood)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// These rules or categories too
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) extend_select: Vec<String>,
    /// Not these rules or categories
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// The set of rules to start from
    #[arg(long, value_enum)]
    pub(super) profile: Option<ProfileArg>,
    /// Read no configuration file
    #[arg(long, conflicts_with = "config")]
    pub(super) isolated: bool,
    /// Read this configuration file instead of the nearest one
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The build context of all files, or `none`
    #[arg(long, value_name = "DIR")]
    pub(super) context: Option<String>,
    /// Exit with 1 from this severity on [default: warning]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOnArg>,
    /// Exit with 0 whatever is found
    #[arg(long)]
    pub(super) exit_zero: bool,
    /// How findings are printed [default: full]
    #[arg(long, value_enum, default_value_t = FormatArg::Full)]
    pub(super) format: FormatArg,
    /// Print to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(super) output_file: Option<PathBuf>,
    /// Print how often each rule fired instead of the findings
    #[arg(long)]
    pub(super) statistics: bool,
    /// The path that standard input stands for: it decides on configuration and context
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Obey `exclude` for files that are named on the command line too
    #[arg(long)]
    pub(super) force_exclude: bool,
    /// Pay no attention to inline ignores
    #[arg(long)]
    pub(super) no_inline_ignores: bool,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = ColorArg::Auto)]
    pub(super) color: ColorArg,
}

/// `dockwright rule`
#[derive(Debug, ClapArgs)]
pub(super) struct RuleArgs {
    /// A rule's id, or the code of another tool; all rules are listed without it
    pub(super) rule: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = RuleFormatArg::Text)]
    pub(super) format: RuleFormatArg,
}

/// `dockwright config`
#[derive(Debug, ClapArgs)]
pub(super) struct ConfigArgs {
    /// The file or folder whose configuration is looked for, or a dockwright.toml itself
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,
}

/// The sets of rules.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ProfileArg {
    /// The default: quiet, nearly always right
    Recommended,
    /// All stable rules
    Strict,
    /// All rules, preview ones too
    All,
    /// What hadolint reports
    Hadolint,
    /// What BuildKit's checks report
    Buildkit,
}

/// When a run fails.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum FailOnArg {
    /// On errors
    Error,
    /// On warnings too
    Warning,
    /// On infos too
    Info,
    /// On any finding
    Style,
    /// On none
    Never,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// With excerpts of the source
    #[default]
    Full,
    /// One line each
    Concise,
    /// JSON, version 1
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// GitHub workflow commands
    Github,
}

/// How a rule is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RuleFormatArg {
    /// Its page
    Text,
    /// JSON
    Json,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorArg {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
