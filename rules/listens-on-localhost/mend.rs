//! Makes it listen on all addresses.

use crate::lint::prelude::*;

/// The fix, if the place to change is in the Dockerfile.
pub(super) fn fix(
    process: &Process<'_, '_>,
    found: &Listener,
    origin: &AddressOrigin,
    subject: &Subject<'_>,
) -> Option<Fix> {
    let edit = match origin {
        AddressOrigin::Word(at) if !found.in_script => reword(process.words.get(*at)?, subject)?,
        AddressOrigin::Variable(name) => {
            let range = process.stage.final_scope().assignment(name)?.range;
            open(range, subject)?
        }
        AddressOrigin::Default { remedy, .. } => append(process, found, remedy, subject)?,
        _ => return None,
    };
    let reason = "whoever reaches the container can then reach the server";
    Some(Fix::safe("Listen on all addresses", vec![edit]).at_most(Applicability::Unsafe, reason))
}

/// Changes a word that holds an address.
fn reword(word: &ShellWord, subject: &Subject<'_>) -> Option<Edit> {
    let is_port = word.value.chars().all(|ch| ch.is_ascii_digit());
    if !is_port {
        return open(word.range, subject);
    }
    let text = word.range.of(subject.file.text());
    let at = text.find(word.value.as_str())?;
    Some(Edit::insert(word.range.start as usize + at, "0.0.0.0:"))
}

/// Puts 0.0.0.0 in the place of the host that stands in `range`.
fn open(range: TextRange, subject: &Subject<'_>) -> Option<Edit> {
    let text = range.of(subject.file.text());
    let (at, host) = ["localhost", "127.0.0.1", "[::1]"].iter().find_map(|host| Some((text.rfind(host)?, host)))?;
    let start = range.start as usize + at;
    Some(Edit::replace(TextRange::new(start, start + host.len()), "0.0.0.0"))
}

/// Adds words to the end of the command line.
fn append(
    process: &Process<'_, '_>,
    found: &Listener,
    remedy: &[&str],
    subject: &Subject<'_>,
) -> Option<Edit> {
    let last = process.words.last()?;
    let written = last.range.of(subject.file.text());
    let is_exact = written == last.value || written.trim_matches(['"', '\'']) == last.value;
    let has_dashes = process.words.iter().any(|word| word.is("--"));
    let manager = process.words.first()?.value.as_str();
    // npm keeps what comes before `--` for itself.
    let words: Vec<&str> = match found.in_script && manager == "npm" && !has_dashes {
        true => std::iter::once("--").chain(remedy.iter().copied()).collect(),
        false => remedy.to_vec(),
    };
    if !is_exact || has_dashes && !found.in_script {
        return None;
    }
    let is_exec = process.step.script().is_exec && written.starts_with('"');
    let text: String = match is_exec {
        true => words.iter().map(|word| format!(", \"{word}\"")).collect(),
        false => words.iter().map(|word| format!(" {word}")).collect(),
    };
    Some(Edit::insert(last.range.end as usize, text))
}
