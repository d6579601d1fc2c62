//! Sizes as the command line and `size=` have them.

/// A size in bytes, as in `1048576` for `1m`; what is no size stays as it is written (`go-units RAMInBytes`).
pub(super) fn bytes(text: &str) -> String {
    let lower = text.to_lowercase();
    let plain = lower.strip_suffix('b').unwrap_or(&lower);
    let plain = plain.strip_suffix('i').unwrap_or(plain);
    let (number, power) = match plain.char_indices().next_back() {
        Some((at, unit)) => match "kmgtp".find(unit) {
            Some(power) => (&plain[..at], power + 1),
            None => (plain, 0),
        },
        None => (plain, 0),
    };
    let factor = 1024_u64.pow(u32::try_from(power).unwrap_or_default());
    match (number.trim_end().parse::<u64>(), number.trim_end().parse::<f64>()) {
        (Ok(number), _) => number.checked_mul(factor).map_or(text.to_owned(), |it| it.to_string()),
        (_, Ok(number)) => ((number * factor as f64) as u64).to_string(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn units_are_powers_of_1024() {
        for (text, expected) in [
            ("", ""),
            ("17", "17"),
            ("17b", "17"),
            ("1k", "1024"),
            ("1K", "1024"),
            ("1 kB", "1024"),
            ("1.5KiB", "1536"),
            ("64m", "67108864"),
            ("2g", "2147483648"),
            ("much", "much"),
        ] {
            assert_eq!(bytes(text), expected, "{text:?}");
        }
    }
}
