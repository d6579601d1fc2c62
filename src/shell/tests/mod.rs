//! Tests of the whole module: a text in, one line out that shows what was read.

mod broken;
mod commands;
mod constructs;
mod lists;
mod places;
mod plain;
mod ranges;
mod words;

use super::*;

/// What `text` reads as. `[…]` is a command, `~` marks words that depend on something, `{…}`
/// holds what is substituted, `=>` a script for another shell, `?(…)` a block that may be skipped.
/// A leading `?` means that the text was not fully understood.
fn check(text: &str) -> String {
    ranges::hold(text, &parse(text));
    dump(&parse(text))
}

fn dump(script: &Script) -> String {
    let doubt = if script.clean { "" } else { "? " };
    format!("{doubt}{}", list(&script.list))
}

fn list(list: &List) -> String {
    let mut out = String::new();
    for item in &list.items {
        out += match item.join {
            Join::First => "",
            Join::And => " && ",
            Join::Or => " || ",
            Join::Then => " ; ",
        };
        out += if item.pipeline.negated { "! " } else { "" };
        let parts: Vec<String> = item.pipeline.parts.iter().map(part).collect();
        out += &parts.join(" | ");
        out += if item.background { " &" } else { "" };
    }
    out
}

fn part(part: &Part) -> String {
    match part {
        Part::Command(command) => simple(command),
        Part::Compound(compound) => {
            let mut out = format!("{:?}", compound.kind).to_lowercase();
            out +=
                &compound.words.iter().map(|each| format!(" {}", word(each))).collect::<String>();
            for block in &compound.blocks {
                out += if block.conditional { "?" } else { "" };
                out += &format!("({})", list(&block.list));
            }
            out += &compound.redirects.iter().map(redirect).collect::<String>();
            out
        }
    }
}

fn simple(command: &Command) -> String {
    let assignments = command.assignments.iter().map(|assignment| {
        let plus = if assignment.append { "+" } else { "" };
        format!("{}{plus}={}", assignment.name, word(&assignment.value))
    });
    let words = command.words.iter().map(word);
    let redirects = command.redirects.iter().map(redirect);
    let all: Vec<String> = assignments.chain(words).chain(redirects).collect();
    let nested = command.nested.as_ref().map(|script| format!("=>{{{}}}", dump(script)));
    format!("[{}]{}", all.join(" "), nested.unwrap_or_default())
}

fn word(word: &Word) -> String {
    let odd = word.value.is_empty() || word.value.contains(|ch: char| " \n\"'[]".contains(ch));
    let value = if odd { format!("{:?}", word.value) } else { word.value.clone() };
    let mark = if word.literal().is_some() { "" } else { "~" };
    let inside: String = word.substitutions.iter().map(substitution).collect();
    format!("{mark}{value}{inside}")
}

fn substitution(substitution: &Substitution) -> String {
    format!("{{{}}}", list(&substitution.list))
}

fn redirect(redirect: &Redirect) -> String {
    let descriptor = redirect.descriptor.map(|number| number.to_string()).unwrap_or_default();
    let what = match &redirect.kind {
        RedirectKind::Read(file) => format!("<{}", word(file)),
        RedirectKind::Write(file) => format!(">{}", word(file)),
        RedirectKind::Append(file) => format!(">>{}", word(file)),
        RedirectKind::Duplicate(file) => format!("&{}", word(file)),
        RedirectKind::HereString(value) => format!("<<<{}", word(value)),
        RedirectKind::HereDoc(heredoc) => {
            let inside: String = heredoc.substitutions.iter().map(substitution).collect();
            let names: Vec<&str> = heredoc.expansions.iter().map(|each| &*each.name).collect();
            let quoted = if heredoc.quoted { "'" } else { "" };
            let dash = if heredoc.strips_tabs { "-" } else { "" };
            let body = heredoc.body.map(|range| format!("+{}", range.len())).unwrap_or_default();
            format!("<<{dash}{quoted}{}{body}{}{inside}", heredoc.delimiter, names.join(","))
        }
    };
    format!("{descriptor}{what}")
}
