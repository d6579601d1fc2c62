//! Where a program listens, as its source says in plain words.
//!
//! Reads no language: it looks for the one call that opens the port, and takes
//! only what is written there as a literal. Two such calls, or anything that
//! is worked out, and nothing is known.

use super::is_local;

/// Where a program listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The port, if it is written down or the framework has a default.
    pub port: Option<u16>,
    /// Whether only the container itself can reach it.
    pub is_local: bool,
}

/// Reads a source file; `path` tells the language.
pub fn bound_in_source(path: &str, source: &str) -> Option<Bound> {
    match path.rsplit_once('.')?.1 {
        "js" | "mjs" | "cjs" | "ts" | "mts" => in_javascript(source),
        "py" => in_python(source),
        "go" => in_go(source),
        _ => None,
    }
}

/// The arguments of every call whose text up to the bracket ends in one of `names`, comments left out.
fn calls<'s>(source: &'s str, names: &[&str], comment: &str) -> Vec<(usize, Vec<&'s str>)> {
    let mut found = Vec::new();
    for (which, name) in names.iter().enumerate() {
        for (at, _) in source.match_indices(name) {
            let line = &source[source[..at].rfind('\n').map_or(0, |end| end + 1)..at];
            let before = source[..at].chars().next_back();
            let is_name = |ch: char| ch.is_alphanumeric() || ch == '_';
            let continues =
                !name.starts_with('.') && before.is_some_and(|ch| is_name(ch) || ch == '.');
            if !line.contains(comment) && !continues {
                found.extend(
                    arguments(&source[at + name.len()..]).map(|arguments| (which, arguments)),
                );
            }
        }
    }
    found
}

/// What stands between the brackets of a call, cut at the commas of its own level.
fn arguments(text: &str) -> Option<Vec<&str>> {
    let (mut depth, mut quote, mut start) = (0, None, 0);
    let mut found = Vec::new();
    for (at, ch) in text.char_indices() {
        match (quote, ch) {
            (Some(open), ch) => quote = (open != ch).then_some(open),
            (None, '\'' | '"' | '`') => quote = Some(ch),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')') if depth == 0 => {
                found.push(text[start..at].trim());
                found.retain(|argument| !argument.is_empty());
                return Some(found);
            }
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                found.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    None
}

/// The text of a string literal.
fn literal(text: &str) -> Option<&str> {
    let text = text.trim();
    let quote = text.chars().next().filter(|ch| matches!(ch, '\'' | '"' | '`'))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.contains(quote) && !inner.contains("${")).then_some(inner)
}

/// `app.listen(3000)`, `server.listen(port, "localhost")`, `fastify.listen({ port: 3000 })`.
fn in_javascript(source: &str) -> Option<Bound> {
    let calls = calls(source, &[".listen("], "//");
    let mut found = calls.iter().map(|(_, arguments)| {
        let first = *arguments.first()?;
        if let Some(object) = first.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            return in_options(object, source);
        }
        let is_local =
            arguments.get(1).is_some_and(|host| text_of(host, source).is_some_and(is_local));
        Some(Bound { port: Some(number(first, source)?), is_local })
    });
    let first = found.next()??;
    found.all(|other| other == Some(first)).then_some(first)
}

/// `{ port: 3000, host: "0.0.0.0" }`; without a host Fastify takes localhost.
fn in_options(object: &str, source: &str) -> Option<Bound> {
    let members =
        arguments(&format!("{object})"))?.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let value = |name: &str| {
        let member = members
            .iter()
            .find_map(|member| member.split_once(':').filter(|(key, _)| key.trim() == name));
        member.map(|(_, value)| value.trim())
    };
    if members.iter().any(|member| !member.contains(':')) {
        return None;
    }
    let is_fastify = source.contains("fastify(") || source.contains("Fastify(");
    let is_local = match value("host") {
        Some(host) => text_of(host, source).is_some_and(is_local),
        None => is_fastify,
    };
    Some(Bound { port: Some(number(value("port")?, source)?), is_local })
}

/// The string that an expression comes down to.
fn text_of<'s>(expression: &'s str, source: &'s str) -> Option<&'s str> {
    literal(expression).or_else(|| literal(definition(expression, source)?))
}

/// The number that an expression comes down to: itself, the default behind `||` or `??`, or a constant of the file.
fn number(expression: &str, source: &str) -> Option<u16> {
    let plain = |expression: &str| {
        let last = expression.rsplit(['|', '?']).next().unwrap_or(expression);
        last.trim_matches(['\'', '"', ' ', ')', ';']).parse().ok()
    };
    plain(expression).or_else(|| plain(definition(expression, source)?))
}

/// What a constant of the file is set to.
fn definition<'s>(name: &str, source: &'s str) -> Option<&'s str> {
    let name = name.rsplit(['|', '?']).next()?.trim();
    let is_name = |ch: char| ch.is_ascii_alphanumeric() || ch == '_' || ch == '$';
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    source.lines().find_map(|line| {
        let rest = line.trim_start();
        let rest = ["const ", "let ", "var "].iter().find_map(|word| rest.strip_prefix(word))?;
        let value = rest.trim_start().strip_prefix(name)?.trim_start().strip_prefix('=')?;
        Some(value.trim().trim_end_matches(';'))
    })
}

/// `app.run(host="0.0.0.0", port=5000)` of Flask, `uvicorn.run(app)`.
fn in_python(source: &str) -> Option<Bound> {
    let calls = calls(source, &["app.run(", "uvicorn.run("], "#");
    let [(which, arguments)] = calls.as_slice() else { return None };
    let is_flask = ["from flask import", "import flask", "from quart import"];
    if *which == 0 && !is_flask.iter().any(|import| source.contains(import)) {
        return None;
    }
    let (default, positional) =
        if *which == 0 { (5000, &["host", "port"][..]) } else { (8000, &["app"][..]) };
    let (mut host, mut port) = (None, None);
    for (index, argument) in arguments.iter().enumerate() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value))
                if name.trim().chars().all(|ch| ch.is_alphanumeric() || ch == '_') =>
            {
                (name.trim(), value.trim())
            }
            _ if argument.starts_with('*') => return None,
            _ => (*positional.get(index)?, *argument),
        };
        match name {
            "host" => host = Some(value),
            "port" => port = Some(value),
            // A socket, or a configuration that holds the rest.
            "uds" | "fd" | "sock" => return None,
            _ => {}
        }
    }
    let port = match port {
        None => Some(default),
        Some(value) => python_number(value),
    };
    let is_local = match host {
        None => true,
        Some(value) => literal(value).is_some_and(is_local),
    };
    Some(Bound { port, is_local })
}

/// `5000`, `int(os.environ.get("PORT", 5000))`.
fn python_number(value: &str) -> Option<u16> {
    let last = value.rsplit([',', '(']).next()?;
    let digits = last.trim_matches([')', ' ', '\'', '"']);
    digits
        .parse()
        .ok()
        .filter(|_| value == digits || value.contains("environ") || value.contains("getenv"))
}

/// `http.ListenAndServe(":8080", nil)` and what routers make of it.
fn in_go(source: &str) -> Option<Bound> {
    let names = [".ListenAndServe(", ".Run(", ".Start(", ".Listen("];
    let calls = calls(source, &names, "//");
    let mut found = calls.iter().filter_map(|(_, arguments)| {
        let address = arguments.iter().find_map(|argument| literal(argument))?;
        let (_, port) = address.rsplit_once(':')?;
        Some(Bound { port: Some(port.parse().ok()?), is_local: is_local(address) })
    });
    let first = found.next()?;
    (found.next().is_none() && !source.contains("Addr:")).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, source: &str) -> Option<(Option<u16>, bool)> {
        bound_in_source(path, source).map(|bound| (bound.port, bound.is_local))
    }

    #[test]
    fn javascript() {
        for (source, expected) in [
            ("app.listen(3000, () => {})", Some((Some(3000), false))),
            ("app.listen(process.env.PORT || 8080)", Some((Some(8080), false))),
            ("const port = process.env.PORT ?? 4000;\napp.listen(port)", Some((Some(4000), false))),
            ("app.listen(3000, 'localhost')", Some((Some(3000), true))),
            ("const HOST = '127.0.0.1';\napp.listen(80, HOST)", Some((Some(80), true))),
            ("Fastify().listen({ port: 3000 })", Some((Some(3000), true))),
            ("Fastify().listen({ port: 3000, host: '::' })", Some((Some(3000), false))),
            ("app.listen(port)", None),
            ("a.listen(1)\nb.listen(2)", None),
            ("// app.listen(1)\nb.listen(2)", Some((Some(2), false))),
        ] {
            assert_eq!(check("a.js", source), expected, "{source}");
        }
    }

    #[test]
    fn python() {
        let flask = "from flask import Flask\napp = Flask(__name__)\n";
        for (source, expected) in [
            ("app.run()", Some((Some(5000), true))),
            ("app.run(debug=True, port=80)", Some((Some(80), true))),
            (
                "app.run(host='0.0.0.0', port=int(os.environ.get('PORT', 8080)))",
                Some((Some(8080), false)),
            ),
            ("app.run('0.0.0.0', 80)", Some((Some(80), false))),
            ("app.run(host=HOST, port=PORT)", Some((None, false))),
            ("app.run(**settings)", None),
            ("# app.run()", None),
            ("myapp.run()", None),
            ("uvicorn.run(app)", Some((Some(8000), true))),
            ("uvicorn.run('a:app', host='0.0.0.0', port=80)", Some((Some(80), false))),
        ] {
            assert_eq!(check("a.py", &format!("{flask}{source}")), expected, "{source}");
        }
        assert_eq!(check("a.py", "import bot\napp.run()"), None);
    }

    #[test]
    fn go() {
        for (source, expected) in [
            ("http.ListenAndServe(\":8080\", nil)", Some((Some(8080), false))),
            ("r.Run(\"localhost:80\")", Some((Some(80), true))),
            ("http.ListenAndServe(addr, nil)", None),
            ("cmd.Run()", None),
        ] {
            assert_eq!(check("main.go", source), expected, "{source}");
        }
    }
}
