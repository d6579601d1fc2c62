//! Predictions and observations as lines: what was changed, then a step in each line.

use serde_json::Value;

/// The lines of a JSON report of `verify`, without what differs from run to run.
pub(crate) fn lines(report: &str) -> String {
    let report: Value = serde_json::from_str(report).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = String::new();
    for scenario in report["predictions"]["scenarios"].as_array().unwrap() {
        lines.push_str(&format!("{} ({})\n", text(&scenario["name"]), text(&scenario["kind"])));
        for step in scenario["steps"].as_array().unwrap() {
            let line = step["line"].as_u64().unwrap();
            let predicted = text(&step["predicted"]);
            let (observed, instruction) = (text(&step["observed"]), text(&step["instruction"]));
            lines.push_str(&format!("{line:>4} {predicted:8} {observed:8} {instruction}\n"));
        }
    }
    lines
}
