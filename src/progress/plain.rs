//! `--progress=plain` (`util/progress/progressui/printer.go`).
//!
//! Each vertex has a number. Its name stands on the first line with that
//! number and again whenever the output turns back to it; the last line says
//! how it ended. Everything between is output or a status.

use super::Reading;
use super::line::{Line, lines, progress};
use super::name::is_step;
use super::time::seconds;
use super::vertex::{LoggedVertex, Outcome, outcome_of_error};

pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    // Jobs that run side by side write their builds into one log.
    let mut open: Vec<(String, Build)> = Vec::new();
    for line in lines(text) {
        let Some((Line { label, text }, number)) = numbered(line) else {
            open.iter_mut().for_each(|(_, build)| build.was_interrupted = true);
            continue;
        };
        reading.lines += 1;
        let index = open.iter().position(|(name, _)| *name == label).unwrap_or_else(|| {
            open.push((label, Build::default()));
            open.len() - 1
        });
        let (_, build) = &mut open[index];
        if build.is_left_by(number, text) {
            reading.builds.push(std::mem::take(build).vertices);
        }
        build.read(number, text);
        build.was_interrupted = false;
    }
    reading.builds.extend(open.into_iter().map(|(_, build)| build.vertices));
    reading
}

/// The line's number and what follows it: `#7 CACHED`.
fn numbered(line: &str) -> Option<(Line<'_>, u32)> {
    let found = progress(line, |text| number(text).is_some())?;
    let (number, text) = number(found.text)?;
    Some((Line { text, ..found }, number))
}

fn number(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.strip_prefix('#')?.split_once(' ')?;
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| Some((digits.parse().ok()?, rest.trim_start()))).flatten()
}

#[derive(Default)]
struct Build {
    vertices: Vec<LoggedVertex>,
    /// Whether the last line that was not blank belongs to no build.
    was_interrupted: bool,
}

/// What a line says of its vertex.
enum Message<'t> {
    Ended(Outcome, Option<f64>),
    Output,
    Text(&'t str),
}

impl Build {
    fn vertex(&mut self, number: u32) -> Option<&mut LoggedVertex> {
        let id = number.to_string();
        self.vertices.iter_mut().find(|vertex| vertex.id == id)
    }

    /// Whether the line begins the next build.
    ///
    /// Numbers count up from 1 in each build. A vertex may be named again after
    /// its end (contexts and bases are used twice), so a second `#1` alone says
    /// nothing while others are still at work.
    fn is_left_by(&mut self, number: u32, text: &str) -> bool {
        let Message::Text(name) = message(text) else { return false };
        if number == 0 {
            return name.starts_with("building with ") && !self.vertices.is_empty();
        }
        let was_interrupted = self.was_interrupted;
        let all_ended = self.vertices.iter().all(LoggedVertex::has_ended);
        let Some(known) = self.vertex(number) else { return false };
        if number == 1 && known.has_ended() && (all_ended || was_interrupted) {
            return true;
        }
        is_step(name) && is_step(&known.name) && name != known.name
    }

    fn read(&mut self, number: u32, text: &str) {
        let message = message(text);
        match (self.vertex(number), message) {
            (Some(vertex), Message::Ended(outcome, seconds)) => end(vertex, outcome, seconds),
            // The head of the log may be missing: a status was then taken for the name.
            (Some(vertex), Message::Text(name)) if is_step(name) && !is_step(&vertex.name) => {
                *vertex = named(number, name);
            }
            (None, Message::Text(name)) if number > 0 => self.vertices.push(named(number, name)),
            _ => {}
        }
    }
}

fn named(number: u32, name: &str) -> LoggedVertex {
    // `PROGRESS_NO_TRUNC=0` cuts names to 72 bytes and puts dots behind.
    let stem = name.strip_suffix("...").filter(|stem| stem.len() >= 69);
    let vertex = LoggedVertex::new(number.to_string(), stem.unwrap_or(name).to_owned());
    LoggedVertex { cut: stem.is_some(), ..vertex }
}

/// Ends a vertex. One that was cached stays so: its layers may be fetched later.
fn end(vertex: &mut LoggedVertex, outcome: Outcome, seconds: Option<f64>) {
    if vertex.outcome != Outcome::Cached || outcome != Outcome::Ran {
        vertex.outcome = outcome;
    }
    vertex.seconds = seconds.or(vertex.seconds);
}

fn message(text: &str) -> Message<'_> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    match word {
        "CACHED" if rest.is_empty() => Message::Ended(Outcome::Cached, Some(0.0)),
        "CANCELED" if rest.is_empty() => Message::Ended(Outcome::Canceled, None),
        "DONE" if rest.is_empty() => Message::Ended(Outcome::Ran, None),
        "DONE" if seconds(rest).is_some() => Message::Ended(Outcome::Ran, seconds(rest)),
        "ERROR" | "ERROR:" => Message::Ended(outcome_of_error(rest), None),
        "WARN:" | "..." => Message::Output,
        _ if is_output_time(word) => Message::Output,
        _ => Message::Text(text),
    }
}

/// Whether a word is the time before a line of output: seconds with three decimals.
fn is_output_time(word: &str) -> bool {
    let Some((whole, decimals)) = word.split_once('.') else { return false };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !whole.is_empty() && decimals.len() >= 2 && digits(whole) && digits(decimals)
}
