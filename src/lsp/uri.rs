//! Between paths and the URIs of the editor.

use gen_lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::path::{Path, PathBuf};

/// What stands in the path of a URI as it is.
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The path of a `file:` URI; `None` for any other.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.strip_prefix("file://")?;
    let (host, path) = rest.split_at(rest.find('/')?);
    if !host.is_empty() && host != "localhost" {
        return None;
    }
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    // `/C:/x` is `C:/x`.
    let bytes = decoded.as_bytes();
    let has_drive = bytes.len() > 2 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    Some(PathBuf::from(if has_drive { &decoded[1..] } else { &decoded }))
}

/// The URI of a path, which is made absolute.
pub(super) fn of(path: &Path) -> Uri {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let text = crate::host::shown(&absolute);
    let slash = if text.starts_with('/') { "" } else { "/" };
    Uri(format!("file://{slash}{}", utf8_percent_encode(&text, ENCODED)))
}

/// What stands in the last part of a URI: the name of the file.
pub(super) fn name(uri: &Uri) -> String {
    let last = uri.0.rsplit('/').next().unwrap_or_default();
    percent_decode_str(last).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (uri, expected) in [
            ("file:///a/b%20c/Dockerfile", "/a/b c/Dockerfile"),
            ("file:///a/%C3%A9", "/a/é"),
            ("file://localhost/a", "/a"),
            ("file:///c%3A/x", "c:/x"),
        ] {
            let path = path(&Uri(uri.to_owned()));
            assert_eq!(path, Some(PathBuf::from(expected)), "{uri}");
        }
        assert_eq!(of(Path::new("/a/b c/é+")).0, "file:///a/b%20c/%C3%A9%2B");
        assert_eq!(path(&Uri("untitled:Untitled-1".into())), None);
        assert_eq!(path(&Uri("file://server/share".into())), None);
        assert_eq!(name(&Uri("file:///a/Docker%20file".into())), "Docker file");
    }
}
