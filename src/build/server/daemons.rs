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

/// What a daemon does: stays in the foreground or not, and the port of its kind.
type Manner = (bool, Option<u16>);

fn daemon(name: &str, args: &[&str]) -> Option<Server> {
    let (foreground, port) = web(name, args)
        .or_else(|| system(name, args))
        .or_else(|| database(name, args))
        .or_else(|| by_verb(name, args))?;
    let daemonized = args.windows(2).any(|pair| pair == ["--daemonize", "yes"]);
    let found = if foreground && !daemonized { Server::foreground } else { Server::background };
    let title = match name {
        "tail" => "tail -f",
        "sleep" => "sleep infinity",
        name => name,
    };
    Some(found(title, port))
}

/// Web servers and proxies.
fn web(name: &str, args: &[&str]) -> Option<Manner> {
    match name {
        "nginx" | "openresty" => {
            let stays = args.iter().any(|arg| arg.replace(' ', "").contains("daemonoff"));
            let is_signal = args.iter().any(|arg| arg.starts_with("-s"));
            (!is_signal && !has_letter(args, "tTvVh?")).then_some((stays, Some(80)))
        }
        "httpd-foreground" | "apache2-foreground" => Some((true, Some(80))),
        "httpd" | "apache2" | "apache2ctl" | "apachectl" => {
            const OTHERS: [&str; 9] =
                ["stop", "graceful-stop", "status", "fullstatus", "-h", "-l", "-L", "-M", "-S"];
            let stays = has(args, &["FOREGROUND", "-DFOREGROUND", "-X"]);
            let starts = !has(args, &OTHERS) && !has_letter(args, "tvV");
            starts.then_some((stays, Some(80)))
        }
        "lighttpd" => (has(args, &["-f"]) && !has_letter(args, "tvVh"))
            .then_some((has(args, &["-D"]), Some(80))),
        "haproxy" => {
            let starts = has(args, &["-f"]) && !has(args, &["-c", "-v", "-vv"]);
            starts.then_some((!has(args, &["-D"]), None))
        }
        "php-fpm" => {
            let starts = !has(args, &["-t", "-tt", "-v", "-i", "-m", "-h"]);
            starts.then_some((!has(args, &["-D", "--daemonize"]), Some(9000)))
        }
        "squid" => (!has_letter(args, "zkv")).then_some((has_letter(args, "N"), Some(3128))),
        "uwsgi" if !args.is_empty() => {
            Some((!args.iter().any(|arg| arg.starts_with("--daemonize")), None))
        }
        _ => None,
    }
}

/// What keeps a machine going, and what keeps a container from ending.
fn system(name: &str, args: &[&str]) -> Option<Manner> {
    match name {
        "supervisord" => Some((has(args, &["-n", "--nodaemon"]), None)),
        "sshd" => (!has_letter(args, "tTG")).then_some((has_letter(args, "D"), Some(22))),
        "cron" => Some((has(args, &["-f"]), None)),
        "crond" => Some((has(args, &["-f", "-n"]), None)),
        "rsyslogd" => (!has_letter(args, "vN")).then_some((has(args, &["-n"]), None)),
        "dockerd" if !has(args, &["-v"]) => Some((true, None)),
        "Xvfb" => Some((true, None)),
        "tail" if has(args, &["-f", "-F", "--follow"]) => Some((true, None)),
        "sleep" if has(args, &["infinity", "inf"]) => Some((true, None)),
        _ => None,
    }
}

/// Databases, caches and queues.
fn database(name: &str, args: &[&str]) -> Option<Manner> {
    match name {
        "redis-server" | "valkey-server" => {
            (!has(args, &["-v", "-h", "--test-memory"])).then_some((true, Some(6379)))
        }
        "mongod" | "mongos" => (!has(args, &["--shutdown", "--repair"]))
            .then_some((!has(args, &["--fork"]), Some(27017))),
        "mysqld" | "mysqld_safe" | "mariadbd" | "mariadbd-safe" => {
            let is_other = |arg: &&str| {
                let others = ["--bootstrap", "--verbose", "-V"];
                arg.starts_with("--initialize")
                    || arg.starts_with("--install")
                    || others.contains(arg)
            };
            (!args.iter().any(is_other)).then_some((!has(args, &["--daemonize", "-D"]), Some(3306)))
        }
        "postgres" | "postmaster" => {
            let others = ["--single", "--boot", "-C", "-V", "--describe-config"];
            (!has(args, &others)).then_some((true, Some(5432)))
        }
        "memcached" => (!has(args, &["-h", "-V"])).then_some((!has(args, &["-d"]), Some(11211))),
        "rabbitmq-server" => Some((!has(args, &["-detached"]), Some(5672))),
        "elasticsearch" => {
            (!has(args, &["-V", "-h"])).then_some((!has(args, &["-d", "--daemonize"]), Some(9200)))
        }
        "slapd" => (!has_letter(args, "TV")).then_some((has_letter(args, "d"), Some(389))),
        "etcd" => Some((true, Some(2379))),
        "influxd" if args.is_empty() || args.first() == Some(&"run") => Some((true, Some(8086))),
        _ => None,
    }
}

/// Programs that serve with one of their commands.
fn by_verb(name: &str, args: &[&str]) -> Option<Manner> {
    let verb = args.iter().find(|arg| !arg.starts_with('-')).copied();
    match (name, verb) {
        ("caddy", Some("run")) => Some((true, Some(80))),
        ("caddy", Some("start")) => Some((false, Some(80))),
        ("catalina.sh", Some("run")) => Some((true, Some(8080))),
        ("catalina.sh", Some("start")) => Some((false, Some(8080))),
        ("frankenphp", Some("run" | "php-server")) => Some((true, Some(80))),
        ("rr", Some("serve")) => Some((true, None)),
        ("minio" | "vault", Some("server")) => Some((true, None)),
        ("consul", Some("agent")) => Some((true, None)),
        ("zkServer.sh", Some("start-foreground")) => Some((true, Some(2181))),
        ("zkServer.sh", Some("start")) => Some((false, Some(2181))),
        ("postfix", Some("start-fg")) => Some((true, Some(25))),
        ("postfix", Some("start")) => Some((false, Some(25))),
        ("pg_ctl", _) if has(args, &["start", "restart"]) => Some((false, Some(5432))),
        ("pg_ctlcluster", _) if has(args, &["start", "restart"]) => {
            Some((has(args, &["--foreground"]), Some(5432)))
        }
        _ => None,
    }
}
