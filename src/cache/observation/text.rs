//! Whether a printed instruction is one of the file.
//!
//! BuildKit prints an instruction on one line, keyword in upper case, with the
//! variables that it knows put in.

/// Whether `written` (joined, as in the file) can have been printed as
/// `printed`; `is_cut` when the display cut the text.
pub(super) fn agrees(written: &str, printed: &str, is_cut: bool) -> bool {
    let (written, printed) = (one_line(written), one_line(printed));
    let printed = match written.contains("<<") {
        true => without_first_line(&printed),
        false => &printed,
    };
    let (Some((keyword, written)), Some((printed_keyword, printed))) =
        (written.split_once(' '), printed.split_once(' '))
    else {
        return written.eq_ignore_ascii_case(printed);
    };
    keyword.eq_ignore_ascii_case(printed_keyword) && fits(&pieces(written), printed, is_cut)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without what is printed behind a heredoc: `RUN <<EOF (npm ci...)`.
fn without_first_line(printed: &str) -> &str {
    match printed.rfind(" (") {
        Some(at) if printed.ends_with("...)") || printed.ends_with(')') => &printed[..at],
        _ => printed,
    }
}

/// The text between variables: `a $B c` is `["a ", " c"]`.
fn pieces(written: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut rest, mut from) = (written, 0);
    while let Some(at) = rest[from..].find('$').map(|at| from + at) {
        match variable(&rest[at + 1..]) {
            Some(length) => {
                pieces.push(&rest[..at]);
                (rest, from) = (&rest[at + 1 + length..], 0);
            }
            None => from = at + 1,
        }
    }
    pieces.push(rest);
    pieces
}

/// The length of the variable that a `$` before `text` makes.
fn variable(text: &str) -> Option<usize> {
    if text.starts_with('{') {
        return text.find('}').map(|at| at + 1);
    }
    let is_name = |ch: char| ch.is_ascii_alphanumeric() || ch == '_';
    let length = text.find(|ch| !is_name(ch)).unwrap_or(text.len());
    (length > 0).then_some(length)
}

/// Whether `printed` has the pieces in order, with anything in between.
fn fits(pieces: &[&str], printed: &str, is_cut: bool) -> bool {
    let Some((first, others)) = pieces.split_first() else { return printed.is_empty() };
    let Some(mut rest) = printed.strip_prefix(first) else {
        return is_cut && first.starts_with(printed);
    };
    let Some((last, between)) = others.split_last() else { return rest.is_empty() };
    for piece in between {
        let Some(at) = rest.find(piece) else { return is_cut };
        rest = &rest[at + piece.len()..];
    }
    is_cut || rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_texts_are_told_from_others() {
        for (written, printed, is_cut, expected) in [
            ("RUN npm ci", "RUN npm ci", false, true),
            ("run npm  ci &&     x", "RUN npm  ci && x", false, true),
            ("RUN npm ci", "RUN npm i", false, false),
            ("RUN npm ci", "COPY npm ci", false, false),
            ("COPY $A ${B:-x}/ /d", "COPY src 1/ /d", false, true),
            ("COPY $A ${B:-x}/ /d", "COPY src 1/ /e", false, false),
            ("RUN echo $HOME", "RUN echo $HOME", false, true),
            ("RUN echo $ 5", "RUN echo $ 5", false, true),
            ("RUN a $A b $B c", "RUN a 1 c b", false, false),
            ("RUN npm ci --omit=dev", "RUN npm ci --om", true, true),
            ("RUN npm ci $X --omit=dev", "RUN npm ci 1 --om", true, true),
            ("RUN npm ci", "RUN npm i", true, false),
            ("RUN <<EOF", "RUN <<EOF (npm ci...)", false, true),
            ("RUN <<EOF cat", "RUN <<EOF cat", false, true),
            ("RUN", "RUN", false, true),
        ] {
            assert_eq!(agrees(written, printed, is_cut), expected, "{written} | {printed}");
        }
    }
}
