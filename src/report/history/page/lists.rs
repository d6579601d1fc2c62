//! The lists of the page: the paths that cause most, and all commits.

use crate::report::history::HistoryReport;
use crate::report::history::figures::{count, duration};
use crate::report::history::markup::escaped;
use crate::report::history::words::{cut, day, short_sha};
use std::fmt::Write;

/// Longest path and subject that are told whole.
const LONGEST: usize = 200;

/// The paths that make steps run.
pub(super) fn paths(report: &HistoryReport<'_>) -> String {
    let paths = &report.history.top_paths;
    let Some(most) = paths.iter().map(|path| path.commits).max() else { return String::new() };
    let mut html = String::from(
        "<section>\n<h2>Paths behind it</h2>\n<p class=\"note\">In how many commits each made a step run; the strong part of a bar: nothing else did.</p>\n<table class=\"paths\">\n<thead><tr><th scope=\"col\">Path</th>\
         <th scope=\"col\"></th><th class=\"number\" scope=\"col\">Commits</th><th class=\"number\" scope=\"col\">Alone</th>\
         <th class=\"number\" scope=\"col\">Cost alone</th><th class=\"number\" scope=\"col\">Line</th></tr></thead>\n<tbody>\n",
    );
    for path in paths {
        let line = path.step().map(|step| report.history.steps[step].line.to_string());
        let alone = if path.alone == 0 { String::new() } else { duration(path.seconds_alone) };
        let name = escaped(&cut(&path.path, LONGEST));
        let _ = writeln!(
            html,
            "<tr><td class=\"name code\">{name}</td><td class=\"meter\">{}</td>\
             <td class=\"number\" data-label=\"commits \">{}</td><td class=\"number\" data-label=\"alone \">{}</td>\
             <td class=\"number\" data-label=\"cost alone \">{}</td><td class=\"number\" data-label=\"line \">{}</td></tr>",
            meter(path.commits, path.alone, most),
            path.commits,
            path.alone,
            if alone.is_empty() { "–" } else { &alone },
            line.as_deref().unwrap_or("–"),
        );
    }
    html + "</tbody>\n</table>\n</section>\n"
}

/// A bar for all commits, and in it a stronger one for those with no other cause.
fn meter(commits: usize, alone: usize, most: usize) -> String {
    format!(
        "<svg viewBox=\"0 0 {most} 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <path class=\"p\" d=\"M0 0h{commits}v10h-{commits}z\"/><path class=\"r\" d=\"M0 0h{alone}v10h-{alone}z\"/></svg>"
    )
}

/// The newest commits, newest first.
pub(super) fn commits(report: &HistoryReport<'_>, most: usize) -> String {
    let history = report.history;
    let all = history.commits.len();
    if all == 0 {
        return String::new();
    }
    let title = if all > most {
        format!("The last {most} commits")
    } else {
        count(all, "commit", "commits")
    };
    let mut html = format!(
        "<details>\n<summary>{title}</summary>\n<table class=\"commits\">\n<thead><tr><th scope=\"col\">Commit</th>\
         <th scope=\"col\">Date</th><th scope=\"col\">Subject</th><th class=\"number\" scope=\"col\">Files</th>\
         <th class=\"number\" scope=\"col\">Re-ran</th></tr></thead>\n<tbody>\n"
    );
    for (commit, (seconds, _)) in history.commits.iter().zip(&history.seconds).rev().take(most) {
        let _ = writeln!(
            html,
            "<tr><td class=\"code\">{}</td><td>{}</td><td class=\"name\">{}</td>\
             <td class=\"number\" data-label=\"files \">{}</td><td class=\"number\" data-label=\"re-ran \">{}</td></tr>",
            escaped(&short_sha(&commit.sha)),
            escaped(&day(&commit.date)),
            escaped(&cut(&commit.subject, LONGEST)),
            commit.changed,
            if *seconds > 0.0 { duration(*seconds) } else { "–".to_owned() },
        );
    }
    html + "</tbody>\n</table>\n</details>\n"
}
