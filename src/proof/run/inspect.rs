//! What `docker container inspect` and `podman container inspect` tell of a container.

use serde_json::Value;

/// Where a container stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerState {
    /// Its id.
    pub id: String,
    /// Whether it runs.
    pub is_running: bool,
    /// What it exited with; the engine writes 0 while it runs.
    pub exit_code: i64,
    /// Whether its memory was used up.
    pub is_out_of_memory: bool,
    /// Its first process, as the engine's machine numbers it; 0 when it does not run.
    pub pid: u64,
    /// Why it did not start.
    pub error: Option<String>,
    /// What its health check says: `starting`, `healthy`, `unhealthy`; `None` without one.
    pub health: Option<String>,
    /// Its TCP ports and where each is published.
    pub published: Vec<(u16, u16)>,
}

impl ContainerState {
    /// Reads one container; what is not there is left as it is for none.
    pub fn read(container: &Value) -> Self {
        let state = &container["State"];
        let said = |value: &Value| value.as_str().filter(|it| !it.is_empty()).map(str::to_owned);
        // Podman had it under another name before version 4.
        let health = ["Health", "Healthcheck"].iter().find_map(|key| said(&state[*key]["Status"]));
        let ports = container["NetworkSettings"]["Ports"].as_object();
        let mut published: Vec<(u16, u16)> = ports
            .into_iter()
            .flatten()
            .filter_map(|(name, places)| {
                let places = places.as_array()?;
                let host = places.iter().find_map(|it| it["HostPort"].as_str()?.parse().ok())?;
                Some((tcp_port(name)?, host))
            })
            .collect();
        published.sort_unstable();
        Self {
            id: said(&container["Id"]).unwrap_or_default(),
            is_running: state["Running"].as_bool().unwrap_or_default(),
            exit_code: state["ExitCode"].as_i64().unwrap_or_default(),
            is_out_of_memory: state["OOMKilled"].as_bool().unwrap_or_default(),
            pid: state["Pid"].as_u64().unwrap_or_default(),
            error: said(&state["Error"]),
            health: health.filter(|health| health != "none"),
            published,
        }
    }
}

/// The number of a TCP port as images name it: `80/tcp`, `80`.
pub fn tcp_port(name: &str) -> Option<u16> {
    let (port, protocol) = name.split_once('/').unwrap_or((name, "tcp"));
    port.parse().ok().filter(|_| protocol == "tcp")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: &str) {
        let state = ContainerState::read(&serde_json::from_str(json).unwrap());
        let ContainerState { is_running, exit_code, is_out_of_memory, pid, .. } = state;
        let shown = format!(
            "{is_running} {exit_code} {is_out_of_memory} {pid} {:?} {:?} {:?}",
            state.error, state.health, state.published
        );
        assert_eq!(shown, expected);
    }

    #[test]
    fn states_and_ports() {
        check(
            r#"{"State": {"Running": true, "ExitCode": 0, "Pid": 77, "Error": "", "Health": {"Status": "starting"}},
                "NetworkSettings": {"Ports": {"8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": "32768"}],
                    "53/udp": [{"HostPort": "32769"}], "80/tcp": null}}}"#,
            r#"true 0 false 77 None Some("starting") [(8080, 32768)]"#,
        );
        check(
            r#"{"State": {"Running": false, "ExitCode": 137, "OOMKilled": true, "Error": "no such file"}}"#,
            r#"false 137 true 0 Some("no such file") None []"#,
        );
        check("null", "false 0 false 0 None None []");
    }
}
