//! The history as one page: no script, no other file, light and dark.

mod heatmap;
mod lists;

use super::HistoryReport;
use super::figures::{count, duration, mark, meaning, percent};
use super::markup::escaped;
use super::words::{Worst, instruction};
use std::fmt::Write;

const STYLE: &str = include_str!("page.css");

/// The page is no larger, whatever the history is.
const LARGEST: usize = 300_000;

/// How much of the history is shown.
#[derive(Clone, Copy)]
struct Detail {
    /// Columns of the heatmap.
    columns: usize,
    /// Commits in the list.
    commits: usize,
    /// Steps.
    steps: usize,
}

/// The history as an HTML page of at most 300 KB.
pub fn history_page(report: &HistoryReport<'_>) -> String {
    let mut detail = Detail { columns: 200, commits: 200, steps: 400 };
    loop {
        let page = render(report, detail);
        if page.len() <= LARGEST || detail.steps < 10 {
            return page;
        }
        detail.columns = (detail.columns / 2).max(50);
        detail.commits /= 2;
        detail.steps = if detail.columns > 50 { detail.steps } else { detail.steps / 2 };
    }
}

fn render(report: &HistoryReport<'_>, detail: Detail) -> String {
    let title = escaped(&report.dockerfile);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}: what its last commits re-ran</title>\n<style>\n{STYLE}</style>\n<main>\n"
    );
    page.push_str(&head(report, &title));
    page.push_str(&cards(report));
    page.push_str(&heatmap::section(report, detail));
    page.push_str(&lists::paths(report));
    page.push_str(&lists::commits(report, detail.commits));
    page.push_str(&foot(report));
    page.push_str("</main>\n</html>\n");
    page
}

fn head(report: &HistoryReport<'_>, title: &str) -> String {
    let mut parts = vec![escaped(&report.span())];
    parts.extend(report.context.iter().map(|context| format!("context {}", escaped(context))));
    parts.extend(report.target.iter().map(|target| format!("target {}", escaped(target))));
    // A long path breaks between its folders.
    let title = title.replace('/', "/<wbr>");
    let mut head = format!(
        "<header>\n<p class=\"eyebrow\">dockwright simulate --history</p>\n<h1>{title}</h1>\n<p class=\"sub\">{}</p>\n",
        parts.join(" · ")
    );
    if let Some(warning) = report.warning() {
        let _ = writeln!(head, "<p class=\"warn\">{}</p>", escaped(&warning));
    }
    head + "</header>\n"
}

fn cards(report: &HistoryReport<'_>) -> String {
    let history = report.history;
    let (ran, answered) = (history.commits_with_reruns(), history.commits_answered());
    let part = if answered == 0 { 0.0 } else { ran as f64 / answered as f64 };
    let open = match history.open_seconds() {
        open if open >= 0.05 => format!("; up to {} more may run", duration(open)),
        _ => String::new(),
    };
    let per_ten = format!("{} for 10 commits{open}", duration(report.seconds_per_ten()));
    let mut cards = String::from("<dl class=\"cards\">\n");
    let mut card = |label: &str, class: &str, value: &str, detail: &str| {
        let _ = writeln!(
            cards,
            "<div class=\"card\"><dt>{label}</dt><dd><span class=\"{class}\">{value}</span> <small>{detail}</small></dd></div>"
        );
    };
    card("Re-run work", "big", &duration(history.total_seconds()), &per_ten);
    let commits = format!("{ran} of {}", count(answered, "commit", "commits"));
    card("Commits that re-run steps", "big", &percent(part), &commits);
    match report.worst() {
        None => card("Worst step", "big", "none", "nothing ran again for certain"),
        Some(worst) => {
            let runs = count(worst.step.reruns(), "run", "runs");
            let detail =
                format!("line {}, {runs}, {}", worst.step.line, duration(worst.step.cost()));
            card("Worst step", "code", &escaped(&instruction(worst.step)), &detail);
            let (step, detail) = root_cause(worst);
            card("Its root cause", "code", &step, &detail);
        }
    }
    cards + "</dl>\n"
}

fn root_cause(worst: Worst<'_>) -> (String, String) {
    let because = worst.path.map(|path| format!("most often {}", escaped(&path.path)));
    match worst.cause {
        Some(cause) => {
            let because = because.map(|because| format!(", {because}")).unwrap_or_default();
            (escaped(&instruction(cause)), format!("line {}{because}", cause.line))
        }
        None => ("itself".to_owned(), because.unwrap_or_else(|| "its own text".to_owned())),
    }
}

fn foot(report: &HistoryReport<'_>) -> String {
    let mut foot = String::from("<footer>\n<ul>\n<li>Simulated: no build was run.</li>\n");
    for source in report.sources() {
        let _ = writeln!(foot, "<li>{} seconds of a step: {}</li>", mark(source), meaning(source));
    }
    for assumption in &report.history.assumptions {
        let _ = writeln!(foot, "<li>Assumed: {}</li>", escaped(assumption));
    }
    foot + "</ul>\n</footer>\n"
}
