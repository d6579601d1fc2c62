//! Ports that a command line names.

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
        ("uwsgi", "-p" | "-b" | "-l" | "-S") => false,
        ("uwsgi", "--http" | "--http-socket") => true,
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

/// Variables from which a program takes its port.
pub fn port_variables(program: &str) -> &'static [&'static str] {
    match program {
        "uvicorn" => &["UVICORN_PORT"],
        "flask" => &["FLASK_RUN_PORT"],
        "streamlit" => &["STREAMLIT_SERVER_PORT"],
        "litestar" => &["LITESTAR_PORT"],
        "dotnet" => &["ASPNETCORE_URLS", "DOTNET_URLS", "ASPNETCORE_HTTP_PORTS"],
        "java" => &["SERVER_PORT"],
        "gunicorn" | "next" | "node" | "nodejs" | "npm" | "yarn" | "pnpm" | "bun" | "rails"
        | "puma" | "react-scripts" | "strapi" | "remix-serve" | "react-router-serve" => &["PORT"],
        _ => &[],
    }
}

/// Whether the default port of a program holds unless its command line or environment say otherwise.
///
/// Others have a file of settings that usually says it.
pub fn has_fixed_default(program: &str, words: &[&str]) -> bool {
    let has = |flags: &[&str]| words.iter().any(|word| flags.contains(word));
    match program {
        "gunicorn" | "hypercorn" => !has(&["-c", "--config"]),
        "uvicorn" | "daphne" => !has(&["--uds", "--fd", "-u", "-e"]),
        "streamlit" | "flask" | "fastapi" | "http.server" | "http-server" | "next"
        | "waitress-serve" => true,
        "python" => has(&["runserver", "http.server"]),
        _ => false,
    }
}

/// `8000`, `0.0.0.0:8000`, `:8000`, `tcp://*:8000`.
pub fn port_of(value: &str) -> Option<u16> {
    value.rsplit(':').next()?.trim_end_matches('/').parse().ok().filter(|port| *port > 0)
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
        assert_eq!(check("uwsgi -p 4 -l 5000 --http :8080"), Some(8080));
        assert_eq!(check("python manage.py runserver 0.0.0.0:8080"), Some(8080));
        assert_eq!(check("java -Dserver.port=7000 -jar app.jar"), Some(7000));
        assert_eq!(check("php -S 0.0.0.0:8090"), Some(8090));
        assert_eq!(check("node -p 1"), None);
    }
}
