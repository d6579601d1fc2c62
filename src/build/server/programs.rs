//! Application servers: what people run in development and in production.

use super::{Server, UNKNOWN};
use crate::build::project::PackageJson;
use crate::shell;

/// Launchers that run the program behind them as it is.
pub(super) fn launched<'w>(name: &str, args: &'w [&'w str]) -> Option<&'w [&'w str]> {
    let skip = match (name, args) {
        ("npx" | "bunx" | "pnpx", _) => 0,
        ("bundle" | "pnpm" | "yarn" | "dotenv", ["exec", ..]) => 1,
        ("poetry" | "pipenv" | "uv" | "pdm" | "hatch" | "rye", ["run", ..]) => 1,
        ("python" | "pypy", ["-m", ..]) => 1,
        ("python" | "pypy", ["-u", "-m", ..]) => 2,
        _ => return None,
    };
    let rest = &args[skip..];
    let flags = rest.iter().take_while(|arg| arg.starts_with('-')).count();
    rest.get(flags..).filter(|rest| !rest.is_empty())
}

/// The program behind all launchers.
pub(super) fn innermost<'w>(words: &[&'w str]) -> &'w str {
    let Some((first, args)) = words.split_first() else { return "" };
    let name = super::name_of(first);
    match launched(name, args) {
        Some(rest) => innermost(&words[words.len() - rest.len()..]),
        None => name,
    }
}

/// Reads the command of an application server.
pub(super) fn find(name: &str, args: &[&str], package: Option<&PackageJson>) -> Option<Server> {
    if let Some(rest) = launched(name, args) {
        return Server::of_words(rest, package).or_else(|| python_module(name, rest));
    }
    match name {
        "node" | "nodejs" | "ts-node" | "tsx" | "deno" => node(name, args, package),
        "npm" | "yarn" | "pnpm" | "bun" => script(name, args, package),
        "python" | "pypy" => python(name, args),
        "go" => go(args),
        "java" => java(args),
        _ => always(name, args).or_else(|| by_verb(name, args)),
    }
}

/// `python -m x`, where x is no program of that name too.
fn python_module(launcher: &str, rest: &[&str]) -> Option<Server> {
    let is_python = matches!(launcher, "python" | "pypy");
    (is_python && rest.first() == Some(&"http.server"))
        .then(|| Server::foreground("python -m http.server", Some(8000)))
}

/// Programs that do nothing but serve.
fn always(name: &str, args: &[&str]) -> Option<Server> {
    let port = match name {
        "nodemon" | "pm2-runtime" | "supervisor" | "ts-node-dev" => None,
        "http-server" | "live-server" => Some(8080),
        "uvicorn" | "gunicorn" | "hypercorn" | "daphne" | "sanic" => Some(8000),
        "waitress-serve" => Some(8080),
        "puma" | "unicorn" | "thin" if !args.contains(&"stop") => Some(9292),
        "rackup" => Some(9292),
        "sidekiq" | "resque" => None,
        "webpack-dev-server" => Some(8080),
        "start-stop-daemon" => return None,
        _ => return None,
    };
    // A bare `gunicorn` or `uvicorn` fails at once; it wants an application.
    let wants_app = !matches!(
        name,
        "http-server"
            | "live-server"
            | "puma"
            | "unicorn"
            | "thin"
            | "rackup"
            | "sidekiq"
            | "resque"
            | "webpack-dev-server"
    );
    let is_bare = wants_app && args.is_empty();
    let is_daemon = args.iter().any(|arg| matches!(*arg, "--daemon" | "-D" | "--daemonize"));
    match (is_bare, is_daemon) {
        (true, _) => None,
        (_, true) => Some(Server::background(name, port)),
        _ => Some(Server::foreground(name, port)),
    }
}

/// Programs that serve with one of their commands.
fn by_verb(name: &str, args: &[&str]) -> Option<Server> {
    let verb = super::verb(name, args);
    let (verb, port) = match (name, verb) {
        ("flask", Some("run")) => ("run", Some(5000)),
        ("rails", Some(verb @ ("s" | "server"))) => (verb, Some(3000)),
        ("next", Some(verb @ ("start" | "dev"))) => (verb, Some(3000)),
        ("nuxt" | "nuxi", Some(verb @ ("start" | "dev" | "preview"))) => (verb, Some(3000)),
        ("nest", Some("start")) => ("start", Some(3000)),
        ("ng", Some(verb @ ("serve" | "s"))) => (verb, Some(4200)),
        ("vite", None | Some("dev" | "serve")) => ("", Some(5173)),
        ("vite", Some("preview")) => ("preview", Some(4173)),
        ("vue-cli-service", Some("serve")) => ("serve", Some(8080)),
        ("webpack", Some(verb @ ("serve" | "server"))) => (verb, Some(8080)),
        ("react-scripts" | "craco", Some("start")) => ("start", Some(3000)),
        ("gatsby", Some(verb @ ("develop" | "serve"))) => (verb, Some(8000)),
        ("remix-serve" | "react-router-serve", Some(_)) => ("", Some(3000)),
        ("serve", _) if args.iter().any(|arg| matches!(*arg, "-s" | "--single" | "-l" | "-p")) => {
            ("", Some(3000))
        }
        ("docusaurus", Some(verb @ ("start" | "serve"))) => (verb, Some(3000)),
        ("astro", Some(verb @ ("dev" | "preview"))) => (verb, Some(4321)),
        ("strapi", Some(verb @ ("start" | "develop"))) => (verb, Some(1337)),
        ("fastapi", Some(verb @ ("run" | "dev"))) => (verb, Some(8000)),
        ("litestar", Some("run")) => ("run", Some(8000)),
        ("mkdocs", Some("serve")) => ("serve", Some(8000)),
        ("jekyll", Some(verb @ ("serve" | "server" | "s"))) => (verb, Some(4000)),
        ("hugo", Some(verb @ ("server" | "serve"))) => (verb, Some(1313)),
        ("symfony", Some(verb @ ("serve" | "server:start"))) => (verb, Some(8000)),
        ("foreman" | "honcho", Some("start")) => ("start", None),
        ("rq", Some("worker")) => ("worker", None),
        ("celery", Some(_)) if args.iter().any(|arg| matches!(*arg, "worker" | "beat")) => {
            ("worker", None)
        }
        ("streamlit", Some("run")) => ("run", Some(8501)),
        ("jupyter", Some(verb @ ("lab" | "notebook" | "server")))
            if args.len() < 2 || !args.contains(&"build") =>
        {
            (verb, Some(8888))
        }
        ("airflow", Some(verb @ ("webserver" | "api-server" | "standalone"))) => (verb, Some(8080)),
        ("airflow", Some(verb @ ("scheduler" | "triggerer" | "worker"))) => (verb, None),
        ("mvn" | "mvnw", Some("spring-boot:run")) => ("spring-boot:run", Some(8080)),
        ("gradle" | "gradlew", Some("bootRun")) => ("bootRun", Some(8080)),
        // A project of its own, or arguments, are the way to run a build script.
        ("dotnet", Some("run"))
            if args.iter().any(|arg| matches!(*arg, "--project" | "-p" | "--")) =>
        {
            return None;
        }
        ("dotnet", Some("run")) => ("run", None),
        ("mix", Some("phx.server")) => ("phx.server", Some(4000)),
        ("iex", _) if args.ends_with(&["mix", "phx.server"]) => ("-S mix phx.server", Some(4000)),
        ("php", _) if args.contains(&"-S") => ("-S", None),
        ("php", Some("artisan")) => artisan(args)?,
        ("pm2", Some("start")) if !args.contains(&"--no-daemon") => {
            return Some(Server::background("pm2 start", None));
        }
        ("pm2", Some("start")) => ("start", None),
        ("forever", Some("start")) => return Some(Server::background("forever start", None)),
        _ => return None,
    };
    Some(Server::foreground(format!("{name} {verb}").trim_end(), port))
}

fn artisan(args: &[&str]) -> Option<(&'static str, Option<u16>)> {
    let verbs: [(&str, Option<u16>); 5] = [
        ("serve", Some(8000)),
        ("queue:work", None),
        ("octane:start", Some(8000)),
        ("schedule:work", None),
        ("horizon", None),
    ];
    verbs.into_iter().find(|(verb, _)| args.get(1) == Some(verb) && !args.contains(&"--once"))
}

/// `node server.js`.
fn node(name: &str, args: &[&str], package: Option<&PackageJson>) -> Option<Server> {
    let plain: Vec<&str> = args.iter().copied().filter(|arg| !arg.starts_with('-')).collect();
    let [file] = plain.as_slice() else { return None };
    let (stem, extension) = file.rsplit('/').next()?.rsplit_once('.').unwrap_or((file, "js"));
    if !["js", "mjs", "cjs", "ts"].contains(&extension)
        || args.iter().any(|arg| matches!(*arg, "-e" | "-p" | "--eval" | "-c"))
    {
        return None;
    }
    let is_start = package.is_some_and(|package| starts_file(package, file));
    let is_named = matches!(stem, "server" | "app" | "www" | "start");
    if !is_start && !is_named && !matches!(stem, "index" | "main") {
        return None;
    }
    let found = Server::foreground(format!("{name} {file}"), None);
    Some(if is_start || stem == "server" { found } else { found.guess() })
}

/// Whether the start script of a package runs `file`.
fn starts_file(package: &PackageJson, file: &str) -> bool {
    let file = file.trim_start_matches("./").trim_end_matches(".js");
    let start = package.scripts.get("start").map(String::as_str).unwrap_or_default();
    let names = start.split_whitespace().chain(package.main.as_deref());
    names.into_iter().any(|word| word.trim_start_matches("./").trim_end_matches(".js") == file)
}

/// `npm start`, `yarn dev`, `bun run serve`, or `bun server.ts`.
fn script(manager: &str, args: &[&str], package: Option<&PackageJson>) -> Option<Server> {
    let plain: Vec<&str> = args
        .iter()
        .copied()
        .take_while(|arg| *arg != "--")
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    let name = match plain.as_slice() {
        ["run" | "run-script", name] | [name] => *name,
        _ => return None,
    };
    if manager == "bun" && name.contains('.') {
        return node(manager, args, package);
    }
    if !matches!(name, "start" | "dev" | "serve" | "start:dev" | "start:prod" | "server") {
        return None;
    }
    // `npm dev` is no command; of the four only `start` goes without `run` everywhere.
    if manager == "npm" && plain.len() == 1 && name != "start" {
        return None;
    }
    let run = if plain.len() == 2 { "run " } else { "" };
    let found = Server::foreground(format!("{manager} {run}{name}"), None);
    match package {
        None => Some(found.guess()),
        Some(package) => match package.scripts.get(name) {
            Some(script) => is_server_script(script, package).then_some(found),
            // npm's own default.
            None => (name == "start").then_some(found),
        },
    }
}

/// Whether the last command of a script is a server; scripts that call scripts are not followed twice.
fn is_server_script(script: &str, package: &PackageJson) -> bool {
    let script = shell::parse(script);
    let Some((_, command)) = script.commands().last() else { return false };
    let invocation = command.invocation();
    let words: Vec<&str> =
        invocation.argv.words().iter().map(|word| word.literal().unwrap_or(UNKNOWN)).collect();
    let calls_script = matches!(words.first(), Some(&("npm" | "yarn" | "pnpm" | "bun")));
    if calls_script {
        return words.iter().any(|word| matches!(*word, "start" | "dev" | "serve" | "start:prod"));
    }
    // In a start script, any file that node runs is what is started.
    let runs_file = matches!(words.as_slice(), ["node" | "ts-node" | "tsx" | "bun" | "babel-node", .., file] if !file.starts_with('-'));
    runs_file || Server::of_words(&words, Some(package)).is_some()
}

/// `python app.py`, `python manage.py runserver`.
fn python(name: &str, args: &[&str]) -> Option<Server> {
    let plain: Vec<&str> = args.iter().copied().filter(|arg| !arg.starts_with('-')).collect();
    let file = plain.first()?.rsplit('/').next()?;
    let title = format!("{name} {}", plain.join(" "));
    match (file, &plain[1..]) {
        ("manage.py", ["runserver", ..]) => Some(Server::foreground(title, Some(8000))),
        ("manage.py", _) => None,
        ("server.py" | "wsgi.py" | "asgi.py", []) => Some(Server::foreground(title, None)),
        ("app.py" | "main.py" | "run.py" | "bot.py", []) => {
            Some(Server::foreground(title, None).guess())
        }
        _ => None,
    }
}

/// `go run .`, which may as well run a generator.
fn go(args: &[&str]) -> Option<Server> {
    let &["run", target] = args else { return None };
    let is_main =
        matches!(target, "." | "./..." | "main.go" | "./main.go" | "server.go" | "./cmd/server");
    is_main.then(|| Server::foreground(format!("go run {target}"), None).guess())
}

/// `java -jar target/app.jar`, and nothing behind it: with a command behind it most jars do one thing and end.
fn java(args: &[&str]) -> Option<Server> {
    let at = args.iter().position(|arg| *arg == "-jar")?;
    let jar = args.get(at + 1)?;
    let is_own = jar.rsplit('/').next() == Some("app.jar")
        || jar.contains("target/")
        || jar.contains("build/libs/");
    let is_tool = args.iter().any(|arg| arg.contains("jarmode"));
    let has_arguments = args[at + 2..]
        .iter()
        .any(|arg| !arg.starts_with("--server.") && !arg.starts_with("--spring."));
    (is_own && !is_tool && !has_arguments)
        .then(|| Server::foreground(format!("java -jar {jar}"), Some(8080)).guess())
}
