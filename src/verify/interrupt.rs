//! Ctrl-C, and what else asks this program to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Whether the user wants this to end. All clones say the same.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicUsize>);

impl Interrupt {
    /// Listens to SIGINT, SIGTERM and SIGHUP from now on: they no longer end the program at once, so that it can remove
    /// what it made.
    ///
    /// # Errors
    ///
    /// When somebody listens already, or the system refuses.
    pub fn on_signals() -> Result<Self, String> {
        let interrupt = Self::default();
        let heard = interrupt.clone();
        ctrlc::set_handler(move || heard.ask()).map_err(|error| error.to_string())?;
        Ok(interrupt)
    }

    /// Asks for the end.
    pub fn ask(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether the end was asked for.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }
}
