//! Times of day and durations, as logs write them.

const NANOS: i64 = 1_000_000_000;

/// Nanoseconds since 1970 (UTC) of an RFC 3339 time; `None` when it is none.
pub(super) fn nanoseconds(text: &str) -> Option<i64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let (time, offset) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => (&time[..at], offset_seconds(&time[at..])?),
        None => (time, 0),
    };
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let days = days_since_1970(year, month, day)?;
    let seconds = days * 86_400 + clock_seconds(clock)? - offset;
    seconds.checked_mul(NANOS)?.checked_add(fraction_nanoseconds(fraction)?)
}

/// Seconds written as `12.3s`, `12.3`, `1m2.5s` or `1h2m3s`.
pub(super) fn seconds(text: &str) -> Option<f64> {
    let mut total = 0.0;
    let mut rest = text.strip_suffix('s').unwrap_or(text);
    for (unit, length) in [('h', 3600.0), ('m', 60.0)] {
        if let Some((count, behind)) = rest.split_once(unit) {
            total += count.parse::<u32>().ok().map(f64::from)? * length;
            rest = behind;
        }
    }
    let digits = rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (digits && !rest.is_empty()).then(|| rest.parse::<f64>().ok())?.map(|last| total + last)
}

fn clock_seconds(clock: &str) -> Option<i64> {
    let mut parts = clock.splitn(3, ':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    let legal =
        (0..24).contains(&hours) && (0..60).contains(&minutes) && (0..61).contains(&seconds);
    legal.then_some(hours * 3600 + minutes * 60 + seconds)
}

/// Seconds east of Greenwich: `Z`, `+02:00`, `-0530`.
fn offset_seconds(text: &str) -> Option<i64> {
    let sign = match text.as_bytes().first()? {
        b'Z' | b'z' => return Some(0),
        b'-' => -1,
        _ => 1,
    };
    let digits: String = text[1..].chars().filter(char::is_ascii_digit).collect();
    let number: i64 = (digits.len() == 4).then(|| digits.parse().ok())??;
    Some(sign * (number / 100 * 3600 + number % 100 * 60))
}

fn fraction_nanoseconds(digits: &str) -> Option<i64> {
    let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
    nine.parse().ok()
}

/// Days of the civil calendar, counted from March so that a leap day ends the year.
fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    let legal = (1..=12).contains(&month) && (1..=31).contains(&day) && (0..=9999).contains(&year);
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    legal.then_some(year * 365 + leap_days + day_of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_become_nanoseconds() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("1970-01-02T00:00:01.5Z", Some(86_401_500_000_000)),
            ("2026-11-24T01:55:06.432371544Z", Some(1_795_485_306_432_371_544)),
            ("2024-02-29T12:00:00+02:00", Some(1_709_200_800_000_000_000)),
            ("2024-03-01T00:00:00-0530", Some(1_709_271_000_000_000_000)),
            ("2024-13-01T00:00:00Z", None),
            ("2024-01-01", None),
            ("yesterday", None),
            ("2024-01-01T00:00:00+é", None),
        ] {
            assert_eq!(nanoseconds(text), expected, "{text}");
        }
    }

    #[test]
    fn durations_become_seconds() {
        for (text, expected) in [
            ("0.0s", Some(0.0)),
            ("12.3s", Some(12.3)),
            ("4.5", Some(4.5)),
            ("1m2.5s", Some(62.5)),
            ("1h2m3s", Some(3723.0)),
            ("s", None),
            ("-1.0s", None),
            ("done", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
