//! The history of an image, as instructions that people know from their file.

use serde_json::Value;

/// The `created_by` texts of a configuration's history, of those entries that have a layer, in order.
pub(super) fn steps(config: &Value) -> Vec<String> {
    let history = config.get("history").and_then(Value::as_array).into_iter().flatten();
    let has_layer =
        |entry: &&Value| entry.get("empty_layer").and_then(Value::as_bool) != Some(true);
    let created_by = |entry: &Value| {
        let text = |name| entry.get(name).and_then(Value::as_str).filter(|it| !it.is_empty());
        // An imported base has a comment only.
        readable(text("created_by").or(text("comment")).unwrap_or("an unknown step"))
    };
    history.filter(has_layer).map(created_by).collect()
}

/// `RUN |1 B=2 /bin/sh -c date > /d # buildkit` as `RUN date > /d`.
///
/// BuildKit writes RUN, the build arguments in force with their number, the shell and a mark at the end
/// (`dispatchRun`, measured with 0.2x); the classic builder, and Buildah, only shell and command, and
/// `#(nop)` before other instructions.
pub(super) fn readable(created_by: &str) -> String {
    let text = created_by.trim().trim_end_matches("# buildkit").trim_end();
    let run = text.strip_prefix("RUN ");
    let command = match run.unwrap_or(text) {
        arguments if arguments.starts_with('|') => after_arguments(arguments),
        command => Some(command),
    };
    match command.and_then(after_shell) {
        Some(command) => match command.trim_start().strip_prefix("#(nop)") {
            Some(instruction) => first_line(instruction),
            None => format!("RUN {}", first_line(command)),
        },
        None => first_line(text),
    }
}

/// What follows `|2 A=x B=y z `: from the first word that is a shell, since values may hold spaces.
fn after_arguments(text: &str) -> Option<&str> {
    let starts = text.match_indices(' ').map(|(at, _)| &text[at + 1..]);
    starts.into_iter().find(|rest| after_shell(rest).is_some())
}

/// What a shell is to run: the rest behind `/bin/bash -o pipefail -c `.
fn after_shell(text: &str) -> Option<&str> {
    const SHELLS: [&str; 8] = ["sh", "ash", "bash", "dash", "zsh", "cmd", "powershell", "pwsh"];
    let (shell, mut rest) = text.split_once(' ')?;
    let name = shell.rsplit(['/', '\\']).next()?;
    if !SHELLS.contains(&name.strip_suffix(".exe").unwrap_or(name)) {
        return None;
    }
    loop {
        let (flag, after) = rest.split_once(' ')?;
        rest = match flag {
            "-o" => after.split_once(' ')?.1,
            "-Command" => return Some(after),
            flag if flag.starts_with(['-', '/']) && flag.ends_with(['c', 'C']) => {
                return Some(after);
            }
            flag if flag.starts_with(['-', '/']) => after,
            _ => return None,
        };
    }
}

/// The first line, with one space between words, and a sign that there are more.
fn first_line(text: &str) -> String {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let words: Vec<&str> = lines.next().unwrap_or_default().split_whitespace().collect();
    let more = if lines.next().is_some() { " …" } else { "" };
    words.join(" ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_as_they_are_written_in_a_file() {
        for (created_by, expected) in [
            ("RUN /bin/sh -c date > /d # buildkit", "RUN date > /d"),
            ("RUN |1 B=2 /bin/sh -c echo $B > /b # buildkit", "RUN echo $B > /b"),
            ("RUN |2 A=a b/c d B=2 /bin/sh -ec echo s > /s # buildkit", "RUN echo s > /s"),
            ("RUN /bin/bash -o pipefail -c a | b # buildkit", "RUN a | b"),
            (
                "RUN /bin/sh -c echo heredoc > /h\necho two >> /h\n # buildkit",
                "RUN echo heredoc > /h …",
            ),
            ("RUN /app/install --now # buildkit", "RUN /app/install --now"),
            ("COPY a.txt ./ # buildkit", "COPY a.txt ./"),
            ("WORKDIR /app", "WORKDIR /app"),
            ("/bin/sh -c apt-get update", "RUN apt-get update"),
            ("/bin/sh -c #(nop) COPY file:1 in / ", "COPY file:1 in /"),
            ("CMD [\"node\"]", "CMD [\"node\"]"),
            ("", ""),
        ] {
            assert_eq!(readable(created_by), expected, "{created_by}");
        }
    }
}
