//! Runs rules over one Dockerfile and keeps what is left after inline ignores.
//!
//! Owns what a rule is and sees ([`prelude`]), which rules run ([`Selection`])
//! and which findings stay. It knows no rule by name.

mod check;
mod finding;
mod names;
mod rule;
mod run;
mod selection;
mod suppression;

pub use check::{Check, Subject};
pub use finding::{Findings, Topic};
pub use names::nearest;
pub use rule::{Category, FixAvailability, Need, Profile, Rule, Status};
pub use run::{Outcome, run};
pub use selection::{EnabledRule, Selection, UnknownRule};
pub use suppression::{IgnoreComment, Suppression, suppressions};

/// Everything a rule may use.
pub mod prelude {
    pub use super::{Check, Findings, IgnoreComment, Subject, Suppression, Topic, nearest};
    pub use crate::build::caches::{self, CacheTool};
    pub use crate::build::context::join;
    pub use crate::build::effect::{self, Effect, Sight};
    pub use crate::build::install::{Early, Install, Installer, Manifests};
    pub use crate::build::order::{self, Arrivals, ManifestCopy, SourcesFirst};
    pub use crate::build::overwritten::{self, Overwritten};
    pub use crate::build::project::{PackageJson, Procfile};
    pub use crate::build::provision::{Provision, ProvisionKind};
    pub use crate::build::reorder;
    pub use crate::build::server::{self, Address, AddressOrigin, Server, ServerMode};
    pub use crate::build::start::{self, Listener, PortOrigin, Process, ShellFamily, StartScript};
    pub use crate::build::{
        Base, BuildGraph, Context, CopyFrom, CopySource, CopyStep, EntryKind, ImagePath,
        SourceTarget, Stage, Step, StepScript, known_text,
    };
    pub use crate::diagnostic::{Applicability, Edit, EditTarget, Fix, Related, Severity};
    pub use crate::ignore::{IgnoreFile, IgnorePattern, IgnoreProblemKind, path_match};
    pub use crate::image::known::Language;
    pub use crate::image::{ImageReference, known};
    pub use crate::shell::{
        Argv, Command, Dialect, Invocation, Join, ListItem, Part, Word as ShellWord, Wrapper,
        mentions_any,
    };
    pub use crate::syntax::{
        CommandLine, Dockerfile, Instruction, Keyword, LogicalText, Mount, MountKind, Problem,
        ProblemKind, Value,
    };
    pub use crate::text::TextRange;
}
