//! Parser directives, and the options of `# check=`.

use super::{Term, term};

/// The directives, by name.
pub(in crate::lsp) const DIRECTIVES: &[Term] = &[
    term(
        "syntax",
        "Which front end reads the file: an image, such as `docker/dockerfile:1`, that the builder fetches. Without it \
         the builder's own does.",
    ),
    term(
        "escape",
        "The character that continues lines and takes away the meaning of others: a backslash, or a backtick for \
         Windows paths.",
    ),
    term(
        "check",
        "What BuildKit's own checks look at: `skip=` and the names of checks (or `all`), `error=true` to fail the \
         build when one finds something. Several are joined by `;`.",
    ),
];

/// The options of `# check=`.
pub(in crate::lsp) const CHECK_KEYS: &[Term] = &[
    term("skip", "Checks that are not made: their names, joined by commas, or `all`."),
    term("error", "Whether the build fails when a check finds something: `true` or `false`."),
    term("experimental", "Experimental checks that are made: their names, or `all`."),
];

/// Front ends that there are.
pub(in crate::lsp) const SYNTAX_IMAGES: &[Term] = &[
    term("docker/dockerfile:1", "The newest version that keeps to syntax 1."),
    term("docker/dockerfile:1-labs", "The same with what is still being tried out."),
];

/// BuildKit's own checks, by the names that `skip=` knows (`linter/ruleset.go`).
pub(in crate::lsp) const CHECKS: &[Term] = &[
    term("all", "Every check."),
    term("StageNameCasing", "The name of a stage is not all in lower case."),
    term("FromAsCasing", "`AS` is not in the case of its `FROM`."),
    term("NoEmptyContinuation", "An empty line stands inside a continued instruction."),
    term("ConsistentInstructionCasing", "A keyword is not in the case of most others."),
    term("DuplicateStageName", "Two stages have one name."),
    term("ReservedStageName", "A stage is called `scratch` or `context`."),
    term(
        "JSONArgsRecommended",
        "`CMD` or `ENTRYPOINT` is plain text: a shell stands between the program and its signals.",
    ),
    term("MaintainerDeprecated", "`MAINTAINER` is used."),
    term(
        "UndefinedArgInFrom",
        "A `FROM` uses a variable that no `ARG` before the first `FROM` declares.",
    ),
    term("WorkdirRelativePath", "The first `WORKDIR` of a stage is relative."),
    term("UndefinedVar", "A variable is used that nothing sets."),
    term(
        "MultipleInstructionsDisallowed",
        "A stage has a second `CMD`, `ENTRYPOINT` or `HEALTHCHECK`.",
    ),
    term("LegacyKeyValueFormat", "`ENV` or `LABEL` is written without `=`."),
    term("InvalidBaseImagePlatform", "A base image is for another platform than is built."),
    term("RedundantTargetPlatform", "`--platform=$TARGETPLATFORM` says what is so anyway."),
    term("SecretsUsedInArgOrEnv", "The name of an `ARG` or `ENV` sounds like a secret."),
    term("InvalidDefaultArgInFrom", "With its defaults a `FROM` names no image."),
    term(
        "FromPlatformFlagConstDisallowed",
        "`--platform` is fixed, and the name of the stage does not say so.",
    ),
    term("CopyIgnoredFile", "A source is excluded by `.dockerignore`."),
    term(
        "InvalidDefinitionDescription",
        "The comment above a stage or an `ARG` does not begin with its name.",
    ),
    term("ExposeProtoCasing", "The protocol of an `EXPOSE` is not in lower case."),
    term("ExposeInvalidFormat", "An `EXPOSE` has an address or a port of the host."),
];
