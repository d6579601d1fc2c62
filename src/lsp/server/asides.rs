//! What is worked out aside: when it is due, and what is shown while it lasts.

use super::speak::Question;
use super::{Event, Server};
use crate::lsp::document::{Document, Language};
use crate::lsp::insight::{self, Insight};
use gen_lsp_types::Uri;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long an edit must be the last one before the history is played against it.
const PAUSE: Duration = Duration::from_millis(400);
/// How long a computation lasts before a progress is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is due, and what is under way.
#[derive(Debug, Default)]
pub(super) struct Asides {
    /// Documents to look at, when, and whether the repository is to be read anew.
    due: HashMap<Uri, (Instant, bool)>,
    running: Vec<Uri>,
    /// When the oldest of those began.
    since: Option<Instant>,
    /// Whether the client was asked to show a progress, and whether it shows one.
    is_asked: bool,
    is_shown: bool,
    stop: Arc<AtomicBool>,
}

impl Asides {
    /// How long the loop may sleep.
    pub(super) fn next(&self, most: Duration) -> Duration {
        let now = Instant::now();
        let due = self.due.values().map(|(at, _)| *at);
        let shown = self.since.filter(|_| !self.is_asked).map(|since| since + PATIENCE);
        let next = due.chain(shown).min();
        next.map_or(most, |at| at.saturating_duration_since(now).min(most))
    }

    pub(super) fn forget(&mut self, uri: &Uri) {
        self.due.remove(uri);
    }

    /// The user wants no more of what is under way.
    pub(super) fn stop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Server {
    /// Has the history looked at for a document, soon; `anew` when the repository may be another.
    pub(super) fn consider(&mut self, uri: &Uri, anew: bool) {
        let is_dockerfile = |document: &Arc<Document>| document.language == Language::Dockerfile;
        let is_wanted = self.world.options.history > 0;
        if !is_wanted || !self.world.documents.get(uri).is_some_and(is_dockerfile) {
            return;
        }
        let wait = if anew { Duration::ZERO } else { PAUSE };
        let before = self.asides.due.get(uri).is_some_and(|(_, anew)| *anew);
        self.asides.due.insert(uri.clone(), (Instant::now() + wait, anew || before));
    }

    /// Does what is due.
    pub(super) fn do_asides(&mut self) {
        let now = Instant::now();
        let due = self.asides.due.iter().filter(|(_, (at, _))| *at <= now);
        let due: Vec<(Uri, bool)> = due.map(|(uri, (_, anew))| (uri.clone(), *anew)).collect();
        for (uri, anew) in due {
            self.asides.due.remove(&uri);
            self.work_out(&uri, anew);
        }
        let is_late = self.asides.since.is_some_and(|since| since + PATIENCE <= now);
        if is_late && !self.asides.is_asked {
            self.asides.is_asked = true;
            if self.client().shows_progress {
                let params = json!({"token": TOKEN});
                self.question("window/workDoneProgress/create", params, Question::Progress);
            }
        }
    }

    fn work_out(&mut self, uri: &Uri, anew: bool) {
        let Some(snapshot) = self.world.snapshot(uri) else { return };
        let asides = &mut self.asides;
        if asides.running.is_empty() {
            asides.since = Some(Instant::now());
            asides.stop = Arc::default();
        }
        asides.running.push(uri.clone());
        let (events, stop) = (self.events.clone(), Arc::clone(&asides.stop));
        self.workers.aside(Box::new(move || {
            let document = Arc::clone(&snapshot.document);
            let is_idle = document.is_superseded() || stop.load(Ordering::Relaxed);
            let insight = if is_idle { snapshot.insight } else { insight::of(&snapshot, anew) };
            drop(events.send(Event::Insight(document, insight)));
        }));
    }

    /// Keeps what was worked out.
    pub(super) fn keep(&mut self, document: &Document, insight: Insight) {
        let uri = &document.uri;
        let running = self.asides.running.iter().position(|running| running == uri);
        running.map(|at| self.asides.running.swap_remove(at));
        if self.asides.running.is_empty() {
            self.end_progress();
        }
        if self.world.documents.contains_key(uri) {
            Arc::make_mut(&mut self.world.insights).insert(uri.clone(), insight);
            self.refresh_insights();
        }
    }

    /// The client shows a progress, if there is still something to wait for.
    pub(super) fn begin_progress(&mut self) {
        if !self.asides.running.is_empty() {
            self.asides.is_shown = true;
            let value = json!({"kind": "begin", "title": "Dockwright: reading the history", "cancellable": true});
            self.notify("$/progress", json!({"token": TOKEN, "value": value}));
        }
    }

    fn end_progress(&mut self) {
        if std::mem::take(&mut self.asides.is_shown) {
            let value = json!({"kind": "end"});
            self.notify("$/progress", json!({"token": TOKEN, "value": value}));
        }
        self.asides.is_asked = false;
        self.asides.since = None;
    }
}

const TOKEN: &str = "dockwright/history";
