//! Keys of labels that tools look for (the annotations of OCI images).

use super::{Term, term};

pub(in crate::lsp) const IMAGE_LABELS: &[Term] = &[
    term("org.opencontainers.image.title", "What the image is called."),
    term("org.opencontainers.image.description", "What it is for."),
    term("org.opencontainers.image.version", "The version of what is packed in it."),
    term("org.opencontainers.image.source", "Where its source code is."),
    term("org.opencontainers.image.url", "Where to read about it."),
    term("org.opencontainers.image.documentation", "Where its manual is."),
    term("org.opencontainers.image.authors", "Who is responsible for it."),
    term("org.opencontainers.image.vendor", "Who distributes it."),
    term("org.opencontainers.image.licenses", "Its licences, as an SPDX expression."),
    term("org.opencontainers.image.revision", "The revision of the source code."),
    term("org.opencontainers.image.created", "When it was built, as RFC 3339 has it."),
    term("org.opencontainers.image.base.name", "The image it is built on."),
    term("org.opencontainers.image.base.digest", "The digest of that image."),
];
