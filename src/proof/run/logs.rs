//! What a program prints, without what differs from one start to the next.

/// A line without colours, times, durations, process ids, random ids and ports that the system chose.
pub fn normalized(line: &str) -> String {
    let line = without_escapes(line);
    let mut text = String::with_capacity(line.len());
    let mut at = 0;
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        let is_inside = line[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        if let Some((length, word)) =
            Some(rest).filter(|_| !is_inside).and_then(|rest| passing(&text, rest))
        {
            text.push_str(word);
            at += length;
            continue;
        }
        let next = rest.chars().next().unwrap_or_default();
        text.push(next);
        at += next.len_utf8();
    }
    text.trim_end().to_owned()
}

/// How many bytes at the beginning differ each time, and what stands for them.
fn passing(before: &str, rest: &str) -> Option<(usize, &'static str)> {
    let bytes = rest.as_bytes();
    if let Some(length) = time(bytes) {
        return Some((length, "<time>"));
    }
    let word = bytes.iter().take_while(|it| it.is_ascii_alphanumeric()).count();
    let digits = bytes.iter().take_while(|it| it.is_ascii_digit()).count();
    if digits > 0 {
        let whole = digits
            + bytes[digits..].iter().take_while(|it| **it == b'.' || it.is_ascii_digit()).count();
        if let Some(unit) = unit(&rest[whole..]) {
            return Some((whole + unit, "<duration>"));
        }
    }
    let has_digit = bytes[..word].iter().any(u8::is_ascii_digit);
    if word >= 8 && has_digit && bytes[..word].iter().all(u8::is_ascii_hexdigit) {
        // The groups of a UUID belong together.
        let more =
            bytes[word..].iter().take_while(|it| **it == b'-' || it.is_ascii_hexdigit()).count();
        return Some((word + more, "<id>"));
    }
    if digits == 0 || digits != word {
        return None;
    }
    let lower = before.to_ascii_lowercase();
    let lower = lower.trim_end_matches([' ', '=', ':', '#', '[', '(', '"']);
    let is_process = before.ends_with('[') && bytes.get(digits) == Some(&b']');
    if is_process || ["pid", "process", "processid"].iter().any(|word| lower.ends_with(word)) {
        return Some((digits, "<pid>"));
    }
    // The range of Linux: net.ipv4.ip_local_port_range.
    let is_chosen = rest[..digits].parse().is_ok_and(|port: u32| (32_768..61_000).contains(&port));
    let is_port = before.ends_with(':') || lower.ends_with("port");
    (is_chosen && is_port).then_some((digits, "<port>"))
}

/// A date, a time of day, or both.
fn time(bytes: &[u8]) -> Option<usize> {
    const DATES: [&str; 4] = ["dddd-dd-dd", "dddd/dd/dd", "dd/aaa/dddd", "dd-dd-dddd"];
    let date = DATES.iter().find_map(|pattern| fits(bytes, pattern));
    let Some(length) = date else { return clock(bytes) };
    let is_joint = bytes.get(length).is_some_and(|it| matches!(it, b'T' | b't' | b' ' | b':'));
    let clock = if is_joint { clock(&bytes[length + 1..]) } else { None };
    Some(length + clock.map_or(0, |clock| clock + 1))
}

fn clock(bytes: &[u8]) -> Option<usize> {
    let mut length = fits(bytes, "dd:dd:dd").or_else(|| fits(bytes, "d:dd:dd"))?;
    if matches!(bytes.get(length), Some(b'.' | b',')) {
        let digits = bytes[length + 1..].iter().take_while(|it| it.is_ascii_digit()).count();
        length += if digits > 0 { digits + 1 } else { 0 };
    }
    if bytes.get(length) == Some(&b'Z') {
        return Some(length + 1);
    }
    const ZONES: [&str; 6] = ["+dd:dd", "-dd:dd", "+dddd", "-dddd", " +dddd", " -dddd"];
    Some(length + ZONES.iter().find_map(|zone| fits(&bytes[length..], zone)).unwrap_or_default())
}

/// The length of the pattern where the text begins as it says: `d` for a digit, `a` for a letter.
fn fits(bytes: &[u8], pattern: &str) -> Option<usize> {
    let begin = bytes.get(..pattern.len())?;
    let is_like = begin.iter().zip(pattern.bytes()).all(|(byte, wanted)| match wanted {
        b'd' => byte.is_ascii_digit(),
        b'a' => byte.is_ascii_alphabetic(),
        wanted => *byte == wanted,
    });
    is_like.then_some(pattern.len())
}

/// The length of a unit of time, and of a blank before it.
fn unit(rest: &str) -> Option<usize> {
    const UNITS: [&str; 12] = [
        "ms",
        "µs",
        "us",
        "ns",
        "s",
        "sec",
        "secs",
        "second",
        "seconds",
        "milliseconds",
        "min",
        "minutes",
    ];
    let word = rest.strip_prefix(' ').unwrap_or(rest);
    let end = word.find(|it: char| !it.is_alphanumeric()).unwrap_or(word.len());
    UNITS.contains(&&word[..end]).then(|| rest.len() - word.len() + end)
}

/// Text without the escape sequences of terminals.
fn without_escapes(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(next) = chars.next() {
        if next != '\x1b' {
            text.extend(Some(next).filter(|it| *it != '\r'));
        } else if chars.next_if_eq(&'[').is_some() {
            while chars.next().is_some_and(|it| !('@'..='~').contains(&it)) {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        assert_eq!(normalized(line), expected);
    }

    #[test]
    fn what_differs_each_time() {
        check("2026-11-24T18:48:44.123Z ready", "<time> ready");
        check("2026-11-24 18:48:44,123 INFO [12] up", "<time> INFO [<pid>] up");
        check("[24/Nov/2026:18:48:44 +0000] \"GET /\"", "[<time>] \"GET /\"");
        check("18:48:44 up in 12.5ms, 3 seconds", "<time> up in <duration>, <duration>");
        check("\x1b[32mok\x1b[0m pid=4711", "ok pid=<pid>");
        check("host 8c1fd04a9b22 listens on :49153", "host <id> listens on :<port>");
        check("6f1c52d0-1b7e-4c1e-9d9a-0a1b2c3d4e5f", "<id>");
    }

    #[test]
    fn what_counts() {
        for line in [
            "listening on port 3000",
            "http://0.0.0.0:8080",
            "v1.2.3",
            "exit code 3",
            "deadbeef",
            "größe 12%",
            "",
        ] {
            check(line, line);
        }
    }
}
