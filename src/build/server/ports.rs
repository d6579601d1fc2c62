//! Ports that are written down: in a command line, or in a source file.

/// The port that a command line names.
pub fn literal_port(words: &[&str]) -> Option<u16> {
    const FLAGS: [&str; 8] =
        ["--port", "-p", "-b", "--bind", "--listen", "-l", "-S", "--server.port"];
    let program =
        words.first().map(|word| word.rsplit('/').next().unwrap_or(word)).unwrap_or_default();
    // Where a short flag means something else.
    let is_port_flag = |flag: &str| match (program, flag) {
        ("node" | "python" | "python3" | "ruby" | "java", "-p" | "-b" | "-l" | "-S") => false,
        ("gunicorn", "-p") | ("celery", "-l" | "-b") => false,
        _ => FLAGS.contains(&flag),
    };
    let mut found = None;
    for (index, word) in words.iter().enumerate().skip(1) {
        let value = match word.split_once('=') {
            Some((flag, value)) if is_port_flag(flag) || flag == "-Dserver.port" => Some(value),
            _ if is_port_flag(word) => words.get(index + 1).copied(),
            _ => None,
        };
        found = value.and_then(port_of).or(found);
    }
    let behind_runserver =
        words.iter().position(|word| *word == "runserver").and_then(|at| words.get(at + 1));
    found.or_else(|| port_of(behind_runserver?))
}

/// `8000`, `0.0.0.0:8000`, `:8000`, `tcp://*:8000`.
fn port_of(value: &str) -> Option<u16> {
    value.rsplit(':').next()?.trim_end_matches('/').parse().ok().filter(|port| *port > 0)
}

/// The port of a `listen(3000…` or `listen(process.env.PORT || 3000…` in a source file, if it is the only one.
pub fn listens_in_source(source: &str) -> Option<u16> {
    let mut ports: Vec<u16> = Vec::new();
    for (at, _) in source.match_indices(".listen(") {
        let argument = source[at + ".listen(".len()..].trim_start();
        let end = argument.find([',', ')', '\n']).unwrap_or(argument.len());
        ports.push(number_in(&argument[..end], source)?);
    }
    ports.dedup();
    match ports.as_slice() {
        [port] => Some(*port),
        _ => None,
    }
}

/// The number that an expression comes down to: itself, the default behind `||` or `??`, or a constant of the file.
fn number_in(expression: &str, source: &str) -> Option<u16> {
    let last = expression.rsplit(['|', '?']).next()?.trim().trim_matches(['\'', '"', ';']);
    if let Ok(port) = last.parse() {
        return Some(port);
    }
    let is_name = !last.is_empty()
        && last.chars().all(|ch| ch.is_ascii_alphanumeric() || ch == '_' || ch == '$');
    let definition = source.lines().find_map(|line| {
        let rest = line.trim_start();
        let rest = ["const ", "let ", "var "].iter().find_map(|word| rest.strip_prefix(word))?;
        rest.trim_start().strip_prefix(last)?.trim_start().strip_prefix('=')
    });
    let value = definition.filter(|_| is_name)?;
    let number = value
        .rsplit(['|', '?'])
        .next()?
        .trim()
        .trim_end_matches(';')
        .trim_matches(['\'', '"', ' ', ')']);
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_command_lines() {
        let check = |line: &str| literal_port(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(check("uvicorn main:app --port 9000"), Some(9000));
        assert_eq!(check("gunicorn -b 0.0.0.0:8001 app"), Some(8001));
        assert_eq!(check("gunicorn -p pid app"), None);
        assert_eq!(check("python manage.py runserver 0.0.0.0:8080"), Some(8080));
        assert_eq!(check("java -Dserver.port=7000 -jar app.jar"), Some(7000));
        assert_eq!(check("php -S 0.0.0.0:8090"), Some(8090));
        assert_eq!(check("node -p 1"), None);
    }

    #[test]
    fn ports_of_sources() {
        assert_eq!(listens_in_source("app.listen(3000, () => {})"), Some(3000));
        assert_eq!(listens_in_source("app.listen(process.env.PORT || 8080)"), Some(8080));
        assert_eq!(
            listens_in_source("const port = process.env.PORT ?? 4000;\napp.listen(port)"),
            Some(4000)
        );
        assert_eq!(listens_in_source("app.listen(port)"), None);
        assert_eq!(listens_in_source("a.listen(1)\nb.listen(2)"), None);
    }
}
