//! Image references as Docker writes them: `ghcr.io/x/y:tag@digest`.
//!
//! Owns the defaults that Docker fills in and the names that follow from them
//! (`distribution/reference normalize.go ParseNormalizedNamed`, which BuildKit
//! applies to FROM). Expects variables to be expanded already.

use std::fmt;

use super::grammar;
use super::parts::{Parts, Registry, refuse};
use super::problem::{ReferenceError, ReferenceProblem};
use crate::text::TextRange;

const DEFAULT_DOMAIN: &str = "docker.io";
const LEGACY_DOMAIN: &str = "index.docker.io";
const OFFICIAL: &str = "library/";
const MAX_REPOSITORY: usize = 255;

/// A valid image reference, with the places of its parts in the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ImageReference {
    text: String,
    /// Domain and repository with the defaults filled in.
    name: String,
    domain_len: usize,
    parts: Parts,
}

impl ImageReference {
    /// Parses a reference as BuildKit does for FROM.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        if grammar::is_identifier(text) {
            return refuse(ReferenceProblem::ImageId, TextRange::new(0, text.len()));
        }
        let parts = Parts::split(text);
        parts.check(text)?;
        let written = parts.repository.of(text);
        let domain = match parts.registry {
            Registry::Default => DEFAULT_DOMAIN,
            Registry::Written(range) if range.of(text) == LEGACY_DOMAIN => DEFAULT_DOMAIN,
            Registry::Written(range) => range.of(text),
            Registry::Missing => "",
        };
        let is_official = domain == DEFAULT_DOMAIN && !written.contains('/');
        let namespace = if is_official { OFFICIAL } else { "" };
        if namespace.len() + written.len() > MAX_REPOSITORY {
            return refuse(ReferenceProblem::RepositoryTooLong, parts.repository);
        }
        let slash = if domain.is_empty() { "" } else { "/" };
        let name = format!("{domain}{slash}{namespace}{written}");
        Ok(Self { text: text.to_owned(), name, domain_len: domain.len(), parts })
    }

    /// The text that was parsed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The registry: `docker.io` where none is written. Empty for the likes of
    /// `my_host.example/x`, where Docker sees a registry that cannot be one and
    /// takes all of it for the repository.
    pub fn domain(&self) -> &str {
        &self.name[..self.domain_len]
    }

    /// The repository in its registry, such as `library/node`.
    pub fn repository(&self) -> &str {
        let repository = &self.name[self.domain_len..];
        repository.strip_prefix('/').unwrap_or(repository)
    }

    /// Registry and repository, such as `docker.io/library/node`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name as people write it: `node`, `bitnami/redis`, `ghcr.io/x/y`.
    pub fn familiar_name(&self) -> &str {
        if self.domain() != DEFAULT_DOMAIN {
            return &self.name;
        }
        let repository = self.repository();
        let official = repository.strip_prefix(OFFICIAL).filter(|rest| !rest.contains('/'));
        official.unwrap_or(repository)
    }

    /// The last part of the repository: `node` for `ghcr.io/mirror/node:20`.
    pub fn short_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// The tag, if one is written.
    pub fn tag(&self) -> Option<&str> {
        self.parts.tag.map(|range| range.of(&self.text))
    }

    /// The digest, if one is written, such as `sha256:…`.
    pub fn digest(&self) -> Option<&str> {
        self.parts.digest.map(|range| range.of(&self.text))
    }

    /// Where the registry is written.
    pub fn domain_range(&self) -> Option<TextRange> {
        match self.parts.registry {
            Registry::Written(range) => Some(range),
            Registry::Default | Registry::Missing => None,
        }
    }

    /// Where the repository is written.
    pub fn repository_range(&self) -> TextRange {
        self.parts.repository
    }

    /// Where the tag is written, without its colon.
    pub fn tag_range(&self) -> Option<TextRange> {
        self.parts.tag
    }

    /// Where the digest is written, without its `@`.
    pub fn digest_range(&self) -> Option<TextRange> {
        self.parts.digest
    }
}

/// Shows the reference with every default filled in, as BuildKit names the
/// step of a FROM: `docker.io/library/node:latest`.
impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match (self.tag(), self.digest()) {
            (None, None) => f.write_str(":latest"),
            (Some(tag), None) => write!(f, ":{tag}"),
            (None, Some(digest)) => write!(f, "@{digest}"),
            (Some(tag), Some(digest)) => write!(f, ":{tag}@{digest}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:7cc4b5aefd1d0cadf8d97d4350462ba51c694ebca145b08d7d41b41acc8db5aa";

    /// `domain repository tag digest`, with `-` for what is not there.
    fn check(text: &str) -> String {
        match ImageReference::parse(text) {
            Ok(image) => {
                let digest = image.digest().map_or("-", |digest| &digest[..9]);
                let tag = image.tag().unwrap_or("-");
                format!("{} {} {tag} {digest}", image.domain(), image.repository())
            }
            Err(error) => format!("{:?} {:?}", error.problem, error.range.of(text)),
        }
    }

    #[test]
    fn defaults_are_filled_in() {
        for (text, expected) in [
            ("node", "docker.io library/node - -"),
            ("node:20-alpine", "docker.io library/node 20-alpine -"),
            ("bitnami/redis:7", "docker.io bitnami/redis 7 -"),
            ("docker.io/node", "docker.io library/node - -"),
            ("index.docker.io/node", "docker.io library/node - -"),
            ("library/node", "docker.io library/node - -"),
            ("ghcr.io/x/y/z:1", "ghcr.io x/y/z 1 -"),
            ("localhost/x", "localhost x - -"),
            ("registry:5000/x:1", "registry:5000 x 1 -"),
            ("registry:5000", "docker.io library/registry 5000 -"),
            ("[::1]:5000/x", "[::1]:5000 x - -"),
            ("Host/x", "Host x - -"),
            ("my_host.example/x", " my_host.example/x - -"),
            ("x/a--b__c.d/e_f", "docker.io x/a--b__c.d/e_f - -"),
        ] {
            assert_eq!(check(text), expected, "{text}");
        }
        assert_eq!(check(&format!("node:20@{DIGEST}")), "docker.io library/node 20 sha256:7c");
        assert_eq!(check(&format!("x.io/node@{DIGEST}")), "x.io node - sha256:7c");
    }

    #[test]
    fn refusals_name_the_part() {
        for (text, expected) in [
            ("", "EmptyRepository \"\""),
            (":1", "EmptyRepository \"\""),
            ("ghcr.io/", "EmptyRepository \"\""),
            ("REPLACE-ME", "UppercaseRepository \"REPLACE-ME\""),
            ("BUG_stage", "UppercaseRepository \"BUG_stage\""),
            ("DIST:SUITE", "UppercaseRepository \"DIST\""),
            ("ghcr.io/Me/x:1", "UppercaseRepository \"Me/x\""),
            ("%%REDMINE%%", "UppercaseRepository \"%%REDMINE%%\""),
            ("balenalib/%%X%%-debian:latest", "UppercaseRepository \"balenalib/%%X%%-debian\""),
            ("build_", "BadRepository \"build_\""),
            ("a..b", "BadRepository \"a..b\""),
            ("a_-b", "BadRepository \"a_-b\""),
            ("a/", "BadRepository \"a/\""),
            ("a b", "BadRepository \"a b\""),
            ("$BASE", "UppercaseRepository \"$BASE\""),
            ("${base}:1", "BadRepository \"${base}\""),
            ("Foo_bar/x", "BadDomain \"Foo_bar\""),
            ("localhost:/x", "BadDomain \"localhost:\""),
            ("-a.io/x", "BadDomain \"-a.io\""),
            ("postgres:", "EmptyTag \"\""),
            ("python:-buster", "BadTag \"-buster\""),
            ("ruby:%%V%%-slim", "BadTag \"%%V%%-slim\""),
            ("alpine:%%V%%", "BadTag \"%%V%%\""),
            ("debian:%%P%%", "BadTag \"%%P%%\""),
            ("a:1:2", "BadTag \"1:2\""),
            ("a@", "BadDigest \"\""),
            ("a@sha256:", "BadDigestLength \"sha256:\""),
            ("a@sha256:12ab", "BadDigestLength \"sha256:12ab\""),
            ("a@sha256:12AB", "BadDigest \"sha256:12AB\""),
            (
                "a@md5:0123456789abcdef0123456789abcdef",
                "UnknownDigestAlgorithm \"md5:0123456789abcdef0123456789abcdef\"",
            ),
        ] {
            assert_eq!(check(text), expected, "{text}");
        }
        let problem = |text: String| ImageReference::parse(&text).map_err(|error| error.problem);
        assert_eq!(problem("0a".repeat(32)), Err(ReferenceProblem::ImageId));
        assert!(problem("0a".repeat(31)).is_ok());
        assert_eq!(problem(format!("a:{}", "1".repeat(129))), Err(ReferenceProblem::TagTooLong));
        assert!(problem(format!("a:{}", "1".repeat(128))).is_ok());
        assert_eq!(problem("a".repeat(248)), Err(ReferenceProblem::RepositoryTooLong));
        assert!(problem("a".repeat(247)).is_ok());
    }

    #[test]
    fn names_and_places() {
        for (text, familiar, short, full) in [
            ("node", "node", "node", "docker.io/library/node:latest"),
            ("docker.io/bitnami/redis:7", "bitnami/redis", "redis", "docker.io/bitnami/redis:7"),
            ("ghcr.io/x/y:1", "ghcr.io/x/y", "y", "ghcr.io/x/y:1"),
            ("library/a/b", "library/a/b", "b", "docker.io/library/a/b:latest"),
        ] {
            let image = ImageReference::parse(text).unwrap();
            let names = (image.familiar_name(), image.short_name(), image.to_string());
            assert_eq!(names, (familiar, short, full.to_owned()));
        }
        let text = format!("ghcr.io/x/y:1@{DIGEST}");
        let image = ImageReference::parse(&text).unwrap();
        let of = |range: Option<TextRange>| range.map(|range| range.of(&text));
        assert_eq!(of(image.domain_range()), Some("ghcr.io"));
        assert_eq!(of(Some(image.repository_range())), Some("x/y"));
        assert_eq!(of(image.tag_range()), Some("1"));
        assert_eq!(of(image.digest_range()), Some(DIGEST));
    }
}
