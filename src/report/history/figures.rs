//! Durations and parts as people say them.

use crate::cost::SecondsSource;
pub(super) use crate::report::figures::duration;

/// The same in fewer letters, for a narrow column: `41 s`, `3 m`, `2.1 h`.
pub(super) fn short_duration(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 59.5 => duration(seconds),
        seconds if seconds < 3_570.0 => format!("{:.0} m", seconds / 60.0),
        seconds if seconds < 35_820.0 => format!("{:.1} h", seconds / 3_600.0),
        _ => format!("{:.0} h", seconds / 3_600.0),
    }
}

/// `93 %`; what is not nothing and not all is never shown as that.
pub(super) fn percent(fraction: f64) -> String {
    match fraction * 100.0 {
        part if part > 0.0 && part < 1.0 => "<1 %".to_owned(),
        part if part > 99.0 && part < 100.0 => ">99 %".to_owned(),
        part => format!("{part:.0} %"),
    }
}

/// `≤ 93 %`: no more than that.
pub(super) fn at_most(fraction: f64) -> String {
    match percent(fraction).as_str() {
        ">99 %" => "≤ 100 %".to_owned(),
        "<1 %" => "≤ 1 %".to_owned(),
        part => format!("≤ {part}"),
    }
}

/// `1 commit`, `2 commits`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The mark that says where a figure comes from.
pub(super) fn mark(source: SecondsSource) -> char {
    match source {
        SecondsSource::Measured => '●',
        SecondsSource::Recorded => '◐',
        SecondsSource::File => '◇',
        SecondsSource::Estimated => '○',
    }
}

/// What the mark means.
pub(super) fn meaning(source: SecondsSource) -> &'static str {
    match source {
        SecondsSource::Measured => "measured by a build",
        SecondsSource::Recorded => "from the log of a build",
        SecondsSource::File => "from the file of weights",
        SecondsSource::Estimated => "rough estimate by kind of command",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_as_exact_as_they_are_useful() {
        for (seconds, long, short) in [
            (0.0, "0 s", "0 s"),
            (0.01, "<0.1 s", "<0.1 s"),
            (0.5, "0.5 s", "0.5 s"),
            (9.96, "10 s", "10 s"),
            (41.2, "41 s", "41 s"),
            (59.6, "1 m 00 s", "1 m"),
            (200.0, "3 m 20 s", "3 m"),
            (3_599.6, "1 h 00 m", "1.0 h"),
            (7_512.0, "2 h 05 m", "2.1 h"),
            (90_000.0, "25 h 00 m", "25 h"),
        ] {
            assert_eq!(
                (duration(seconds).as_str(), short_duration(seconds).as_str()),
                (long, short)
            );
        }
    }

    #[test]
    fn parts_are_never_more_than_they_are() {
        for (fraction, shown) in
            [(0.0, "0 %"), (0.004, "<1 %"), (0.93, "93 %"), (0.996, ">99 %"), (1.0, "100 %")]
        {
            assert_eq!(percent(fraction), shown);
        }
        assert_eq!((at_most(0.996), at_most(0.5)), ("≤ 100 %".into(), "≤ 50 %".into()));
    }
}
