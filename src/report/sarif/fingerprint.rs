//! What makes a finding the same one in the next run.
//!
//! `primaryLocationLineHash` is GitHub's own: its upload action computes it
//! from the file and warns of every result that says something else
//! (github/codeql-action `src/fingerprints.ts`), so this computes the same.
//! It depends on the 100 characters from the start of the line;
//! `ruleLineHash/v1` depends on the rule and the line only, for tools that
//! compare runs themselves.

use std::collections::{BTreeMap, HashMap};

/// Characters that GitHub's hash looks at.
const WINDOW: usize = 100;
/// Bytes of a line that our own hash looks at: a line of a megabyte costs no more.
const LONGEST_LINE: usize = 1000;
/// Base of GitHub's hash.
const BASE: u64 = 37;
/// What GitHub's hash has for a character behind the last one.
const END: u16 = u16::MAX;

/// Fingerprints for one file's findings.
pub(super) struct Fingerprints {
    github: Vec<String>,
    seen: HashMap<u64, usize>,
}

impl Fingerprints {
    pub(super) fn new(text: &str) -> Self {
        Self { github: line_hashes(text), seen: HashMap::new() }
    }

    /// Fingerprints of the next finding of `rule`, which starts on `line` (from 1) with this text.
    pub(super) fn of(&mut self, rule: &str, line: u32, text: &str) -> BTreeMap<String, String> {
        let text = text.trim().bytes().take(LONGEST_LINE);
        let hash = fnv1a(rule.bytes().chain([b'\n']).chain(text));
        let occurrence = self.seen.entry(hash).or_default();
        *occurrence += 1;
        let own = ("ruleLineHash/v1".to_owned(), format!("{hash:016x}:{occurrence}"));
        let github = (line as usize).checked_sub(1).and_then(|line| self.github.get(line));
        let github = github.map(|hash| ("primaryLocationLineHash".to_owned(), hash.clone()));
        github.into_iter().chain([own]).collect()
    }
}

/// FNV-1a, 64 bits: equal on every machine and in every version.
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// GitHub's hash of every line, with a count for equal ones.
///
/// GitHub ends a line at `\r`, `\n` or both, skips spaces and tabs, and fills
/// the window behind the end with zeros.
fn line_hashes(text: &str) -> Vec<String> {
    let (units, starts) = units_and_line_starts(text);
    let mut counts: HashMap<u64, usize> = HashMap::new();
    let hash_from = |start: usize| {
        let window = units.iter().skip(start).chain(std::iter::repeat(&0)).take(WINDOW);
        window.fold(0_u64, |hash, unit| hash.wrapping_mul(BASE).wrapping_add(u64::from(*unit)))
    };
    let hashes = starts.into_iter().map(hash_from);
    hashes
        .map(|hash| {
            let count = counts.entry(hash).or_default();
            *count += 1;
            format!("{hash:x}:{count}")
        })
        .collect()
}

/// The UTF-16 units that GitHub hashes, and where among them each line starts.
fn units_and_line_starts(text: &str) -> (Vec<u16>, Vec<usize>) {
    let newline = u16::from(b'\n');
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut units: Vec<u16> = text.encode_utf16().collect();
    units.retain(|unit| *unit != u16::from(b' ') && *unit != u16::from(b'\t'));
    units.push(END);
    let ends = units.iter().enumerate().filter(|(_, unit)| **unit == newline);
    let starts = std::iter::once(0).chain(ends.map(|(end, _)| end + 1)).collect();
    (units, starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cases of github/codeql-action `src/fingerprints.test.ts`.
    #[test]
    fn lines_have_githubs_hashes() {
        assert_eq!(line_hashes(""), ["c129715d7a2bc9a3:1"]);
        assert_eq!(
            line_hashes(" a\nb\n  \t\tc\n d"),
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
        );
        assert_eq!(
            line_hashes(" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n"),
            [
                "e9496ae3ebfced30:1",
                "fb7c023a8b9ccb3f:1",
                "ce8ba1a563dcdaca:1",
                "e20e36e16fcb0cc8:1",
                "b3edc88f2938467e:1",
                "c8e28b0b4002a3a0:1",
                "c129715d7a2bc9a3:1",
            ]
        );
        let repeated = line_hashes(&"Lorem ipsum dolor sit amet.\n".repeat(10));
        assert_eq!(repeated[..2], ["a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2"]);
        assert_eq!(repeated[6..8], ["a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1"]);
    }

    #[test]
    fn our_own_hash_outlives_its_neighbours() {
        let of =
            |text: &str| Fingerprints::new(text).of("r", 2, "RUN x")["ruleLineHash/v1"].clone();
        assert_eq!(of("FROM a\nRUN x\n"), of("FROM a\nRUN x\nRUN y\n"));
        let mut fingerprints = Fingerprints::new("RUN x\nRUN x\n");
        assert!(fingerprints.of("r", 1, "RUN x")["ruleLineHash/v1"].ends_with(":1"));
        assert!(fingerprints.of("r", 2, "  RUN x")["ruleLineHash/v1"].ends_with(":2"));
        assert!(fingerprints.of("s", 2, "RUN x")["ruleLineHash/v1"].ends_with(":1"));
    }
}
