//! Threads that answer: some for what a user waits for, one for what takes its time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

/// Something to be done.
pub(super) type Job = Box<dyn FnOnce() + Send>;

/// The threads; they end when this is gone and their work is done.
pub(super) struct Workers {
    quick: Sender<Job>,
    slow: Sender<Job>,
}

/// More would only wait for each other: requests are short.
const MOST: usize = 4;

impl Workers {
    pub(super) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self { quick: spawn("answers", cores.clamp(2, MOST)), slow: spawn("asides", 1) }
    }

    /// Does it as soon as a thread is free.
    pub(super) fn soon(&self, job: Job) {
        drop(self.quick.send(job));
    }

    /// Does it after all else of its kind, one at a time.
    pub(super) fn aside(&self, job: Job) {
        drop(self.slow.send(job));
    }
}

fn spawn(name: &str, count: usize) -> Sender<Job> {
    let (sender, receiver) = mpsc::channel::<Job>();
    let receiver = Arc::new(Mutex::new(receiver));
    for _ in 0..count {
        let receiver = Arc::clone(&receiver);
        // Without threads there is no server; the operating system refuses them only when all is lost.
        drop(std::thread::Builder::new().name(name.to_owned()).spawn(move || work(&receiver)));
    }
    sender
}

fn work(receiver: &Mutex<Receiver<Job>>) {
    loop {
        let job = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            // A job that breaks down answers for itself; the thread goes on.
            Ok(job) => drop(catch_unwind(AssertUnwindSafe(job))),
            Err(_) => return,
        }
    }
}
