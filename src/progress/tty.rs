//! `--progress=tty`, captured in a file (`util/progress/progressui/display.go`).
//!
//! The display writes frame after frame; each begins with a line such as
//! `[+] Building 12.3s (4/7)` and has one line for each vertex, cut to the
//! width of the terminal, with the time at the right. What the last frame says
//! of a vertex counts; frames that were too low for all vertices leave some out.

use super::Reading;
use super::line::{lines, progress};
use super::name::VertexKind;
use super::time::seconds;
use super::vertex::{LoggedVertex, Outcome};

pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut build = Build::default();
    for line in lines(text) {
        let Some(line) = progress(line, |text| header(text).is_some() || row(text).is_some())
        else {
            continue;
        };
        reading.lines += 1;
        match (header(line.text), row(line.text)) {
            (Some(header), _) => {
                if build.is_left_by(&header) {
                    reading.builds.push(std::mem::take(&mut build).finish());
                }
                build.begin(&header);
            }
            (_, Some(row)) => build.read(&row),
            _ => {}
        }
    }
    reading.builds.push(build.finish());
    reading
}

/// The line above a frame.
struct Header {
    seconds: f64,
    is_last: bool,
}

fn header(text: &str) -> Option<Header> {
    let rest = text.strip_prefix("[+] Building ")?;
    let mut words = rest.split_whitespace();
    let seconds = words.next().and_then(seconds)?;
    Some(Header { seconds, is_last: words.any(|word| word == "FINISHED") })
}

/// A line of a frame.
struct Row<'t> {
    name: &'t str,
    mark: Option<&'t str>,
    seconds: f64,
    cut: bool,
}

/// The line of a vertex; statuses and output are indented by a second arrow.
fn row(text: &str) -> Option<Row<'_>> {
    let rest = text.strip_prefix("=> ").filter(|rest| !rest.starts_with("=> "))?;
    let (rest, time) = rest.trim_end().rsplit_once(' ')?;
    let seconds = time.strip_suffix('s').and_then(|_| seconds(time))?;
    let name = rest.trim_end();
    // Even a name that fills the line has two spaces before the time.
    let cut = rest.len() - name.len() <= 1;
    let (mark, name) = match name.split_once(' ') {
        Some((mark @ ("CACHED" | "ERROR" | "CANCELED"), name)) => (Some(mark), name),
        _ => (None, name),
    };
    Some(Row { name: name.trim_end_matches('\u{fffd}'), mark, seconds, cut })
}

#[derive(Default)]
struct Build {
    vertices: Vec<LoggedVertex>,
    /// Which vertices the frame has named so far.
    in_frame: Vec<usize>,
    seconds: f64,
    is_finished: bool,
}

impl Build {
    fn is_left_by(&self, header: &Header) -> bool {
        // The last frame is written twice when the build ends, so the clock decides.
        let restarted = header.seconds < self.seconds;
        restarted || (self.is_finished && header.seconds > self.seconds)
    }

    fn begin(&mut self, header: &Header) {
        self.in_frame.clear();
        self.seconds = header.seconds;
        self.is_finished |= header.is_last;
    }

    /// Takes in a row. Two vertices of one name (both halves of an ADD of a
    /// URL) are told apart by their order in the frame.
    fn read(&mut self, row: &Row<'_>) {
        let known = (0..self.vertices.len())
            .find(|index| !self.in_frame.contains(index) && is_same(&self.vertices[*index], row));
        let index = known.unwrap_or_else(|| {
            let id = (self.vertices.len() + 1).to_string();
            self.vertices.push(LoggedVertex::new(id, String::new()));
            self.vertices.len() - 1
        });
        self.in_frame.push(index);
        let vertex = &mut self.vertices[index];
        if row.name.len() > vertex.name.len() {
            vertex.name = row.name.to_owned();
            vertex.kind = VertexKind::of(row.name);
            vertex.cut = row.cut;
        }
        let is_running = vertex.seconds.is_some_and(|seconds| seconds != row.seconds);
        vertex.seconds = Some(row.seconds);
        vertex.outcome = match row.mark {
            Some("CACHED") => Outcome::Cached,
            Some("CANCELED") => Outcome::Canceled,
            Some(_) => Outcome::Failed(String::new()),
            None if is_running => Outcome::Unfinished,
            None => Outcome::Ran,
        };
    }

    /// The vertices. Nothing runs on after the end of the build or after a failure.
    fn finish(mut self) -> Vec<LoggedVertex> {
        let has_failed = |vertex: &LoggedVertex| matches!(vertex.outcome, Outcome::Failed(_));
        if self.is_finished || self.vertices.iter().any(has_failed) {
            let running = self.vertices.iter_mut().filter(|vertex| !vertex.has_ended());
            running.for_each(|vertex| vertex.outcome = Outcome::Ran);
        }
        self.vertices
    }
}

/// Whether a row is about that vertex. The mark before a name and the status
/// behind it leave less room for it, so it may be cut more in one frame than in another.
fn is_same(vertex: &LoggedVertex, row: &Row<'_>) -> bool {
    vertex.name == row.name
        || (row.cut && vertex.name.starts_with(row.name))
        || (vertex.cut && row.name.starts_with(&vertex.name))
}
