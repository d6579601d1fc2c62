//! Looking where a container listens.

use crate::proof::run::{ContainerState, Listener, listeners};
use crate::verify::engine::{Containers, EngineError};

/// Where it listens; `None` when that cannot be seen.
pub(super) fn look(
    containers: &Containers,
    state: &ContainerState,
) -> Result<Option<Vec<Listener>>, EngineError> {
    let called = match containers.exec(&state.id, &["cat", "/proc/net/tcp", "/proc/net/tcp6"]) {
        Ok(called) => called,
        Err(EngineError::Interrupted) => return Err(EngineError::Interrupted),
        Err(_) => return Ok(of_this_machine(state)),
    };
    // The second table may be missing where there is no IPv6.
    if called.text().contains("local_address") {
        return Ok(Some(listeners(&called.text())));
    }
    Ok(of_this_machine(state))
}

/// For an image without `cat`: the tables of its first process, when the engine and this program see the same processes.
fn of_this_machine(state: &ContainerState) -> Option<Vec<Listener>> {
    let read = |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", state.pid));
    if state.pid == 0 || state.id.is_empty() {
        return None;
    }
    let is_it = ["cgroup", "mountinfo"]
        .iter()
        .any(|name| read(name).is_ok_and(|it| it.contains(&state.id)));
    let tables = is_it.then(|| read("net/tcp").ok())??;
    Some(listeners(&(tables + &read("net/tcp6").unwrap_or_default())))
}
