//! Differences of configuration, one a line.

use crate::proof::image::ConfigDifference;
use crate::report::Style;
use crate::report::paint::{Tint, one_line, paint};
use std::fmt::Write;

/// Each setting that differs: `~ User: app → not set`.
pub fn config_differences_text(differences: &[ConfigDifference], style: Style) -> String {
    let mut text = String::new();
    for difference in differences {
        let (mark, tint) = match (&difference.before, &difference.after) {
            (None, _) => ("+", Some(Tint::Added)),
            (_, None) => ("-", Some(Tint::Removed)),
            _ => ("~", None),
        };
        let line = format!("{mark} {}", sentence(difference));
        let line = tint.map_or(line.clone(), |tint| paint(style.color, tint, &line));
        let _ = writeln!(text, "  {line}");
    }
    text
}

fn sentence(difference: &ConfigDifference) -> String {
    let ConfigDifference { field, key, before, after } = difference;
    let name = match key {
        Some(key) => format!("{field} {}", one_line(key)),
        None => (*field).to_owned(),
    };
    let value = |value: &str| if value.is_empty() { "\"\"".to_owned() } else { one_line(value) };
    // A port and a volume are there or not; they have no value.
    let is_set = matches!(*field, "ExposedPorts" | "Volumes");
    match (before, after) {
        (Some(before), Some(after)) if key.as_deref() == Some("PATH") => {
            format!("{name} {}", path_change(before, after))
        }
        (Some(before), Some(after)) => format!("{name}: {} → {}", value(before), value(after)),
        _ if is_set => name,
        (Some(only), None) | (None, Some(only)) => format!("{name}: {}", value(only)),
        (None, None) => name,
    }
}

/// What two search paths have not in common: `lacks /root/.cargo/bin`.
fn path_change(before: &str, after: &str) -> String {
    let missing = |from: &str, of: &str| -> Vec<String> {
        let known: Vec<&str> = of.split(':').collect();
        from.split(':').filter(|folder| !known.contains(folder)).map(one_line).collect()
    };
    let (lost, gained) = (missing(before, after), missing(after, before));
    match (lost.is_empty(), gained.is_empty()) {
        (true, true) => format!("has another order: {} → {}", one_line(before), one_line(after)),
        (false, true) => format!("lacks {}", lost.join(", ")),
        (true, false) => format!("has {} more", gained.join(", ")),
        (false, false) => format!("lacks {} and has {} more", lost.join(", "), gained.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(field: &'static str, key: &str, before: &str, after: &str, expected: &str) {
        let side = |text: &str| Some(text.to_owned()).filter(|text| text != "-");
        let key = side(key);
        let difference = ConfigDifference { field, key, before: side(before), after: side(after) };
        let text = config_differences_text(&[difference], Style::default());
        assert_eq!(text, format!("  {expected}\n"));
    }

    #[test]
    fn one_line_for_each_setting() {
        check("User", "-", "app", "-", "- User: app");
        check("Env", "NODE_ENV", "production", "", "~ Env NODE_ENV: production → \"\"");
        check("Env", "A", "-", "1\n2", "+ Env A: 1 2");
        check("ExposedPorts", "80/tcp", "", "-", "- ExposedPorts 80/tcp");
        check("Cmd", "-", "[\"a\"]", "[\"b\"]", "~ Cmd: [\"a\"] → [\"b\"]");
    }

    #[test]
    fn search_paths_by_their_folders() {
        check("Env", "PATH", "/a:/b", "/b", "~ Env PATH lacks /a");
        check("Env", "PATH", "/b", "/a:/b", "~ Env PATH has /a more");
        check("Env", "PATH", "/b:/c", "/a:/b", "~ Env PATH lacks /c and has /a more");
        check("Env", "PATH", "/b:/c", "/c:/b", "~ Env PATH has another order: /b:/c → /c:/b");
    }
}
