//! The rewritten Dockerfile that is held against the original.

use super::args::VerifyArgs;
use crate::analysis::{Analysis, Build, Inputs};
use crate::cli::Failure;
use crate::diagnostic::Applicability;
use crate::fix::{Overlay, Texts};
use crate::host;
use crate::project::{Overrides, Place, SettingsCache};
use crate::verify::Rewrite;

/// What the fixes make of the build, or the file that the user has for it; `None` when there is no rewrite to verify.
pub(super) fn rewritten(
    args: &VerifyArgs,
    build: &Build,
    place: &Place,
) -> Result<Option<Rewrite>, Failure> {
    if let Some(path) = &args.against {
        let build = Build { dockerfile: host::read(path)?, ..build.clone() };
        return Ok(Some(Rewrite { build, overlay: Overlay::default() }));
    }
    if !args.fix && !args.unsafe_fixes {
        return Ok(None);
    }
    let allowed = if args.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
    let settings = SettingsCache::default().get(&Overrides::default(), &place.dockerfile)?;
    let analysis = Analysis::new(Inputs {
        path: host::shown(&place.dockerfile),
        bytes: build.dockerfile.clone(),
        context: build.context.clone(),
        args: build.args.clone(),
        ..Inputs::default()
    });
    let texts = analysis.fix(&settings.rules_for(&place.dockerfile), allowed).texts;
    if texts.dockerfile == build.dockerfile && texts.overlay.is_empty() {
        let hint = if args.unsafe_fixes { "" } else { " (--unsafe-fixes has more)" };
        let shown = host::shown(&place.dockerfile);
        return Err(Failure(format!("{shown}: there is nothing to fix{hint}")));
    }
    Ok(Some(with_texts(build, &texts)))
}

/// The build with other texts.
pub(super) fn with_texts(build: &Build, texts: &Texts) -> Rewrite {
    let context = build.context.as_ref().map(|context| context.with_overlay(&texts.overlay));
    let build = Build { dockerfile: texts.dockerfile.clone(), context, ..build.clone() };
    Rewrite { build, overlay: texts.overlay.clone() }
}
