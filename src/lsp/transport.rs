//! Messages on standard input and output.
//!
//! `lsp-server` has such a transport, which gives up at the first message that is no JSON; the protocol wants an
//! answer to it (JSON-RPC 2.0, section 5.1), so the frames are read here.

use lsp_server::{ErrorCode, Message};
use serde_json::{Value, json};
use std::io::{self, BufRead, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;

/// What a client sends.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A message.
    Message(Message),
    /// Something that is none, and the answer that it gets.
    Malformed(Value),
    /// Nothing more: it left.
    Closed,
}

/// What a client is sent.
#[derive(Debug)]
pub(super) enum Outgoing {
    /// A message.
    Message(Message),
    /// The answer to something that was no message.
    Refusal(Value),
}

/// No message is longer: a client that announces more is out of step.
const MAX_LENGTH: usize = 256 * 1024 * 1024;

/// Reads standard input on a thread of its own, which lives as long as the process: nobody can end a read.
pub(super) fn read_stdin(deliver: impl Fn(Incoming) -> bool + Send + 'static) {
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Some(incoming) = read(&mut input) {
            if !deliver(incoming) {
                return;
            }
        }
        deliver(Incoming::Closed);
    });
}

/// Writes to standard output on a thread that ends when the sender is gone, or nobody listens.
pub(super) fn write_stdout() -> (Sender<Outgoing>, JoinHandle<()>) {
    let (sender, receiver) = mpsc::channel();
    let writer = std::thread::spawn(move || write_all(&receiver, &mut io::stdout()));
    (sender, writer)
}

fn write_all(receiver: &Receiver<Outgoing>, output: &mut impl Write) {
    for outgoing in receiver {
        let written = match outgoing {
            Outgoing::Message(message) => message.write(output),
            Outgoing::Refusal(value) => frame(output, &value.to_string()),
        };
        if written.is_err() {
            return;
        }
    }
}

fn frame(output: &mut impl Write, body: &str) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

/// The next message; `None` at the end of the input, and when the frames themselves are broken: then nobody knows
/// where the next one begins.
fn read(input: &mut dyn BufRead) -> Option<Incoming> {
    let length = length(input)?;
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(parse(&body))
}

/// The length that the header announces.
fn length(input: &mut dyn BufRead) -> Option<usize> {
    let mut length = None;
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end_matches(['\r', '\n']) {
            "" => return length.filter(|length| *length <= MAX_LENGTH),
            header => {
                let (name, value) = header.split_once(':')?;
                if name.eq_ignore_ascii_case("Content-Length") {
                    length = value.trim().parse().ok();
                }
            }
        }
    }
}

fn parse(body: &[u8]) -> Incoming {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return refuse(ErrorCode::ParseError, Value::Null, &error.to_string()),
    };
    let id = value.get("id").filter(|id| id.is_number() || id.is_string()).cloned();
    match serde_json::from_value(value) {
        Ok(message) => Incoming::Message(message),
        Err(_) => {
            let expected = "expected an object with a method, or with an id and a result";
            refuse(ErrorCode::InvalidRequest, id.unwrap_or_default(), expected)
        }
    }
}

fn refuse(code: ErrorCode, id: Value, message: &str) -> Incoming {
    let error = json!({"code": code as i32, "message": message});
    Incoming::Malformed(json!({"jsonrpc": "2.0", "id": id, "error": error}))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str) -> Vec<String> {
        let mut input = input.as_bytes();
        let all = std::iter::from_fn(|| read(&mut input));
        let shown = all.map(|incoming| match incoming {
            Incoming::Message(Message::Request(it)) => format!("request {} {}", it.id, it.method),
            Incoming::Message(Message::Notification(it)) => format!("notification {}", it.method),
            Incoming::Message(Message::Response(it)) => format!("response {}", it.id),
            Incoming::Malformed(answer) => {
                answer["error"]["code"].to_string() + " to " + &answer["id"].to_string()
            }
            Incoming::Closed => "closed".to_owned(),
        });
        shown.collect()
    }

    fn framed(bodies: &[&str]) -> String {
        bodies.iter().map(|body| format!("Content-Length: {}\r\n\r\n{body}", body.len())).collect()
    }

    #[test]
    fn messages_and_what_is_none() {
        let bodies = [
            r#"{"jsonrpc":"2.0","id":1,"method":"a"}"#,
            r#"{"jsonrpc":"2.0","method":"b"}"#,
            r#"{"jsonrpc":"2.0","#,
            r#"{"jsonrpc":"2.0","id":7,"params":{}}"#,
            r#"[{"jsonrpc":"2.0","id":1,"method":"a"}]"#,
            r#"{"jsonrpc":"2.0","id":2,"result":null}"#,
        ];
        assert_eq!(
            check(&framed(&bodies)),
            [
                "request 1 a",
                "notification b",
                "-32700 to null",
                "-32600 to 7",
                "-32600 to null",
                "response 2"
            ]
        );
    }

    #[test]
    fn broken_frames_end_the_input() {
        assert!(check("Content-Length: 999999999999\r\n\r\n{}").is_empty());
        assert!(check("no header\r\n\r\n{}").is_empty());
        assert!(check("Content-Length: 10\r\n\r\n{}").is_empty());
        let other =
            "content-length: 33\nContent-Type: x\n\n{\"jsonrpc\":\"2.0\",\"method\":\"abcd\"}";
        assert_eq!(check(other), ["notification abcd"]);
    }
}
