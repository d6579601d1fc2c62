//! One container from its creation to its removal.

use super::{Probe, listening};
use crate::proof::image::ImageConfig;
use crate::proof::run::{ContainerRun, ContainerState, RunState, StoppedBy, tcp_port};
use crate::verify::engine::{ContainerRequest, Containers, EngineError};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How often a container is looked at.
const BEAT: Duration = Duration::from_millis(200);
/// How long after the first port listens it is looked at once more: others may follow.
const SETTLING: Duration = Duration::from_millis(300);

/// How an image is run; by default with limits for memory and processes, and asked nothing.
#[derive(Clone, Debug)]
pub struct RunRequest {
    /// The image.
    pub image: String,
    /// The label of the run, `NAME=VALUE`.
    pub label: String,
    /// The network, as docker takes it.
    pub network: Option<String>,
    /// Variables, `NAME=VALUE`.
    pub env: Vec<String>,
    /// How much memory it may use, as docker takes it; empty for no limit.
    pub memory: String,
    /// How many processes it may have; 0 for no limit.
    pub pids_limit: u32,
    /// How long it is waited for.
    pub wait: Duration,
    /// How many seconds it has to stop.
    pub stop_timeout: u64,
    /// What it is asked.
    pub probe: Option<Probe>,
    /// Its standard input.
    pub stdin: Option<Vec<u8>>,
    /// Whether it has a terminal.
    pub tty: bool,
    /// Whether it is stopped and started again.
    pub restart: bool,
    /// Paths that are copied out of it.
    pub copy: Vec<String>,
    /// The folder that they are copied to; it is made.
    pub copy_to: PathBuf,
}

impl Default for RunRequest {
    fn default() -> Self {
        Self {
            image: String::new(),
            label: String::new(),
            network: None,
            env: Vec::new(),
            memory: "1g".to_owned(),
            pids_limit: 512,
            wait: Duration::from_secs(15),
            stop_timeout: 10,
            probe: None,
            stdin: None,
            tty: false,
            restart: false,
            copy: Vec::new(),
            copy_to: PathBuf::new(),
        }
    }
}

/// Removes the container, however this ends.
struct Guard<'c> {
    containers: &'c Containers,
    id: String,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        // The ledger finds what is left.
        drop(self.containers.undisturbed().remove(&self.id));
    }
}

/// Runs an image in a container and says what was seen. The container is gone afterwards.
///
/// # Errors
///
/// When the engine fails, or the user asks to stop. That the container fails is what is looked for.
pub fn run_image(
    containers: &Containers,
    request: &RunRequest,
) -> Result<ContainerRun, EngineError> {
    let config = ImageConfig::read(&containers.inspect_image(&request.image)?);
    let config =
        config.map_err(|error| EngineError::Other(format!("{}: {error}", request.image)))?;
    let mut run = ContainerRun {
        exposed: config.exposed_ports.iter().filter_map(|it| tcp_port(it)).collect(),
        command: config.entrypoint.iter().chain(&config.command).cloned().collect(),
        stop_signal: Some(config.stop_signal)
            .filter(|it| !it.is_empty())
            .unwrap_or("SIGTERM".to_owned()),
        is_attached: request.tty || request.stdin.is_some(),
        ..ContainerRun::default()
    };
    let id = match create(containers, request, &run) {
        Err(EngineError::Call { said, .. }) => {
            run.refused = Some(said);
            return Ok(run);
        }
        other => other?,
    };
    let guard = Guard { containers, id };
    live(containers, request, &guard.id, &mut run)?;
    if request.restart && run.started {
        let mut again = ContainerRun { restarted: None, ..template(&run) };
        live(containers, request, &guard.id, &mut again)?;
        run.restarted = Some(Box::new(again));
    }
    for path in &request.copy {
        containers.copy_out(&guard.id, path, &request.copy_to)?;
    }
    Ok(run)
}

/// What is known of a container before it starts.
fn template(run: &ContainerRun) -> ContainerRun {
    ContainerRun {
        exposed: run.exposed.clone(),
        command: run.command.clone(),
        stop_signal: run.stop_signal.clone(),
        is_attached: run.is_attached,
        ..ContainerRun::default()
    }
}

fn create(
    containers: &Containers,
    request: &RunRequest,
    run: &ContainerRun,
) -> Result<String, EngineError> {
    let mut ports = run.exposed.clone();
    ports.extend(request.probe.as_ref().and_then(|probe| probe.port));
    ports.sort_unstable();
    ports.dedup();
    let memory =
        Some(&request.memory).filter(|it| !it.is_empty()).map(|it| format!("--memory={it}"));
    let processes =
        (request.pids_limit > 0).then(|| format!("--pids-limit={}", request.pids_limit));
    containers.create(&ContainerRequest {
        image: &request.image,
        label: &request.label,
        network: request.network.as_deref(),
        ports: ports.iter().map(|port| format!("{port}/tcp")).collect(),
        env: request.env.clone(),
        flags: memory.into_iter().chain(processes).collect(),
        tty: request.tty,
        stdin: request.stdin.is_some(),
        command: Vec::new(),
    })
}

/// One life of a container: started, looked at, stopped.
fn live(
    containers: &Containers,
    request: &RunRequest,
    id: &str,
    run: &mut ContainerRun,
) -> Result<(), EngineError> {
    let before = containers.logs(id).unwrap_or_default();
    let started = match &request.stdin {
        None => containers.start(id),
        Some(input) => match containers.start_with(id, input, request.wait) {
            // It outlived its input: it is looked at like any other.
            Err(EngineError::TooLong { .. }) => Ok(()),
            // Its own exit code, unless it never began.
            Ok(called) if !called.is_success && !containers.has_begun(id)? => {
                let command = format!("{} start", containers.program().name());
                Err(EngineError::Call { command, said: called.said() })
            }
            Ok(_) => Ok(()),
            Err(error) => Err(error),
        },
    };
    if let Err(EngineError::Call { said, .. }) = started {
        run.refused = Some(said);
        return Ok(());
    }
    started?;
    run.started = true;
    let state = wait(containers, request, id, run)?;
    if state.is_running {
        run.state = RunState::Running;
        ask(request, run);
        stop(containers, request, id, run)?;
    }
    let logs = containers.logs(id)?;
    let new = |all: &str, old: &str| all.strip_prefix(old).unwrap_or(all).to_owned();
    run.output = new(&logs.output, &before.output);
    run.errors = new(&logs.errors, &before.errors);
    if !state.is_running {
        run.exit_code = Some(state.exit_code);
        run.is_out_of_memory = state.is_out_of_memory;
        run.stopped_by = Some(StoppedBy::Itself);
        run.state = run.state_when_over();
    }
    Ok(())
}

/// Waits for its health, its first port or its end.
fn wait(
    containers: &Containers,
    request: &RunRequest,
    id: &str,
    run: &mut ContainerRun,
) -> Result<ContainerState, EngineError> {
    let deadline = Instant::now() + request.wait;
    loop {
        let state = ContainerState::read(&containers.inspect(id)?);
        run.health.clone_from(&state.health);
        run.published.clone_from(&state.published);
        if !state.is_running {
            return Ok(state);
        }
        run.listening = listening::look(containers, &state)?;
        let listens = run.listening.as_ref().is_some_and(|it| !it.is_empty());
        let is_ready = match state.health.as_deref() {
            None => listens,
            Some(health) => health != "starting",
        };
        let is_late = Instant::now() >= deadline;
        if is_ready || is_late {
            std::thread::sleep(SETTLING);
            let state = ContainerState::read(&containers.inspect(id)?);
            if state.is_running {
                run.listening = listening::look(containers, &state)?;
            }
            return Ok(state);
        }
        std::thread::sleep(BEAT);
    }
}

fn ask(request: &RunRequest, run: &mut ContainerRun) {
    let Some(probe) = &request.probe else { return };
    let is_open =
        |port: &u16| run.listening.as_ref().is_none_or(|all| all.iter().any(|it| it.port == *port));
    let published = run.published.iter();
    let place = match probe.port {
        Some(port) => published.clone().find(|(inside, _)| *inside == port),
        None => published.clone().find(|(inside, _)| is_open(inside)).or(run.published.first()),
    };
    run.probe = Some(match place {
        Some((_, outside)) => probe.ask(*outside),
        None => crate::proof::run::ProbeAnswer {
            failed: Some(
                "no port is published: EXPOSE one, or name it as in 'GET :8080/'".to_owned(),
            ),
            ..Default::default()
        },
    });
}

/// Stops it, and tells whether its signal was enough.
fn stop(
    containers: &Containers,
    request: &RunRequest,
    id: &str,
    run: &mut ContainerRun,
) -> Result<(), EngineError> {
    let began = Instant::now();
    containers.stop(id, request.stop_timeout)?;
    let seconds = began.elapsed().as_secs_f64();
    let state = ContainerState::read(&containers.inspect(id)?);
    // 128 + SIGKILL, after all of its time: one that kills itself on its signal is quicker.
    let is_killed = state.exit_code == 137 && seconds >= request.stop_timeout as f64;
    run.stopped_by = Some(if is_killed { StoppedBy::Kill } else { StoppedBy::StopSignal });
    run.stop_seconds = Some(seconds);
    Ok(())
}
