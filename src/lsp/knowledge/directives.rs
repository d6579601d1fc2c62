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
