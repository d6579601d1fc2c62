//! Reading one logical line: keyword, flags, and arguments in the form the keyword asks for.

use super::json::{self, Parsed};
use super::keyword::Keyword;
use super::node::{Form, PairNode, Statement};
use super::words;
use crate::text::TextRange;

/// A complaint about a part of the logical text.
pub(super) type Complaint = (TextRange, String);

/// Reads the statement in `range` of `text` (`parser.go newNodeFromLine`).
pub(super) fn read(
    text: &str,
    range: TextRange,
    escape: char,
    complaints: &mut Vec<Complaint>,
) -> Statement {
    let range = words::trim(text, range);
    let word = range.of(text);
    let keyword_length = word.bytes().position(words::is_blank).unwrap_or(word.len());
    let start = range.start as usize;
    let keyword_range = TextRange::new(start, start + keyword_length);
    let keyword = Keyword::of(keyword_range.of(text));
    let rest = TextRange { start: keyword_range.end, end: range.end };
    let (flags, rest) = words::leading_flags(text, rest, escape);
    let arguments = words::trim(text, rest);
    let form = form(text, keyword, arguments, escape, complaints);
    Statement { keyword, keyword_range, flags, arguments, form }
}

/// The arguments in the form that the keyword asks for (`parser.go dispatch`).
fn form(
    text: &str,
    keyword: Keyword,
    arguments: TextRange,
    escape: char,
    complaints: &mut Vec<Complaint>,
) -> Form {
    if arguments.is_empty() {
        return Form::None;
    }
    match keyword {
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell => {
            exec_or(text, arguments, complaints, || Form::Text)
        }
        Keyword::Add | Keyword::Copy | Keyword::Volume => {
            exec_or(text, arguments, complaints, || {
                Form::Words(words::blank_separated(text, arguments))
            })
        }
        Keyword::From | Keyword::Expose => Form::Words(words::blank_separated(text, arguments)),
        Keyword::Env | Keyword::Label => pairs(text, keyword, arguments, escape, complaints),
        Keyword::Arg => Form::Pairs(
            words::quoted(text, arguments, escape)
                .into_iter()
                .map(|word| split_pair(text, word))
                .collect(),
        ),
        Keyword::Healthcheck => healthcheck(text, arguments, complaints),
        Keyword::Onbuild => Form::Trigger(Box::new(read(text, arguments, escape, complaints))),
        Keyword::User
        | Keyword::Workdir
        | Keyword::Stopsignal
        | Keyword::Maintainer
        | Keyword::Unknown => Form::Text,
    }
}

fn exec_or(
    text: &str,
    range: TextRange,
    complaints: &mut Vec<Complaint>,
    otherwise: impl FnOnce() -> Form,
) -> Form {
    if !range.of(text).starts_with('[') {
        return otherwise();
    }
    match json::parse(text, range) {
        Parsed::Strings(strings) => Form::Exec(strings),
        Parsed::Invalid => otherwise(),
        Parsed::NotString(element) => {
            complaints.push((element, "a JSON form may hold strings only".into()));
            Form::None
        }
    }
}

fn pairs(
    text: &str,
    keyword: Keyword,
    range: TextRange,
    escape: char,
    complaints: &mut Vec<Complaint>,
) -> Form {
    let words = words::quoted(text, range, escape);
    let Some(first) = words.first() else { return Form::None };
    if !first.of(text).contains('=') {
        return legacy_pair(text, keyword, range, complaints);
    }
    let mut pairs = Vec::with_capacity(words.len());
    for word in words {
        let pair = split_pair(text, word);
        if pair.value.is_none() {
            complaints.push((word, format!("{} is not of the form name=value", word.of(text))));
        } else if pair.key.is_empty() {
            complaints.push((word, format!("{} needs a name before the =", keyword.name())));
        }
        pairs.push(pair);
    }
    Form::Pairs(pairs)
}

/// `ENV key the rest is the value`.
fn legacy_pair(
    text: &str,
    keyword: Keyword,
    range: TextRange,
    complaints: &mut Vec<Complaint>,
) -> Form {
    let rest = range.of(text);
    let Some(length) = rest.bytes().position(words::is_blank) else {
        let message = format!("{} needs a name and a value", keyword.name());
        complaints.push((range, message));
        return Form::None;
    };
    let start = range.start as usize;
    let value =
        rest[length..].trim_start_matches(|ch: char| u8::try_from(ch).is_ok_and(words::is_blank));
    let value = TextRange::new(range.end as usize - value.len(), range.end as usize);
    let key = TextRange::new(start, start + length);
    Form::Pairs(vec![PairNode { key, value: Some(value), legacy: true }])
}

fn split_pair(text: &str, word: TextRange) -> PairNode {
    let start = word.start as usize;
    match word.of(text).find('=') {
        Some(at) => PairNode {
            key: TextRange::new(start, start + at),
            value: Some(TextRange::new(start + at + 1, word.end as usize)),
            legacy: false,
        },
        None => PairNode { key: word, value: None, legacy: false },
    }
}

/// `HEALTHCHECK CMD …`, `HEALTHCHECK NONE` (`line_parsers.go parseHealthConfig`).
fn healthcheck(text: &str, range: TextRange, complaints: &mut Vec<Complaint>) -> Form {
    let rest = range.of(text);
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let start = range.start as usize;
    let kind = TextRange::new(start, start + length);
    let command = words::trim(text, TextRange::new(start + length, range.end as usize));
    let form = if command.is_empty() {
        Form::None
    } else {
        exec_or(text, command, complaints, || Form::Text)
    };
    Form::Healthcheck { kind, command, form: Box::new(form) }
}
