//! Lines whose first word is no instruction, and the one that was meant.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Instruction(&[Keyword::Unknown], check);

/// A misspelt word may be this many changes away from a keyword.
const MAX_DISTANCE: usize = 2;

fn check(instruction: Instruction<'_>, _: &Subject<'_>, findings: &mut Findings) {
    let word = instruction.keyword_text();
    let range = instruction.keyword_range();
    let shown: String = word.chars().take(40).collect();
    let message = match meant(word) {
        Some(meant) => format!("{shown} is not an instruction; did you mean {}?", meant.keyword),
        None => format!("{shown} is not an instruction; the build stops here"),
    };
    // A word that is broken over two lines cannot be mended without touching what stands in between.
    let is_whole = range.len() == word.len();
    let fix = meant(word).filter(|_| is_whole).map(|meant| fix(&meant, range));
    findings.add(range, message).maybe_fix(fix).about(Topic::UnreadableLine, 1);
}

/// A keyword that may have been meant.
struct Meant {
    keyword: &'static str,
    /// How many bytes of the word stand for it.
    length: usize,
    /// Whether nothing else can be meant.
    is_sure: bool,
}

fn meant(word: &str) -> Option<Meant> {
    merged(word).or_else(|| {
        let names = Keyword::KNOWN.iter().map(|keyword| keyword.name());
        // Underscores and dashes are what people put into words that have none.
        let plain: String = word.chars().filter(|ch| !matches!(ch, '_' | '-' | ':')).collect();
        let limit = match plain.len() {
            // `cd` is no CMD, and `true` no RUN: that is a line of a script.
            0..=2 => 0,
            3..=4 => 1,
            _ => MAX_DISTANCE,
        };
        let (keyword, distance) = nearest(&plain, names, limit)?;
        Some(Meant { keyword, length: word.len(), is_sure: distance <= 1 })
    })
}

/// A keyword and its argument without a blank between: `CMD[`, `RUNapt-get`.
fn merged(word: &str) -> Option<Meant> {
    let fits = |name: &str| word.len() > name.len() && word.is_char_boundary(name.len()) && word[..name.len()] == *name;
    let keyword = Keyword::KNOWN.iter().map(|keyword| keyword.name()).find(|name| fits(name))?;
    let next = word[keyword.len()..].chars().next()?;
    let is_sure = matches!(next, '[' | '"' | '\'' | '/' | '.' | '$' | '<');
    // `ENVS` may be ENV and a letter too many; `RUNapt` cannot.
    (is_sure || next.is_ascii_lowercase()).then_some(Meant { keyword, length: keyword.len(), is_sure })
}

fn fix(meant: &Meant, range: TextRange) -> Fix {
    let start = range.start as usize;
    let whole = meant.length == range.len();
    let fix = if whole {
        Fix::safe(format!("Write {}", meant.keyword), vec![Edit::replace(range, meant.keyword)])
    } else {
        Fix::safe(format!("Put a space behind {}", meant.keyword), vec![Edit::insert(start + meant.length, " ")])
    };
    match meant.is_sure {
        true => fix,
        false => fix.at_most(Applicability::Unsafe, "it is a guess what was meant"),
    }
}
