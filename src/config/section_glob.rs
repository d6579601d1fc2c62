//! The patterns of sections in `.editorconfig`, which are those of no other tool.

/// A pattern; it is never malformed: what has no partner stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SectionGlob {
    items: Vec<Item>,
    /// Whether it is for the folder of its file only, and not for those below.
    is_anchored: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    Char(char),
    /// `?`
    Any,
    /// `*`
    Star,
    /// `**`
    DoubleStar,
    /// `/**/`, which may be a single `/`
    Folders,
    /// `[…]`, `[!…]`
    Class {
        is_negated: bool,
        ranges: Vec<(char, char)>,
    },
    /// `{a,b}`
    Choice(Vec<Vec<Item>>),
    /// `{1..9}`
    Numbers(i64, i64),
}

impl SectionGlob {
    /// Reads a pattern.
    pub(super) fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let text = text.strip_prefix('/').unwrap_or(text);
        Self { items: items(&text.chars().collect::<Vec<_>>()), is_anchored: chars.contains(&'/') }
    }

    /// Whether a path with `/` between its parts, from the folder of the file on, matches.
    pub(super) fn matches(&self, path: &str) -> bool {
        let path: Vec<char> = path.chars().collect();
        let starts = path.iter().enumerate().filter(|(_, ch)| **ch == '/').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(starts.filter(|_| !self.is_anchored));
        let items: Vec<&Item> = self.items.iter().collect();
        let mut budget = MOST_STEPS;
        starts.into_iter().any(|start| matches(&items, &path[start..], &mut budget))
    }
}

/// A pattern that asks for more is meant to take long; it matches nothing.
const MOST_STEPS: u32 = 100_000;

fn items(chars: &[char]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    while let Some(&ch) = chars.get(at) {
        let rest = &chars[at..];
        let (item, length) = match ch {
            '\\' if rest.len() > 1 => (Item::Char(rest[1]), 2),
            '/' if rest.starts_with(&['/', '*', '*', '/']) => (Item::Folders, 4),
            '*' if rest.starts_with(&['*', '*']) => (Item::DoubleStar, 2),
            '*' => (Item::Star, 1),
            '?' => (Item::Any, 1),
            '[' => class(rest).unwrap_or((Item::Char('['), 1)),
            '{' => braces(rest).unwrap_or((Item::Char('{'), 1)),
            _ => (Item::Char(ch), 1),
        };
        items.push(item);
        at += length;
    }
    items
}

/// `[…]` at the begin of `chars`, and how long it is; none when it has no end, or a `/` in it.
fn class(chars: &[char]) -> Option<(Item, usize)> {
    let is_negated = chars.get(1) == Some(&'!');
    let begin = if is_negated { 2 } else { 1 };
    let mut ranges = Vec::new();
    let mut at = begin;
    loop {
        match *chars.get(at)? {
            ']' if at > begin => break,
            '/' => return None,
            '\\' => at += 1,
            _ => {}
        }
        let low = *chars.get(at)?;
        let high = chars.get(at + 2).filter(|high| chars[at + 1] == '-' && **high != ']');
        ranges.push((low, *high.unwrap_or(&low)));
        at += if high.is_some() { 3 } else { 1 };
    }
    Some((Item::Class { is_negated, ranges }, at + 1))
}

/// `{…}` at the begin of `chars`, and how long it is; none when it has no end, or no comma and no range in it.
fn braces(chars: &[char]) -> Option<(Item, usize)> {
    let (mut depth, mut commas, mut at) = (0, vec![0], 0);
    let end = loop {
        match *chars.get(at)? {
            '\\' => at += 1,
            '{' => depth += 1,
            '}' if depth == 1 => break at,
            '}' => depth -= 1,
            ',' if depth == 1 => commas.push(at),
            _ => {}
        }
        at += 1;
    };
    if commas.len() == 1 {
        let inner: String = chars[1..end].iter().collect();
        let (low, high) = inner.split_once("..")?;
        let (low, high): (i64, i64) = (low.parse().ok()?, high.parse().ok()?);
        return Some((Item::Numbers(low.min(high), low.max(high)), end + 1));
    }
    let ends = commas.iter().skip(1).copied().chain([end]);
    let choices = commas.iter().zip(ends).map(|(start, end)| items(&chars[start + 1..end]));
    Some((Item::Choice(choices.collect()), end + 1))
}

fn matches(items: &[&Item], path: &[char], budget: &mut u32) -> bool {
    let Some((first, rest)) = items.split_first() else { return path.is_empty() };
    *budget = budget.saturating_sub(1);
    if *budget == 0 {
        return false;
    }
    // How many characters it may take, in turn.
    let mut take_up_to =
        |most: usize| (0..=most).any(|taken| matches(rest, &path[taken..], budget));
    let part = path.iter().position(|ch| *ch == '/').unwrap_or(path.len());
    match first {
        Item::Star => take_up_to(part),
        Item::DoubleStar => take_up_to(path.len()),
        Item::Folders => {
            let slashes = path.iter().enumerate().filter(|(_, ch)| **ch == '/');
            path.first() == Some(&'/')
                && slashes.into_iter().any(|(at, _)| matches(rest, &path[at + 1..], budget))
        }
        Item::Choice(choices) => choices.iter().any(|choice| {
            let joined: Vec<&Item> = choice.iter().chain(rest.iter().copied()).collect();
            matches(&joined, path, budget)
        }),
        Item::Numbers(low, high) => {
            let signs = usize::from(matches!(path.first(), Some('-' | '+')));
            let digits = path[signs..].iter().take_while(|ch| ch.is_ascii_digit()).count();
            let number: String = path[..signs + digits].iter().collect();
            let is_plain = digits == 1 || path.get(signs) != Some(&'0');
            let is_inside =
                number.parse().is_ok_and(|number: i64| (*low..=*high).contains(&number));
            is_plain && is_inside && matches(rest, &path[signs + digits..], budget)
        }
        one => path
            .split_first()
            .is_some_and(|(ch, behind)| is_one(one, *ch) && matches(rest, behind, budget)),
    }
}

fn is_one(item: &Item, ch: char) -> bool {
    match item {
        Item::Char(own) => *own == ch,
        Item::Any => ch != '/',
        Item::Class { is_negated, ranges } => {
            ch != '/'
                && ranges.iter().any(|(low, high)| (*low..=*high).contains(&ch)) != *is_negated
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, path, expected) in [
            ("*", "a/b/Dockerfile", true),
            ("*.dockerfile", "a/x.dockerfile", true),
            ("Dockerfile", "a/Dockerfile", true),
            ("Dockerfile", "aDockerfile", false),
            ("/Dockerfile", "Dockerfile", true),
            ("/Dockerfile", "a/Dockerfile", false),
            ("a/*", "a/b", true),
            ("a/*", "a/b/c", false),
            ("a/*", "x/a/b", false),
            ("a/**", "a/b/c", true),
            ("a/**/c", "a/c", true),
            ("a/**/c", "a/b/d/c", true),
            ("**/c", "a/b/c", true),
            ("a?c", "abc", true),
            ("a?c", "a/c", false),
            ("[ab]x", "bx", true),
            ("[!ab]x", "bx", false),
            ("[a-c]x", "bx", true),
            ("[]x", "[]x", true),
            ("{Docker,Container}file", "Containerfile", true),
            ("{a,b{c,d}}", "bd", true),
            ("{a,}b", "b", true),
            ("{a}", "{a}", true),
            ("{a", "{a", true),
            ("x{1..12}", "x7", true),
            ("x{1..12}", "x13", false),
            ("x{3..-3}", "x-2", true),
            ("x{1..12}", "x07", false),
            ("\\*", "*", true),
            ("\\*", "a", false),
            ("{*.md,Dockerfile*}", "Dockerfile.dev", true),
        ] {
            assert_eq!(SectionGlob::new(pattern).matches(path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn a_pattern_that_is_meant_to_take_long_ends() {
        let pattern = "*a".repeat(40) + "b";
        assert!(!SectionGlob::new(&pattern).matches(&"a".repeat(200)));
    }
}
