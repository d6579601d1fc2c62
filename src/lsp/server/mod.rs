//! The loop: takes what arrives, keeps the documents in step, hands requests to workers.
//!
//! Everything comes in through one channel: messages of the client, and what workers have done. The loop itself only
//! moves things about; it never reads the disk, asks git or computes.

#![expect(
    clippy::disallowed_methods,
    reason = "when to look at the history again is a matter of the clock"
)]

mod asides;
mod capabilities;
mod handshake;
mod notifications;
mod requests;
mod speak;
mod watching;
mod workers;
mod world;

pub(super) use requests::{Ask, Refusal};
pub(super) use world::{Snapshot, World};

use super::client::Client;
use super::insight::Insight;
use super::transport::{self, Incoming, Outgoing};
use asides::Asides;
use lsp_server::{Message, ReqQueue, RequestId, Response};
use serde_json::Value;
use speak::Question;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;
use workers::Workers;

/// Why serving ended otherwise than it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerError {
    /// The client left without saying so.
    Left,
    /// The client said `exit` without `shutdown`.
    NoShutdown,
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Left => "the editor went away without a word",
            Self::NoShutdown => "the editor said exit without shutdown",
        })
    }
}

impl std::error::Error for ServerError {}

/// What the loop hears of.
pub(super) enum Event {
    /// The client sent something.
    Incoming(Incoming),
    /// A request is answered.
    Answer(RequestId, Result<Value, Refusal>),
    /// A document was checked.
    Checked(requests::Published),
    /// What the history says of a document was worked out.
    Insight(Arc<super::document::Document>, Insight),
    /// A command wants something of the client.
    Ask(Ask),
}

/// Where the conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// No `initialize` yet.
    Silent,
    Talking,
    /// After `shutdown`.
    Parting,
}

/// How often the loop looks up when nothing happens: whether the client's process is still there.
const IDLE: Duration = Duration::from_secs(10);

pub(super) struct Server {
    events: Sender<Event>,
    outgoing: Sender<Outgoing>,
    queue: ReqQueue<Arc<AtomicBool>, Question>,
    workers: Workers,
    world: World,
    asides: Asides,
    phase: Phase,
    /// What the user was told already, so that it is not said at each edit.
    told: Option<String>,
}

/// Serves the client on standard input and output.
///
/// # Errors
///
/// When the client leaves without taking leave.
pub(super) fn serve_stdio() -> Result<(), ServerError> {
    let (events, received) = mpsc::channel();
    let deliver = events.clone();
    transport::read_stdin(move |incoming| deliver.send(Event::Incoming(incoming)).is_ok());
    let (outgoing, writer) = transport::write_stdout();
    Server::new(events, outgoing).serve(&received)?;
    // The sender is gone with the server: what was answered is written, then the writer ends. For a client that left
    // without a word nobody waits: it may not even read any more.
    drop(writer.join());
    Ok(())
}

impl Server {
    pub(super) fn new(events: Sender<Event>, outgoing: Sender<Outgoing>) -> Self {
        Self {
            workers: Workers::new(),
            asides: Asides::default(),
            queue: ReqQueue::default(),
            world: World::default(),
            phase: Phase::Silent,
            told: None,
            events,
            outgoing,
        }
    }

    /// Takes events until the client leaves.
    pub(super) fn serve(mut self, received: &Receiver<Event>) -> Result<(), ServerError> {
        loop {
            let event = match received.recv_timeout(self.asides.next(IDLE)) {
                Ok(event) => event,
                Err(RecvTimeoutError::Disconnected) => return Err(ServerError::Left),
                Err(RecvTimeoutError::Timeout) => {
                    self.look_up()?;
                    continue;
                }
            };
            let is_exit = match event {
                Event::Incoming(incoming) => self.incoming(incoming)?,
                event => self.done(event),
            };
            if is_exit {
                let said = self.phase == Phase::Parting;
                return if said { Ok(()) } else { Err(ServerError::NoShutdown) };
            }
        }
    }

    /// What is due, and whether the client is still there.
    fn look_up(&mut self) -> Result<(), ServerError> {
        let is_gone = |pid: i32| !crate::host::is_running(pid);
        if self.world.client.process.is_some_and(is_gone) {
            return Err(ServerError::Left);
        }
        self.do_asides();
        Ok(())
    }

    /// Whether the client said `exit`.
    fn incoming(&mut self, incoming: Incoming) -> Result<bool, ServerError> {
        match incoming {
            Incoming::Closed => return Err(ServerError::Left),
            Incoming::Malformed(refusal) => self.send(Outgoing::Refusal(refusal)),
            Incoming::Message(Message::Request(request)) => self.request(request),
            Incoming::Message(Message::Response(response)) => self.answered(response),
            Incoming::Message(Message::Notification(notification)) => {
                if notification.method == "exit" {
                    return Ok(true);
                }
                // Before `initialize` nothing but `exit` counts.
                if self.phase == Phase::Talking {
                    self.notification(notification);
                }
            }
        }
        Ok(false)
    }

    fn done(&mut self, event: Event) -> bool {
        match event {
            Event::Answer(id, answer) => self.answer(id, answer),
            Event::Checked(published) => self.checked(published),
            Event::Insight(document, insight) => self.keep(&document, insight),
            Event::Ask(ask) => self.ask(ask),
            Event::Incoming(_) => {}
        }
        false
    }

    /// Answers a request, unless it was cancelled in the meantime.
    fn answer(&mut self, id: RequestId, answer: Result<Value, Refusal>) {
        if self.queue.incoming.complete(&id).is_none() {
            return;
        }
        let response = match answer {
            Ok(result) => Response { id, response_result: Ok(result) },
            Err(refusal) => Response::new_err(id, refusal.code as i32, refusal.message),
        };
        self.send(Outgoing::Message(response.into()));
    }

    fn send(&self, outgoing: Outgoing) {
        // When nobody listens any more, the reader will say so.
        drop(self.outgoing.send(outgoing));
    }

    fn client(&self) -> &Client {
        &self.world.client
    }
}
