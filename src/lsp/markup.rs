//! What is told to a user: Markdown, or the same without its marks for a client that shows text as it is.

use super::client::Client;
use gen_lsp_types::{Documentation, MarkupContent, MarkupKind};

/// Markdown as the client wants it.
pub(super) fn content(client: &Client, markdown: &str) -> MarkupContent {
    match client.reads_markdown {
        true => MarkupContent { kind: MarkupKind::Markdown, value: markdown.to_owned() },
        false => MarkupContent { kind: MarkupKind::PlainText, value: plain(markdown) },
    }
}

/// The same for a completion.
pub(super) fn documentation(client: &Client, markdown: &str) -> Documentation {
    Documentation::MarkupContent(content(client, markdown))
}

/// A text of the file as code in Markdown, whatever is in it.
pub(super) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let longest = text.split(|ch| ch != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Lines of code in Markdown.
pub(super) fn block(language: &str, text: &str) -> String {
    let longest = text.split(|ch| ch != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{language}\n{text}\n{fence}")
}

/// Markdown without the marks that we make: fences, code, bold, links.
fn plain(markdown: &str) -> String {
    let lines = markdown.lines().filter(|line| !line.trim_start().starts_with("```"));
    let lines: Vec<String> = lines.map(plain_line).collect();
    lines.join("\n")
}

fn plain_line(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        plain += &without_marks(&rest[..at]);
        let ticks = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let (fence, inside) = rest[at..].split_at(ticks);
        let Some((code, behind)) = inside.split_once(fence) else {
            rest = &rest[at..];
            break;
        };
        // What is code stays as it is.
        plain += if ticks > 1 { code.trim() } else { code };
        rest = behind;
    }
    plain + &without_marks(rest)
}

/// A text without code, its bold marks and links taken away.
fn without_marks(text: &str) -> String {
    let mut text = text.replace("**", "");
    while let Some((before, rest)) = text.split_once('[') {
        let Some((label, rest)) = rest.split_once("](") else { break };
        let Some((target, after)) = rest.split_once(')') else { break };
        text = format!("{before}{label} ({target}){after}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_the_file_stays_text() {
        assert_eq!(code("a b"), "`a b`");
        assert_eq!(code("a`b\nc"), "`` a`b c ``");
        assert_eq!(code(""), "`  `");
        assert_eq!(block("sh", "a\n```\nb"), "````sh\na\n```\nb\n````");
    }

    #[test]
    fn marks_are_taken_away() {
        assert_eq!(plain("**a** `b`\n```sh\nc\n```\n[d](e)."), "a b\nc\nd (e).");
        assert_eq!(plain("`**/*.log` **x** `` a`b ``"), "**/*.log x a`b");
    }
}
