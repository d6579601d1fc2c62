//! Daemons, and the commands of an init system.

use super::Server;

/// Reads a daemon's command: `path` is the first word, `name` its last part.
pub(super) fn find(path: &str, name: &str, args: &[&str]) -> Option<Server> {
    if path.starts_with("/etc/init.d/") || path.starts_with("/etc/rc.d/") {
        // What such a script is told to do is all that it does.
        return init_system(path, name, args);
    }
    init_system(path, name, args).or_else(|| daemon(name, args))
}

/// `service x start` and its kin: the service dies with the step.
fn init_system(path: &str, name: &str, args: &[&str]) -> Option<Server> {
    let starts = |verb: &str| matches!(verb, "start" | "restart" | "reload" | "force-reload");
    let plain: Vec<&str> = args.iter().copied().filter(|arg| !arg.starts_with('-')).collect();
    let service = match (name, plain.as_slice()) {
        ("service" | "rc-service" | "invoke-rc.d", [service, verb]) if starts(verb) => *service,
        ("systemctl" | "initctl", [verb, service, ..]) if starts(verb) => *service,
        (service, [verb]) if path.starts_with("/etc/") && starts(verb) => service,
        _ => return None,
    };
    Some(Server::background(service, None))
}

/// Whether one of the flags is given, by itself.
fn has(args: &[&str], flags: &[&str]) -> bool {
    args.iter().any(|arg| flags.contains(arg))
}

/// Whether one of the letters is among one-letter flags: `t` in `-t` and in `-qt`.
fn has_letter(args: &[&str], letters: &str) -> bool {
    let clusters = args.iter().filter_map(|arg| arg.strip_prefix('-'));
    clusters.filter(|flags| flags.len() <= 3).any(|flags| flags.contains(|ch| letters.contains(ch)))
}

fn daemon(name: &str, args: &[&str]) -> Option<Server> {
    let (foreground, port) = match name {
        "nginx" => {
            if has_letter(args, "tTvVsh?") {
                return None;
            }
            (args.iter().any(|arg| arg.replace(' ', "").contains("daemonoff")), Some(80))
        }
        "httpd" | "apache2" | "apache2ctl" | "apachectl" | "httpd-foreground"
        | "apache2-foreground" => {
            return apache(name, args);
        }
        "redis-server" | "valkey-server" => {
            if has(args, &["-v", "-h", "--test-memory"]) {
                return None;
            }
            (!args.windows(2).any(|pair| pair == ["--daemonize", "yes"]), Some(6379))
        }
        "mongod" | "mongos" => {
            (!has(args, &["--fork"]) && !has(args, &["--shutdown", "--repair"]), Some(27017))
        }
        "mysqld" | "mysqld_safe" | "mariadbd" | "mariadbd-safe" => {
            let is_other = args.iter().any(|arg| {
                arg.starts_with("--initialize")
                    || arg.starts_with("--install")
                    || *arg == "--bootstrap"
                    || *arg == "--verbose"
            });
            if is_other {
                return None;
            }
            (!has(args, &["--daemonize", "-D"]), Some(3306))
        }
        "postgres" | "postmaster" => {
            if has(args, &["--single", "--boot", "-C", "-V", "--describe-config"]) {
                return None;
            }
            (true, Some(5432))
        }
        "memcached" => {
            if has(args, &["-h", "-V"]) {
                return None;
            }
            (!has(args, &["-d"]), Some(11211))
        }
        "rabbitmq-server" => (!has(args, &["-detached"]), Some(5672)),
        "supervisord" => (has(args, &["-n", "--nodaemon"]), None),
        "sshd" => {
            if has_letter(args, "tT") {
                return None;
            }
            (has_letter(args, "D"), Some(22))
        }
        "cron" => (has(args, &["-f"]), None),
        "crond" => (has(args, &["-f", "-n"]), None),
        "php-fpm" => {
            if has(args, &["-t", "-tt", "-v", "-i", "-m", "-h"]) {
                return None;
            }
            (!has(args, &["-D", "--daemonize"]), Some(9000))
        }
        "haproxy" => {
            if has(args, &["-c", "-v", "-vv"]) || !has(args, &["-f"]) {
                return None;
            }
            (!has(args, &["-D"]), None)
        }
        "tail" => {
            return has(args, &["-f", "-F", "--follow"])
                .then(|| Server::foreground("tail -f", None));
        }
        "sleep" => {
            return has(args, &["infinity", "inf"])
                .then(|| Server::foreground("sleep infinity", None));
        }
        "caddy" => match args.first() {
            Some(&"run") => (true, Some(80)),
            Some(&"start") => (false, Some(80)),
            _ => return None,
        },
        "catalina.sh" => match args.first() {
            Some(&"run") => (true, Some(8080)),
            Some(&"start") => (false, Some(8080)),
            _ => return None,
        },
        "minio" | "vault" if args.first() == Some(&"server") => (true, None),
        "consul" if args.first() == Some(&"agent") => (true, None),
        _ => return None,
    };
    Some(if foreground { Server::foreground(name, port) } else { Server::background(name, port) })
}

fn apache(name: &str, args: &[&str]) -> Option<Server> {
    if name.ends_with("-foreground") {
        return Some(Server::foreground(name, Some(80)));
    }
    if has(
        args,
        &[
            "-t",
            "-v",
            "-V",
            "-M",
            "-S",
            "-l",
            "-L",
            "stop",
            "graceful-stop",
            "status",
            "fullstatus",
            "-h",
        ],
    ) {
        return None;
    }
    let is_foreground = has(args, &["FOREGROUND", "-DFOREGROUND", "-X"]);
    Some(if is_foreground {
        Server::foreground(name, Some(80))
    } else {
        Server::background(name, Some(80))
    })
}
