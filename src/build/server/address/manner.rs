//! How each server is told its address: a table.

/// How the address of a program is set.
pub(super) struct Manner {
    /// Flags that take it.
    pub(super) flags: &'static [&'static str],
    /// Variables that hold it.
    pub(super) variables: &'static [&'static str],
    /// Flags and variables that replace it by something else: a socket, a configuration.
    pub(super) others: &'static [&'static str],
    /// What to add to a command line, where the default is localhost.
    pub(super) remedy: &'static [&'static str],
    /// Files in which it may be set.
    pub(super) settings: &'static [&'static str],
    /// Whether it is usual to set it there.
    pub(super) usual: bool,
}

const ANYWHERE: Manner =
    Manner { flags: &[], variables: &[], others: &[], remedy: &[], settings: &[], usual: false };

const HOST: &[&str] = &["--host", "0.0.0.0"];

const VITE: &[&str] = &[
    "vite.config.js",
    "vite.config.ts",
    "vite.config.mjs",
    "vite.config.mts",
    "vite.config.cjs",
    "vite.config.cts",
];

pub(super) fn manner(name: &str, verb: Option<&str>) -> Option<Manner> {
    Some(match (name, verb) {
        ("uvicorn", _) => Manner {
            flags: &["--host"],
            variables: &["UVICORN_HOST"],
            others: &["--uds", "--fd", "UVICORN_UDS", "UVICORN_FD"],
            remedy: HOST,
            ..ANYWHERE
        },
        ("fastapi", Some("dev")) => Manner { flags: &["--host"], remedy: HOST, ..ANYWHERE },
        ("litestar", Some("run")) => Manner {
            flags: &["--host", "-H"],
            variables: &["LITESTAR_HOST"],
            others: &["--uds", "-U", "--fd", "-F"],
            remedy: HOST,
            ..ANYWHERE
        },
        ("gunicorn", _) => Manner {
            flags: &["-b", "--bind"],
            others: &["-c", "--config", "GUNICORN_CMD_ARGS", "PORT"],
            remedy: &["--bind", "0.0.0.0:8000"],
            settings: &["gunicorn.conf.py"],
            usual: true,
            ..ANYWHERE
        },
        ("hypercorn", _) => Manner {
            flags: &["-b", "--bind", "--insecure-bind"],
            others: &["-c", "--config"],
            remedy: &["--bind", "0.0.0.0:8000"],
            ..ANYWHERE
        },
        ("daphne", _) => Manner {
            flags: &["-b", "--bind"],
            others: &["-e", "--endpoint", "-u", "--unix-socket", "--fd"],
            remedy: &["-b", "0.0.0.0"],
            ..ANYWHERE
        },
        ("flask", Some("run")) => Manner {
            flags: &["--host", "-h"],
            variables: &["FLASK_RUN_HOST"],
            remedy: HOST,
            settings: &[".flaskenv", ".env"],
            ..ANYWHERE
        },
        ("vite", None | Some("dev" | "serve" | "preview")) => Manner {
            flags: &["--host"],
            others: &["--config", "-c"],
            remedy: HOST,
            settings: VITE,
            usual: true,
            ..ANYWHERE
        },
        ("ng", Some("serve" | "s")) => Manner {
            flags: &["--host"],
            remedy: HOST,
            settings: &["angular.json"],
            usual: true,
            ..ANYWHERE
        },
        ("astro", Some("dev" | "preview")) => Manner {
            flags: &["--host"],
            remedy: HOST,
            settings: &["astro.config.mjs", "astro.config.ts", "astro.config.js"],
            usual: true,
            ..ANYWHERE
        },
        ("gatsby", Some("develop" | "serve")) => {
            Manner { flags: &["-H", "--host"], remedy: HOST, ..ANYWHERE }
        }
        ("docusaurus", Some("start" | "serve")) => {
            Manner { flags: &["--host", "-h"], remedy: HOST, ..ANYWHERE }
        }
        ("rails", Some("server" | "s")) => Manner {
            flags: &["-b", "--binding"],
            variables: &["BINDING", "HOST"],
            others: &["-e", "--environment", "-c", "--config", "RAILS_ENV", "RACK_ENV"],
            remedy: &["-b", "0.0.0.0"],
            ..ANYWHERE
        },
        ("rackup", _) => Manner {
            flags: &["-o", "--host"],
            others: &["-E", "--env", "-O", "RACK_ENV"],
            remedy: HOST,
            settings: &["config.ru", "config/puma.rb", "puma.rb"],
            usual: true,
            ..ANYWHERE
        },
        ("jekyll", Some("serve" | "server" | "s")) => Manner {
            flags: &["-H", "--host"],
            remedy: HOST,
            settings: &["_config.yml"],
            usual: true,
            ..ANYWHERE
        },
        ("hugo", Some("server" | "serve")) => {
            Manner { flags: &["--bind"], remedy: &["--bind", "0.0.0.0"], ..ANYWHERE }
        }
        ("mkdocs", Some("serve")) => Manner {
            flags: &["-a", "--dev-addr"],
            others: &["-f", "--config-file"],
            remedy: &["--dev-addr", "0.0.0.0:8000"],
            settings: &["mkdocs.yml"],
            usual: true,
            ..ANYWHERE
        },
        // These listen everywhere if they are not told otherwise.
        ("next", _) => Manner { flags: &["-H", "--hostname"], ..ANYWHERE },
        ("http-server", _) => Manner { flags: &["-a"], ..ANYWHERE },
        ("serve", _) => Manner { flags: &["-l", "--listen"], ..ANYWHERE },
        ("streamlit", _) => Manner {
            flags: &["--server.address"],
            variables: &["STREAMLIT_SERVER_ADDRESS"],
            ..ANYWHERE
        },
        ("puma", _) => Manner { flags: &["-b", "--bind"], ..ANYWHERE },
        ("http.server", _) => Manner { flags: &["-b", "--bind"], ..ANYWHERE },
        ("waitress-serve", _) => Manner { flags: &["--host", "--listen"], ..ANYWHERE },
        ("webpack" | "webpack-dev-server" | "vue-cli-service", _) => {
            Manner { flags: &["--host"], ..ANYWHERE }
        }
        ("java", _) => Manner { flags: &["--server.address", "-Dserver.address"], ..ANYWHERE },
        ("dotnet", _) => Manner {
            flags: &["--urls"],
            variables: &["ASPNETCORE_URLS", "DOTNET_URLS"],
            ..ANYWHERE
        },
        _ => return None,
    })
}

/// Of Laravel it listens on localhost; others have an `artisan`, too, and listen everywhere.
pub(super) const ARTISAN: Manner = Manner { flags: &["--host"], ..ANYWHERE };
