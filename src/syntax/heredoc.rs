//! Heredocs: which words of an instruction open one, and what they say.

use super::expansion::{Expander, Unset};
use crate::text::TextRange;

/// What a word like `<<-"EOF"` opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    /// The word in the logical text.
    pub(super) word: TextRange,
    /// The delimiter, which is also the file's name in COPY and ADD.
    pub(super) name: String,
    /// Whether leading tabs are dropped (`<<-`).
    pub(super) chomp: bool,
    /// Whether variables in the body are expanded: no quote in the delimiter.
    pub(super) expand: bool,
}

/// The heredocs that a logical line opens, in order (`parser.go heredocsFromLine`).
///
/// A line that cannot be split into words (an open quote) opens none.
pub(super) fn openings(text: &str) -> Vec<Opening> {
    let Some(words) = split(text) else { return Vec::new() };
    words.into_iter().filter_map(|word| opening(text, word)).collect()
}

/// Reads one word, `[digits]<<[-] delimiter`, with nothing else around it.
pub(super) fn opening(text: &str, word: TextRange) -> Option<Opening> {
    let rest = word.of(text).trim_start_matches(|ch: char| ch.is_ascii_digit());
    let rest = rest.strip_prefix("<<")?;
    let (chomp, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    // `\s` of Go's regular expressions is ASCII only.
    let rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
    if rest.is_empty() || rest.contains('<') {
        return None;
    }
    let unset = |_: &str| Unset::Unset.into();
    let mut words = Expander::new('\\', &unset).keep_unset().words(rest).ok()?;
    let name = words.pop()?;
    let quotes = |text: &str| text.matches(['\'', '"']).count();
    let expand = quotes(&name) == quotes(rest);
    words.is_empty().then_some(Opening { word, name, chomp, expand })
}

/// Splits a line into words as BuildKit's lexer does; `None` when a quote or brace stays open.
fn split(text: &str) -> Option<Vec<TextRange>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        if ch.is_whitespace() {
            words.extend(start.take().map(|begin| TextRange::new(begin, at)));
            continue;
        }
        start.get_or_insert(at);
        match ch {
            '\'' => chars.find(|(_, ch)| *ch == '\'').map(drop)?,
            '"' => loop {
                match chars.next()?.1 {
                    '"' => break,
                    '\\' => drop(chars.next()),
                    _ => {}
                }
            },
            '\\' => drop(chars.next()),
            '<' if chars.peek().is_some_and(|(_, next)| *next == '<') => {
                chars.next();
                while chars.next_if(|(_, ch)| matches!(ch, ' ' | '\t')).is_some() {}
            }
            _ => {}
        }
    }
    words.extend(start.map(|begin| TextRange::new(begin, text.len())));
    Some(words)
}

/// Whether `line` (without its end) is the closing line of a heredoc named `name`.
pub(super) fn is_end(line: &str, name: &str, chomp: bool) -> bool {
    let line = if chomp { line.trim_start_matches('\t') } else { line };
    line == name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> String {
        let show = |found: Opening| {
            let chomp = if found.chomp { "-" } else { "" };
            let expand = if found.expand { "" } else { "!" };
            format!("{chomp}{expand}{}", found.name)
        };
        openings(line).into_iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn openings_in_lines() {
        for (line, expected) in [
            ("RUN <<EOF", "EOF"),
            ("RUN <<-EOF cat", "-EOF"),
            ("RUN <<'EOF' && x", "!EOF"),
            ("RUN <<\"E O F\"", "!E O F"),
            ("COPY <<a <<b /dest/", "a b"),
            ("RUN cat << EOF > f", "EOF"),
            ("RUN 3<<EOF", "EOF"),
            ("RUN cat <<<word", ""),
            ("RUN cat <<EOF>file", "EOF>file"),
            ("RUN echo it's <<EOF", ""),
            ("RUN echo '<<EOF'", ""),
            ("RUN echo \"<<EOF\"", ""),
            ("RUN echo $((1 <<2))", "2))"),
            ("RUN echo <<", ""),
            ("RUN echo \\<<EOF", ""),
        ] {
            assert_eq!(check(line), expected, "{line}");
        }
    }
}
