//! The heatmap alone, as a picture for a README or a comment.

use super::HistoryReport;
use super::bins::{columns, strongest};
use super::figures::{at_most, percent, short_duration};
use super::markup::{DRAWN, class, escaped, path};
use super::words::{cut, instruction};
use crate::history::{Cell, StepHistory};
use std::fmt::Write;
use std::ops::Range;

const WIDTH: usize = 900;
const ROW: usize = 18;
const TOP: usize = 36;
const BOTTOM: usize = 24;
/// Where the strip begins and ends.
const STRIP: Range<usize> = 330..770;
/// Characters of an instruction.
const LABEL: usize = 40;

const STYLE: &str = "\
text{font:12px system-ui,sans-serif;fill:#1b1f24}.code{font:11px ui-monospace,Menlo,Consolas,monospace}\
.soft{fill:#57606a}.page{fill:#fff}.track{fill:#e9edf1}.r{fill:#cf4a0a}.p{fill:#e08b45}.f{fill:#1f6feb}\
.d,.u{fill:#6e7781}.x{fill:#a3adb8}\
@media(prefers-color-scheme:dark){text{fill:#e6eaef}.soft{fill:#9eabb8}.page{fill:#0f1419}.track{fill:#222b34}\
.r{fill:#ff8c42}.p{fill:#b5713a}.f{fill:#6cb0ff}.d,.u{fill:#8b98a5}.x{fill:#55616d}}";

/// The heatmap as an SVG document.
pub fn history_svg(report: &HistoryReport<'_>) -> String {
    let history = report.history;
    let height = TOP + ROW * history.steps.len() + BOTTOM;
    let columns = columns(history.commits.len(), 200);
    let title = escaped(&format!("{}: {}", report.dockerfile, report.headline()));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\"><title>{title}</title><style>{STYLE}</style>\
         <rect class=\"page\" width=\"{WIDTH}\" height=\"{height}\"/>\n"
    );
    let head = escaped(&cut(&format!("{}: {}", report.dockerfile, report.headline()), 130));
    let _ = writeln!(svg, "<text x=\"12\" y=\"22\">{head}</text>");
    for (number, step) in history.steps.iter().enumerate() {
        svg.push_str(&row(step, TOP + ROW * number, &columns));
    }
    let foot = height - 8;
    let _ = writeln!(
        svg,
        "<text class=\"soft\" x=\"12\" y=\"{foot}\">{}</text>",
        escaped(&report.span())
    );
    let legend = "full: by its own input, half: because of another step, line: may run";
    let end = WIDTH - 12;
    let _ = writeln!(
        svg,
        "<text class=\"soft\" x=\"{end}\" y=\"{foot}\" text-anchor=\"end\">{legend}</text>"
    );
    svg + "</svg>\n"
}

fn row(step: &StepHistory, top: usize, columns: &[Range<usize>]) -> String {
    let base = top + 13;
    let text = instruction(step);
    let (ran, open) = (step.reruns(), step.open());
    let part = match open {
        0 => percent(step.fraction(ran)),
        _ => at_most(step.fraction(ran + open)),
    };
    let cost = if ran == 0 { String::new() } else { short_duration(step.cost()) };
    let (left, width) = (STRIP.start, STRIP.len());
    let cells: Vec<Cell> =
        columns.iter().map(|range| strongest(&step.cells[range.clone()])).collect();
    let scale = width as f64 / columns.len().max(1) as f64;
    let mut strip = String::new();
    for kind in DRAWN {
        let data = path(&cells, kind, 14.0);
        if let (false, Some(class)) = (data.is_empty(), class(kind)) {
            let _ = write!(strip, "<path class=\"{class}\" d=\"{data}\"/>");
        }
    }
    let y = top + 2;
    format!(
        "<g><title>{}</title><text class=\"soft\" x=\"36\" y=\"{base}\" text-anchor=\"end\">{}</text>\
         <text class=\"code\" x=\"46\" y=\"{base}\">{}</text>\
         <rect class=\"track\" x=\"{left}\" y=\"{y}\" width=\"{width}\" height=\"14\" rx=\"2\"/>\
         <g transform=\"translate({left} {y}) scale({scale:.4} 1)\">{strip}</g>\
         <text x=\"820\" y=\"{base}\" text-anchor=\"end\">{part}</text>\
         <text x=\"888\" y=\"{base}\" text-anchor=\"end\">{cost}</text></g>\n",
        escaped(&format!("Line {}: {}", step.line, cut(&text, 200))),
        step.line,
        escaped(&cut(&text, LABEL)),
    )
}
