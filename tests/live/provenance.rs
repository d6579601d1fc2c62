//! What the graph derives, held against the definition that the engine solved.

use crate::build::{Observed, ObservedStep};
use dockwright::build::vertex::{
    CacheSharing, CopyAction, Exec, ExecMount, Mkdir, Op, VertexGraph, VertexStep,
};
use dockwright::syntax::MountKind;
use serde_json::Value;

/// Every difference between the operations of `graph` and those of the build; steps that the engine shows under the
/// name of an equal one are compared once.
pub(crate) fn differences(graph: &VertexGraph, observed: &Observed) -> Vec<String> {
    let mut found = Vec::new();
    for step in &observed.steps {
        let Some(vertex) = graph.steps.iter().find_map(|it| vertex_of(it, step)) else {
            found.push(format!("{}: the graph has no such step", step.label()));
            continue;
        };
        let operation = observed.operation(&step.digest);
        let pairs = match &graph.vertex(vertex).op {
            Op::Exec(exec) => exec_pairs(exec, operation),
            Op::Copy { actions } => copy_pairs(actions, operation),
            Op::Mkdir(mkdir) => mkdir_pairs(mkdir, operation),
            _ => Vec::new(),
        };
        for (name, ours, theirs) in pairs {
            if ours != theirs {
                found.push(format!("{}: {name}: {ours} is {theirs} in fact", step.label()));
            }
        }
    }
    found
}

fn vertex_of(step: &VertexStep, observed: &ObservedStep) -> Option<usize> {
    let name = &observed.name;
    let is_it = step.index == name.index as usize
        && step.total == name.total as usize
        && step.stage_name.as_deref() == name.stage.as_deref()
        && step.is_trigger == name.onbuild;
    // A linked copy has two vertices under one number.
    let copies = step.linked.filter(|_| !name.link);
    is_it.then_some(copies.or(step.vertex)).flatten()
}

type Pairs = Vec<(&'static str, String, String)>;

fn exec_pairs(exec: &Exec, operation: &Value) -> Pairs {
    let theirs = &operation["exec"];
    let meta = &theirs["meta"];
    let network = match theirs["network"].as_u64().unwrap_or(0) {
        0 => "",
        1 => "host",
        _ => "none",
    };
    let mut of_us: Vec<String> = exec.mounts.iter().map(our_mount).collect();
    let all = theirs["mounts"].as_array().into_iter().flatten();
    let mut of_them: Vec<String> =
        all.filter(|mount| mount["dest"] != "/").map(their_mount).collect();
    // The engine's shared memory is a mount of the command line, which the graph keeps apart.
    of_them.retain(|mount| !mount.starts_with("/dev/shm "));
    of_us.sort();
    of_them.sort();
    let env: Vec<String> = exec.env.assignments().collect();
    vec![
        ("arguments", format!("{:?}", exec.args), texts(&meta["args"])),
        ("environment", format!("{env:?}"), texts(&meta["env"])),
        ("working directory", exec.cwd.clone(), text(&meta["cwd"])),
        ("user", exec.user.clone(), text(&meta["user"])),
        ("network", exec.network.clone(), network.to_owned()),
        ("mounts", format!("{of_us:?}"), format!("{of_them:?}")),
    ]
}

fn texts(list: &Value) -> String {
    let list: Vec<&str> = list.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    format!("{list:?}")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn our_mount(mount: &ExecMount) -> String {
    let option = |name: &str| {
        let found = mount.options.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let own = match mount.kind {
        MountKind::Cache => {
            let (id, sharing) = mount.cache.clone().unwrap();
            let sharing = match sharing {
                CacheSharing::Shared => 0,
                CacheSharing::Private => 1,
                CacheSharing::Locked => 2,
            };
            format!("cache {id} {sharing}")
        }
        MountKind::Tmpfs => "tmpfs".to_owned(),
        MountKind::Secret => {
            format!("secret {} {} {}", option("id"), option("mode"), option("required") != "true")
        }
        MountKind::Ssh => format!("ssh {}", option("id")),
        _ => "bind".to_owned(),
    };
    let selector =
        if mount.input.is_some() && mount.selector != "/" { &mount.selector } else { "" };
    let readonly = if mount.readonly { " ro" } else { "" };
    format!("{} {own} {selector}{readonly}", mount.target)
}

fn their_mount(mount: &Value) -> String {
    let own = match mount["mountType"].as_u64().unwrap_or(0) {
        3 => {
            let cache = &mount["cacheOpt"];
            format!("cache {} {}", text(&cache["ID"]), cache["sharing"].as_u64().unwrap_or(0))
        }
        4 => "tmpfs".to_owned(),
        1 => {
            let secret = &mount["secretOpt"];
            let mode = format!("{:o}", secret["mode"].as_u64().unwrap_or(0));
            let optional = secret["optional"].as_bool().unwrap_or(false);
            format!("secret {} {mode} {optional}", text(&secret["ID"]))
        }
        2 => format!("ssh {}", text(&mount["SSHOpt"]["ID"])),
        _ => "bind".to_owned(),
    };
    let selector = text(&mount["selector"]);
    let selector = if selector == "/" { String::new() } else { selector };
    let readonly = if mount["readonly"] == true { " ro" } else { "" };
    format!("{} {own} {selector}{readonly}", text(&mount["dest"]))
}

fn actions(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["file"]["actions"].as_array().into_iter().flatten().map(|it| &it["Action"])
}

fn copy_pairs(of_us: &[CopyAction], operation: &Value) -> Pairs {
    let ours: Vec<String> = of_us
        .iter()
        .map(|action| {
            let mode = match &action.mode {
                None => "-1".to_owned(),
                Some(mode) => {
                    u32::from_str_radix(mode, 8).map_or(mode.clone(), |it| it.to_string())
                }
            };
            format!(
                "{} to {} owner {} mode {mode} include {:?} exclude {:?}{}",
                action.source,
                action.destination,
                owner(action.owner.as_deref()),
                action.include,
                action.exclude,
                if action.unpacks { " unpack" } else { "" },
            )
        })
        .collect();
    let theirs: Vec<String> = actions(operation)
        .map(|action| {
            let copy = &action["copy"];
            let mode = match copy["modeStr"].as_str() {
                Some(mode) if !mode.is_empty() => mode.to_owned(),
                _ => copy["mode"].as_i64().unwrap_or(0).to_string(),
            };
            format!(
                "{} to {} owner {} mode {mode} include {} exclude {}{}",
                text(&copy["src"]),
                text(&copy["dest"]),
                their_owner(&copy["owner"]),
                texts(&copy["include_patterns"]),
                texts(&copy["exclude_patterns"]),
                if copy["attemptUnpackDockerCompatibility"] == true { " unpack" } else { "" },
            )
        })
        .collect();
    vec![("copies", format!("{ours:?}"), format!("{theirs:?}"))]
}

fn mkdir_pairs(mkdir: &Mkdir, operation: &Value) -> Pairs {
    let theirs = actions(operation).next().map(|action| &action["mkdir"]).unwrap_or(&Value::Null);
    vec![
        ("path", mkdir.path.clone(), text(&theirs["path"])),
        ("mode", mkdir.mode.to_string(), theirs["mode"].to_string()),
        ("owner", owner(mkdir.owner.as_deref()), their_owner(&theirs["owner"])),
    ]
}

/// User and group as the definition has them; a group that is not named is not there.
fn owner(owner: Option<&str>) -> String {
    let Some(owner) = owner else { return String::new() };
    owner.split(':').collect::<Vec<_>>().join(":")
}

fn their_owner(owner: &Value) -> String {
    let part = |part: &Value| {
        let user = &part["User"];
        match (user["byName"]["name"].as_str(), user["byId"].as_u64()) {
            (Some(name), _) => Some(name.to_owned()),
            (None, Some(id)) => Some(id.to_string()),
            // Number 0 is left out where fields that are empty are.
            (None, None) => {
                user.get("byId").or(user.as_object().map(|_| user)).map(|_| "0".to_owned())
            }
        }
    };
    let parts: Vec<String> =
        [&owner["user"], &owner["group"]].into_iter().filter_map(part).collect();
    parts.join(":")
}
