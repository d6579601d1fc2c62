//! What remote sources of scenarios are fetched from: an HTTP server and a git server on the loopback.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Both servers; they stop when this is dropped.
#[derive(Debug)]
pub(crate) struct Servers {
    /// The address of the HTTP server, without a slash at its end.
    pub(crate) http: String,
    /// The address of the git server, without a slash at its end.
    pub(crate) git: String,
    /// The folder with what the HTTP server answers: a file of lines `body=`, `etag=`, `lm=` for each path.
    pub(crate) served: PathBuf,
    git_server: Child,
}

impl Servers {
    /// Starts both; the git server shows the repositories in `folder`, the answers of the other lie in it.
    pub(crate) fn start(folder: &Path) -> Self {
        let served = folder.join("served");
        std::fs::create_dir_all(&served).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let http = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn({
            let served = served.clone();
            move || listener.incoming().flatten().for_each(|stream| _ = answer(stream, &served))
        });
        let port = free_port();
        let git_server = Command::new(git_program())
            .args(["--listen=127.0.0.1", "--export-all", "--reuseaddr", "--log-destination=none"])
            .arg(format!("--port={port}"))
            .arg(format!("--base-path={}", folder.display()))
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        Self { http, git: format!("git://127.0.0.1:{port}"), served, git_server }
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        // It may be gone already.
        _ = self.git_server.kill();
        _ = self.git_server.wait();
    }
}

/// The program itself: `git daemon` would start it as a process of its own, which outlives it.
fn git_program() -> PathBuf {
    let printed = Command::new("git").arg("--exec-path").output().unwrap().stdout;
    Path::new(String::from_utf8(printed).unwrap().trim()).join("git-daemon")
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Answers one request and closes the connection.
fn answer(mut stream: TcpStream, served: &Path) -> std::io::Result<()> {
    let lines = BufReader::new(stream.try_clone()?).lines();
    let request: Vec<String> =
        lines.map_while(Result::ok).take_while(|it| !it.is_empty()).collect();
    let mut words = request.first().map(String::as_str).unwrap_or_default().split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let header = |name: &str| {
        let lines = request.iter().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    };
    let file = std::fs::read_to_string(served.join(path.trim_start_matches('/')));
    let Ok(file) = file else {
        return write!(
            stream,
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
    };
    let field = |name: &str| file.lines().find_map(|line| line.strip_prefix(name));
    let body = field("body=").unwrap_or_default();
    let etag = field("etag=").map(|tag| format!("\"{tag}\""));
    let is_known = etag.is_some() && header("If-None-Match") == etag.as_deref();
    let status = if is_known { "304 Not Modified" } else { "200 OK" };
    write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len())?;
    if let Some(etag) = etag {
        write!(stream, "ETag: {etag}\r\n")?;
    }
    if let Some(time) = field("lm=") {
        write!(stream, "Last-Modified: {time}\r\n")?;
    }
    write!(stream, "\r\n{}", if is_known || method == "HEAD" { "" } else { body })
}
