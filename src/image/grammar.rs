//! The parts of an image reference, each as a yes-or-no question.
//!
//! Owns the regular expressions of `distribution/reference regexp.go` and the
//! digest rules of `go-digest`, written out by hand.

/// `[host](:port)` in front of a repository.
pub(super) fn is_domain(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) if is_address(address) => ("", port),
            _ => return false,
        },
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let is_host = text.starts_with('[') || host.split('.').all(is_domain_component);
    is_host && (port.is_empty() || port.strip_prefix(':').is_some_and(is_number))
}

fn is_address(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
}

fn is_domain_component(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && text.starts_with(|ch: char| ch.is_ascii_alphanumeric())
        && text.ends_with(|ch: char| ch.is_ascii_alphanumeric())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `library/node`: lower case, parts joined by `/`.
pub(super) fn is_repository(text: &str) -> bool {
    text.split('/').all(is_path_component)
}

/// Letters and digits, joined by one `.`, one or two `_`, or any number of `-`.
pub(super) fn is_path_component(text: &str) -> bool {
    let is_word = |ch: char| ch.is_ascii_lowercase() || ch.is_ascii_digit();
    let is_separator = |separator: &str| {
        matches!(separator, "." | "_" | "__") || separator.bytes().all(|byte| byte == b'-')
    };
    text.starts_with(is_word)
        && text.ends_with(is_word)
        && text.split(is_word).filter(|between| !between.is_empty()).all(is_separator)
}

/// The longest tag.
pub(super) const MAX_TAG: usize = 128;

/// A letter, digit or `_`, then those and `.` and `-`; length not counted.
pub(super) fn is_tag(text: &str) -> bool {
    let is_word = |ch: char| ch.is_ascii_alphanumeric() || ch == '_';
    text.starts_with(is_word) && text.chars().all(|ch| is_word(ch) || matches!(ch, '.' | '-'))
}

/// `algorithm:hex` with at least 32 digits; says nothing of the algorithm.
pub(super) fn is_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else { return false };
    let is_component = |part: &str| {
        part.starts_with(|ch: char| ch.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    algorithm.split(['-', '_', '+', '.']).all(is_component)
        && hex.len() >= 32
        && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// How many hexadecimal digits a digest of this algorithm has; `None` for one
/// that BuildKit does not know.
pub(super) fn digest_length(algorithm: &str) -> Option<usize> {
    match algorithm {
        "sha256" => Some(64),
        "sha384" => Some(96),
        "sha512" => Some(128),
        _ => None,
    }
}

/// An image id without its algorithm, which is refused as a name.
pub(super) fn is_identifier(text: &str) -> bool {
    text.len() == 64 && is_lower_hex(text)
}

/// Digits and `a` to `f`; a digest may not have them in upper case.
pub(super) fn is_lower_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}
