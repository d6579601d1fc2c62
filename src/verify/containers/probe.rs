//! One request over plain HTTP/1.1.

use crate::proof::run::ProbeAnswer;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// How long connecting, and each read, may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How much of an answer is read, in bytes.
const LONGEST: u64 = 8 << 20;
/// How much of a body is shown, in characters.
const SHOWN: usize = 200;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Such as `GET`.
    pub method: String,
    /// The port in the container; the first that listens when it is not named.
    pub port: Option<u16>,
    /// The path, with its slash.
    pub path: String,
}

impl Probe {
    /// Reads `GET /` or `GET :8080/health`; `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let (method, place) = text.trim().split_once(' ')?;
        let place = place.trim();
        let (port, path) = match place.strip_prefix(':') {
            Some(rest) => {
                let slash = rest.find('/').unwrap_or(rest.len());
                (Some(rest[..slash].parse().ok()?), &rest[slash..])
            }
            None => (None, place),
        };
        let path = if path.is_empty() { "/" } else { path };
        let is_plain = |text: &str| text.chars().all(|it| it.is_ascii_graphic());
        let is_right = method.chars().all(|it| it.is_ascii_uppercase())
            && path.starts_with('/')
            && is_plain(path);
        is_right.then(|| Self { method: method.to_owned(), port, path: path.to_owned() })
    }

    /// Asks at that port of this machine.
    pub(super) fn ask(&self, port: u16) -> ProbeAnswer {
        match self.exchange(port) {
            Ok(bytes) => answer(&bytes),
            Err(error) => ProbeAnswer { failed: Some(error.to_string()), ..ProbeAnswer::default() },
        }
    }

    fn exchange(&self, port: u16) -> std::io::Result<Vec<u8>> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let Self { method, path, .. } = self;
        // One port for both images, so that programs that repeat it answer the same.
        let head =
            format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes())?;
        let mut bytes = Vec::new();
        match stream.take(LONGEST).read_to_end(&mut bytes) {
            Err(error) if bytes.is_empty() => Err(error),
            _ => Ok(bytes),
        }
    }
}

fn answer(bytes: &[u8]) -> ProbeAnswer {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n");
    let (head, body) = end.map_or((bytes, &[][..]), |end| (&bytes[..end], &bytes[end + 4..]));
    let head = String::from_utf8_lossy(head);
    let status = head.strip_prefix("HTTP/").and_then(|rest| rest.split(' ').nth(1)?.parse().ok());
    let failed = status.is_none().then(|| "what came back is no HTTP".to_owned());
    let first = String::from_utf8_lossy(body).chars().take(SHOWN).collect();
    let digest = blake3::hash(body).to_hex().to_string();
    ProbeAnswer { status, digest, bytes: body.len(), first, failed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let probe = Probe::read(text);
        let shown = probe.map(|it| format!("{} {:?} {}", it.method, it.port, it.path));
        assert_eq!(shown.unwrap_or_default(), expected);
    }

    #[test]
    fn requests() {
        check("GET /", "GET None /");
        check("HEAD :8080/health?a=b", "HEAD Some(8080) /health?a=b");
        check("GET :80", "GET Some(80) /");
        for text in ["", "/", "get /", "GET x", "GET :x/", "GET /a b", "GET /\r\nX: y"] {
            check(text, "");
        }
    }

    #[test]
    fn answers() {
        let it = answer(b"HTTP/1.1 404 Not Found\r\nA: b\r\n\r\nno");
        assert_eq!((it.status, it.bytes, it.first.as_str()), (Some(404), 2, "no"));
        assert!(answer(b"SSH-2.0").failed.is_some());
    }
}
