//! Finding what somebody meant: the nearest of some names.

/// The candidate nearest to `word`, at most `limit` changes away; `None` when two are equally near.
///
/// A change is an insertion, a removal, a replacement, or a swap of two neighbours; case does not matter.
pub fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    limit: usize,
) -> Option<(&'c str, usize)> {
    let word: Vec<char> = word.chars().take(64).map(|ch| ch.to_ascii_uppercase()).collect();
    let mut best: Option<(&str, usize)> = None;
    let mut is_tied = false;
    for candidate in candidates {
        let letters: Vec<char> = candidate.chars().map(|ch| ch.to_ascii_uppercase()).collect();
        let distance = distance(&word, &letters);
        match best {
            Some((_, least)) if distance > least => {}
            Some((_, least)) if distance == least => is_tied = true,
            _ => (best, is_tied) = (Some((candidate, distance)), false),
        }
    }
    best.filter(|(_, distance)| *distance <= limit && !is_tied)
}

/// Optimal string alignment distance.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before = vec![0; other.len() + 1];
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, ch) in one.iter().enumerate() {
        let mut next = vec![row + 1; other.len() + 1];
        for (column, expected) in other.iter().enumerate() {
            let replaced = last[column] + usize::from(ch != expected);
            let mut least = replaced.min(last[column + 1] + 1).min(next[column] + 1);
            let is_swap =
                row > 0 && column > 0 && one[row - 1] == *expected && other[column - 1] == *ch;
            if is_swap {
                least = least.min(before[column - 1] + 1);
            }
            next[column + 1] = least;
        }
        before = std::mem::replace(&mut last, next);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_names() {
        let check = |word: &str| nearest(word, ["FROM", "RUN", "COPY", "CMD", "ENV"], 2);
        assert_eq!(check("FORM"), Some(("FROM", 1)));
        assert_eq!(check("coppy"), Some(("COPY", 1)));
        assert_eq!(check("RU"), Some(("RUN", 1)));
        assert_eq!(check("XXXXXXX"), None);
        assert_eq!(nearest("AAD", ["ADD", "AND"], 2), None);
    }
}
