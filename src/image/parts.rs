//! An image reference cut into its parts, and the check of each.
//!
//! Owns where Docker cuts and what it refuses; the defaults belong to
//! [`ImageReference`](super::ImageReference).

use super::grammar;
use super::problem::{ReferenceError, ReferenceProblem};
use crate::text::TextRange;

/// Where the parts of a reference are written, right or wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Parts {
    pub(super) registry: Registry,
    pub(super) repository: TextRange,
    pub(super) tag: Option<TextRange>,
    pub(super) digest: Option<TextRange>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Registry {
    /// None is written: Docker's own.
    Default,
    Written(TextRange),
    /// Neither: what should be one is part of the repository.
    Missing,
}

impl Parts {
    /// Finds the parts by their separators alone.
    pub(super) fn split(text: &str) -> Self {
        let registry = Registry::split(text);
        let start = match registry {
            Registry::Written(range) => range.len() + 1,
            Registry::Default | Registry::Missing => 0,
        };
        let behind = |at: usize| at + start;
        let path = &text[start..];
        let at = path.find('@').map_or(text.len(), behind);
        let colon = path.find([':', '@']).map_or(text.len(), behind);
        Self {
            registry,
            repository: TextRange::new(start, colon),
            tag: (colon < at).then(|| TextRange::new(colon + 1, at)),
            digest: (at < text.len()).then(|| TextRange::new(at + 1, text.len())),
        }
    }

    /// Holds every part against the grammar; the length of the repository is
    /// known only with its default namespace.
    pub(super) fn check(&self, text: &str) -> Result<(), ReferenceError> {
        check_repository(text, self)?;
        check_tag(text, self.tag)?;
        check_digest(text, self.digest)
    }
}

impl Registry {
    /// The first part of a name with slashes, if Docker takes it for a registry
    /// (`normalize.go splitDockerDomain`).
    fn split(text: &str) -> Self {
        let Some((first, _)) = text.split_once('/') else { return Registry::Default };
        let is_registry = first == "localhost"
            || first.contains(['.', ':'])
            || first.chars().any(char::is_uppercase);
        if !is_registry {
            Registry::Default
        } else if !grammar::is_domain(first) && grammar::is_path_component(first) {
            Registry::Missing
        } else {
            Registry::Written(TextRange::new(0, first.len()))
        }
    }
}

pub(super) fn refuse<T>(problem: ReferenceProblem, range: TextRange) -> Result<T, ReferenceError> {
    Err(ReferenceError { problem, range })
}

fn check_repository(text: &str, parts: &Parts) -> Result<(), ReferenceError> {
    let repository = parts.repository.of(text);
    if repository.is_empty() {
        return refuse(ReferenceProblem::EmptyRepository, parts.repository);
    }
    if repository.chars().any(char::is_uppercase) {
        return refuse(ReferenceProblem::UppercaseRepository, parts.repository);
    }
    if !grammar::is_repository(repository) {
        return refuse(ReferenceProblem::BadRepository, parts.repository);
    }
    match parts.registry {
        Registry::Written(range) if !grammar::is_domain(range.of(text)) => {
            refuse(ReferenceProblem::BadDomain, range)
        }
        _ => Ok(()),
    }
}

fn check_tag(text: &str, range: Option<TextRange>) -> Result<(), ReferenceError> {
    let Some(range) = range else { return Ok(()) };
    let tag = range.of(text);
    if tag.is_empty() {
        refuse(ReferenceProblem::EmptyTag, range)
    } else if !grammar::is_tag(tag) {
        refuse(ReferenceProblem::BadTag, range)
    } else if tag.len() > grammar::MAX_TAG {
        refuse(ReferenceProblem::TagTooLong, range)
    } else {
        Ok(())
    }
}

fn check_digest(text: &str, range: Option<TextRange>) -> Result<(), ReferenceError> {
    let Some(range) = range else { return Ok(()) };
    let digest = range.of(text);
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return refuse(ReferenceProblem::BadDigest, range);
    };
    match grammar::digest_length(algorithm) {
        Some(_) if !grammar::is_lower_hex(hex) => refuse(ReferenceProblem::BadDigest, range),
        Some(length) if hex.len() != length => refuse(ReferenceProblem::BadDigestLength, range),
        Some(_) => Ok(()),
        None if grammar::is_digest(digest) => {
            refuse(ReferenceProblem::UnknownDigestAlgorithm, range)
        }
        None => refuse(ReferenceProblem::BadDigest, range),
    }
}
