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
    /// Predict which build steps a change re-runs, and why
    Simulate(Box<SimulateArgs>),
    /// Tell why the steps of a build that happened were not cached, and what would have kept them
    Explain(Box<ExplainArgs>),
    /// Build for real, on your engine, and prove predictions and fixes. Executes the Dockerfile
    Verify(Box<super::verify::args::VerifyArgs>),
    /// Lay Dockerfiles out, without changing what is built or cached
    Format(super::format::args::FormatArgs),
    /// Serve an editor on standard input and output (Language Server Protocol)
    Lsp,
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
    /// Apply only fixes with which your engine builds the same image and runs the same container. Executes the Dockerfile
    #[arg(long, conflicts_with_all = ["diff", "stdin_filename"])]
    pub(super) verify: bool,
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

/// Which build a command is about.
#[derive(Clone, Debug, Default, ClapArgs)]
pub(super) struct BuildChoice {
    /// The Dockerfile, or the folder it is in, which then is the build context
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,
    /// The build context, or `none`
    #[arg(long, value_name = "DIR")]
    pub(super) context: Option<String>,
    /// A build argument (repeatable)
    #[arg(long, value_name = "NAME=VALUE")]
    pub(super) build_arg: Vec<String>,
    /// The stage to build
    #[arg(long, value_name = "STAGE")]
    pub(super) target: Option<String>,
    /// A named build context: a folder, or `docker-image://IMAGE` (repeatable)
    #[arg(long, value_name = "NAME=VALUE")]
    pub(super) build_context: Vec<String>,
    /// The platform that is built for [default: that of this machine]
    #[arg(long, value_name = "OS/ARCH")]
    pub(super) platform: Option<String>,
    /// The engine's image store: the classic one has no --link
    #[arg(long, value_enum, default_value_t = StoreArg::Containerd)]
    pub(super) store: StoreArg,
}

/// `dockwright simulate`
#[derive(Debug, ClapArgs)]
#[command(group = clap::ArgGroup::new("what").multiple(false))]
pub(super) struct SimulateArgs {
    #[command(flatten)]
    pub(super) build: BuildChoice,
    /// A file that changes; with `=added`, `=deleted` or `=mode`, how (repeatable)
    #[arg(long, value_name = "PATH", group = "what")]
    pub(super) change: Vec<String>,
    /// Compare the working tree with this commit; given several times, all of them were built
    #[arg(long, value_name = "REV", group = "what")]
    pub(super) since: Vec<String>,
    /// Compare what is staged with the last commit
    #[arg(long, group = "what")]
    pub(super) staged: bool,
    /// Compare with this Dockerfile in the place of the other
    #[arg(long, value_name = "FILE", group = "what")]
    pub(super) against: Option<PathBuf>,
    /// Compare with the build that --record was last called for
    #[arg(long, group = "what")]
    pub(super) since_record: bool,
    /// The earlier of two folders, each with its Dockerfile and ignore file
    #[arg(long, value_name = "DIR", requires = "context_b", conflicts_with = "what")]
    pub(super) context_a: Option<PathBuf>,
    /// The later of two folders
    #[arg(long, value_name = "DIR", requires = "context_a")]
    pub(super) context_b: Option<PathBuf>,
    /// Remember what a build reads now, for --since-record
    #[arg(long)]
    pub(super) record: bool,
    /// An image of which there is a new version behind the same tag (repeatable)
    #[arg(long, value_name = "IMAGE")]
    pub(super) change_image: Vec<String>,
    /// Run these stages again whatever is cached (comma-separated)
    #[arg(long, value_name = "STAGE", value_delimiter = ',')]
    pub(super) no_cache_filter: Vec<String>,
    /// Run all steps again
    #[arg(long)]
    pub(super) no_cache: bool,
    /// Explain one step: its line, or its number as `#N`
    #[arg(long, value_name = "STEP")]
    pub(super) explain: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = RuleFormatArg::Text)]
    pub(super) format: RuleFormatArg,
    /// Exit with 1 when the steps that surely re-run cost more than this
    #[arg(long, value_name = "SECONDS")]
    pub(super) max_rerun_seconds: Option<f64>,
    #[command(flatten)]
    pub(super) history: super::history::HistoryArgs,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = ColorArg::Auto)]
    pub(super) color: ColorArg,
}

/// `dockwright explain`
#[derive(Debug, ClapArgs)]
#[command(group = clap::ArgGroup::new("happened").required(true))]
#[command(group = clap::ArgGroup::new("earlier").multiple(false))]
pub(super) struct ExplainArgs {
    #[command(flatten)]
    pub(super) build: BuildChoice,
    /// What the build printed, in any --progress, also as a CI system keeps it; `-` is standard input
    #[arg(long, value_name = "FILE", group = "happened")]
    pub(super) log: Option<PathBuf>,
    /// A build of `docker buildx history ls`; `latest` is the last one
    #[arg(long = "ref", value_name = "BUILD", group = "happened")]
    pub(super) reference: Option<String>,
    /// The builder that knows --ref [default: the current one]
    #[arg(long, value_name = "NAME", requires = "reference")]
    pub(super) builder: Option<String>,
    /// The provenance of that build: it tells which line each step comes from
    #[arg(long, value_name = "FILE", conflicts_with = "reference")]
    pub(super) provenance: Option<PathBuf>,
    /// The earlier build was of this commit
    #[arg(long, value_name = "REV", group = "earlier")]
    pub(super) since: Option<String>,
    /// The earlier build was of this Dockerfile
    #[arg(long, value_name = "FILE", group = "earlier")]
    pub(super) against: Option<PathBuf>,
    /// The earlier build is the one that was recorded last [default: if there is one]
    #[arg(long, group = "earlier")]
    pub(super) since_record: bool,
    /// Look at the log and the Dockerfile alone
    #[arg(long, group = "earlier")]
    pub(super) log_only: bool,
    /// Remember what this build read, to compare the next one with it
    #[arg(long)]
    pub(super) record: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = RuleFormatArg::Text)]
    pub(super) format: RuleFormatArg,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = ColorArg::Auto)]
    pub(super) color: ColorArg,
}

/// Where an engine keeps images.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum StoreArg {
    /// containerd's image store, and every builder that is no Docker engine
    #[default]
    Containerd,
    /// Docker's classic store (overlay2)
    Classic,
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
