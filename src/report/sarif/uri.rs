//! Paths as URIs.

use std::fmt::Write;

/// The URI of a path with forward slashes: relative for a relative path, else `file:`.
pub(super) fn of(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let has_drive =
        matches!(path.as_bytes(), [drive, b':', b'/', ..] if drive.is_ascii_alphabetic());
    match (path.starts_with('/'), has_drive) {
        (true, _) => format!("file://{}", encoded(path)),
        // Only the drive's colon may stay as it is.
        (_, true) => format!("file:///{}:{}", &path[..1], encoded(&path[2..])),
        _ => encoded(path),
    }
}

/// `path` with everything but letters, digits, `-._~` and `/` percent-encoded.
///
/// That is more than RFC 3986 asks for, but a colon in the first segment of a
/// relative path must be encoded, and nothing is lost by encoding the rest.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            // Writing to a text cannot fail.
            _ => _ = write!(uri, "%{byte:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_path_becomes_a_uri() {
        for (path, uri) in [
            ("app/Dockerfile", "app/Dockerfile"),
            ("./Dockerfile", "Dockerfile"),
            ("../a b/é%", "../a%20b/%C3%A9%25"),
            ("a:b/Dockerfile", "a%3Ab/Dockerfile"),
            ("/srv/Dockerfile", "file:///srv/Dockerfile"),
            ("C:/x/Dockerfile", "file:///C:/x/Dockerfile"),
            ("-", "-"),
        ] {
            assert_eq!(super::of(path), uri);
        }
    }
}
