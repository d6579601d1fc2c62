//! What a rule is: its page's metadata, and the function that checks.

use super::Check;
use crate::diagnostic::Severity;

/// One rule, as generated from its folder in `rules/`.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Kebab-case id; the name of its folder.
    pub id: &'static str,
    /// One sentence on what it reports.
    pub summary: &'static str,
    /// What it is about.
    pub category: Category,
    /// Severity unless a profile or the configuration says otherwise.
    pub severity: Severity,
    /// Profiles that enable it, beside `all`.
    pub profiles: &'static [Profile],
    /// How far it can be relied upon.
    pub status: Status,
    /// Version that brought it.
    pub since: &'static str,
    /// Whether its findings carry fixes.
    pub fix: FixAvailability,
    /// What it must know beyond the Dockerfile's text.
    pub needs: &'static [Need],
    /// Codes of other tools for the same concern, as `tool:CODE`.
    pub aliases: &'static [&'static str],
    /// The page, Markdown.
    pub page: &'static str,
    /// The check.
    pub check: Check,
}

impl Rule {
    /// Whether `name` means this rule: its id, or a code of another tool with or without the tool's name.
    pub fn answers_to(&self, name: &str) -> bool {
        let code = |alias: &str| alias.split_once(':').is_some_and(|(_, code)| code == name);
        self.id == name || self.aliases.iter().any(|alias| *alias == name || code(alias))
    }

    /// Where the page is published.
    pub fn url(&self) -> String {
        format!("{}/blob/main/rules/{}/rule.md", env!("CARGO_PKG_REPOSITORY"), self.id)
    }

    /// The page's prose: what follows the metadata block, examples included.
    pub fn prose(&self) -> &'static str {
        let after_metadata =
            self.page.split_once("```toml").and_then(|(_, rest)| rest.split_once("\n```\n"));
        after_metadata.map_or(self.page, |(_, prose)| prose).trim()
    }
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Category {
    /// Which steps a change re-runs.
    Cache,
    /// The file does not mean what it seems to.
    Correctness,
    /// How the container starts, listens and stops.
    Runtime,
    /// Text that BuildKit does not accept.
    Syntax,
    /// Use of this tool itself.
    Meta,
}

impl Category {
    /// The word used in pages and reports.
    pub fn name(self) -> &'static str {
        match self {
            Category::Cache => "cache",
            Category::Correctness => "correctness",
            Category::Runtime => "runtime",
            Category::Syntax => "syntax",
            Category::Meta => "meta",
        }
    }
}

/// A named selection of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// The default: quiet, only what is nearly always right.
    Recommended,
    /// Everything that is stable.
    Strict,
    /// Every rule, preview ones included.
    All,
    /// What hadolint would report, as it would.
    Hadolint,
    /// What BuildKit's own checks would report, as they would.
    Buildkit,
}

impl Profile {
    /// All profiles.
    pub const ALL: [Profile; 5] =
        [Profile::Recommended, Profile::Strict, Profile::All, Profile::Hadolint, Profile::Buildkit];

    /// The word used in configuration.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Recommended => "recommended",
            Profile::Strict => "strict",
            Profile::All => "all",
            Profile::Hadolint => "hadolint",
            Profile::Buildkit => "buildkit",
        }
    }
}

/// How far a rule can be relied upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Settled.
    Stable,
    /// May still change; enabled by `all` or by its id.
    Preview,
}

/// Whether a rule's findings carry fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FixAvailability {
    /// Every finding does.
    Always,
    /// Some do.
    Sometimes,
    /// None does.
    None,
}

impl FixAvailability {
    /// The word used in pages.
    pub fn name(self) -> &'static str {
        match self {
            FixAvailability::Always => "always",
            FixAvailability::Sometimes => "sometimes",
            FixAvailability::None => "none",
        }
    }
}

/// What a rule must know beyond the Dockerfile's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// The files of the build context.
    Context,
    /// The commands inside RUN, CMD and ENTRYPOINT.
    Shell,
}
