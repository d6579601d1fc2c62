//! From arguments to what overrides the configuration.

use super::args::{CheckArgs, FailOnArg, ProfileArg};
use crate::config::FailOn;
use crate::lint::Profile;
use crate::project::Overrides;

impl CheckArgs {
    /// What these arguments override.
    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            config: self.config.clone(),
            isolated: self.isolated,
            profile: self.profile.map(profile),
            select: self.select.clone(),
            extend_select: self.extend_select.clone(),
            ignore: self.ignore.clone(),
            context: self.context.clone(),
            fail_on: self.fail_on.map(fail_on),
        }
    }
}

fn profile(profile: ProfileArg) -> Profile {
    match profile {
        ProfileArg::Recommended => Profile::Recommended,
        ProfileArg::Strict => Profile::Strict,
        ProfileArg::All => Profile::All,
        ProfileArg::Hadolint => Profile::Hadolint,
        ProfileArg::Buildkit => Profile::Buildkit,
    }
}

fn fail_on(fail_on: FailOnArg) -> FailOn {
    match fail_on {
        FailOnArg::Error => FailOn::Error,
        FailOnArg::Warning => FailOn::Warning,
        FailOnArg::Info => FailOn::Info,
        FailOnArg::Style => FailOn::Style,
        FailOnArg::Never => FailOn::Never,
    }
}
