//! Why a text is refused as an image reference.
//!
//! Owns the reasons and their wording; finding them is up to `parts`.

use std::fmt;

use crate::text::TextRange;

/// Why a text is no image reference, and which part of it is to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferenceError {
    /// What is wrong.
    pub problem: ReferenceProblem,
    /// The part that is wrong, within the text.
    pub range: TextRange,
}

/// The reasons for which a reference is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceProblem {
    /// Nothing, or nothing where the repository belongs.
    EmptyRepository,
    /// 64 hexadecimal digits: an image id cannot be built on by that name.
    ImageId,
    /// Upper case letters in the repository.
    UppercaseRepository,
    /// Anything else that a repository cannot hold.
    BadRepository,
    /// More than 255 characters.
    RepositoryTooLong,
    /// A registry host or port that cannot be one.
    BadDomain,
    /// A colon with nothing behind it.
    EmptyTag,
    /// A character that a tag cannot hold, or cannot begin with.
    BadTag,
    /// More than 128 characters.
    TagTooLong,
    /// Not `algorithm:` and lower case hexadecimal digits.
    BadDigest,
    /// Neither sha256, sha384 nor sha512.
    UnknownDigestAlgorithm,
    /// Not as many digits as the algorithm gives.
    BadDigestLength,
}

impl fmt::Display for ReferenceProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ReferenceProblem::EmptyRepository => "the repository name is empty",
            ReferenceProblem::ImageId => "an image id cannot be used as a name",
            ReferenceProblem::UppercaseRepository => "the repository name must be lowercase",
            ReferenceProblem::BadRepository => "the repository name is malformed",
            ReferenceProblem::RepositoryTooLong => {
                "the repository name is longer than 255 characters"
            }
            ReferenceProblem::BadDomain => "the registry name is malformed",
            ReferenceProblem::EmptyTag => "the tag is empty",
            ReferenceProblem::BadTag => "the tag is malformed",
            ReferenceProblem::TagTooLong => "the tag is longer than 128 characters",
            ReferenceProblem::BadDigest => "the digest is malformed",
            ReferenceProblem::UnknownDigestAlgorithm => "the digest algorithm is not supported",
            ReferenceProblem::BadDigestLength => "the digest has the wrong length",
        })
    }
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl std::error::Error for ReferenceError {}
