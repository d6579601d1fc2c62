//! How far something slow has come, on a terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What is quicker than this needs no word.
const PATIENCE: Duration = Duration::from_secs(1);
const BEAT: Duration = Duration::from_millis(100);
const BAR: usize = 30;

/// A line on standard error, for as long as it lives; nothing where that is no terminal.
#[derive(Debug)]
pub struct Progress {
    state: Arc<State>,
    /// Dropped to say that it is over.
    end: Option<Sender<()>>,
    painter: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct State {
    what: Mutex<String>,
    done: AtomicUsize,
    /// 0 when nobody knows.
    all: AtomicUsize,
    /// When it began; `None` before anything did.
    began: Mutex<Option<Instant>>,
}

impl Progress {
    /// Something slow begins.
    pub fn new() -> Self {
        let state = Arc::new(State::default());
        if !io::stderr().is_terminal() {
            return Self { state, end: None, painter: None };
        }
        let (end, over) = mpsc::channel();
        let shared = Arc::clone(&state);
        let painter = std::thread::spawn(move || {
            let mut wait = PATIENCE;
            while over.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                paint(&format!("\r\x1b[K{}", shared.line()));
                wait = BEAT;
            }
            if wait == BEAT {
                paint("\r\x1b[K");
            }
        });
        Self { state, end: Some(end), painter: Some(painter) }
    }

    /// What is done now, and how many steps that has; 0 when nobody knows.
    pub fn begin(&self, what: &str, all: usize) {
        what.clone_into(&mut self.state.what.lock().unwrap_or_else(PoisonError::into_inner));
        self.state.done.store(0, Ordering::Relaxed);
        self.state.all.store(all, Ordering::Relaxed);
        *self.state.began.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// A line that stays, above the one that changes.
    pub fn say(&self, line: &str) {
        if self.painter.is_some() {
            paint(&format!("\r\x1b[K{line}\n"));
        }
    }

    /// One step is done.
    pub fn step(&self) {
        self.state.done.fetch_add(1, Ordering::Relaxed);
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(painter) = self.painter.take() {
            // It ends by itself; if it broke down, nothing is lost.
            drop(painter.join());
        }
    }
}

impl State {
    fn line(&self) -> String {
        let what = self.what.lock().unwrap_or_else(PoisonError::into_inner);
        let (done, all) = (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed));
        if all == 0 {
            let began = *self.began.lock().unwrap_or_else(PoisonError::into_inner);
            return match began.map_or(0, |began| began.elapsed().as_secs()) {
                0 => format!("{what} …"),
                seconds => format!("{what} … {seconds} s"),
            };
        }
        let full = (done * BAR / all).min(BAR);
        format!("{what} [{}{}] {done} of {all}", "#".repeat(full), ".".repeat(BAR - full))
    }
}

/// A terminal that is gone is no reason to stop.
fn paint(text: &str) {
    let mut out = io::stderr().lock();
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_it_is() {
        let progress = Progress::new();
        progress.begin("reading commits", 0);
        assert_eq!(progress.state.line(), "reading commits …");
        *progress.state.began.lock().unwrap() = Instant::now().checked_sub(Duration::from_secs(7));
        assert_eq!(progress.state.line(), "reading commits … 7 s");
        progress.begin("replaying", 4);
        progress.step();
        assert_eq!(progress.state.line(), "replaying [#######.......................] 1 of 4");
    }
}
