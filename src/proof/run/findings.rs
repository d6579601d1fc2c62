//! What is remarkable about a container, whatever it is compared with.

use super::{ContainerRun, Reach, RunState, StoppedBy};
use std::fmt;

/// Something that whoever runs the image should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunFinding {
    /// A port listens on an address that others reach, and is not exposed.
    NotExposed(u16),
    /// A port is exposed, and nothing listens on it.
    NothingListens(u16),
    /// An exposed port listens on the loopback only: publishing it leads nowhere.
    LoopbackOnly(u16),
    /// The first process ignored its stop signal and was killed.
    IgnoredSignal {
        /// Such as `SIGTERM`.
        signal: String,
        /// Whether a shell is the first process and the program its child.
        is_shell_form: bool,
    },
    /// It ended because nobody was attached.
    NobodyAttached,
    /// It ended with an error.
    Crashed {
        /// What it exited with.
        code: i64,
        /// Whether its memory was used up.
        is_out_of_memory: bool,
    },
}

impl fmt::Display for RunFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunFinding::NotExposed(port) => write!(f, "port {port} listens and is not exposed"),
            RunFinding::NothingListens(port) => {
                write!(f, "port {port} is exposed and nothing listens on it")
            }
            RunFinding::LoopbackOnly(port) => write!(
                f,
                "port {port} listens on 127.0.0.1 only: nobody outside the container reaches it; listen on 0.0.0.0"
            ),
            RunFinding::IgnoredSignal { signal, is_shell_form: true } => write!(
                f,
                "ignored {signal} and had to be killed: CMD or ENTRYPOINT in shell form makes a shell the first process, \
                 which passes no signal on; use the exec form, or `exec` in the shell"
            ),
            RunFinding::IgnoredSignal { signal, .. } => write!(
                f,
                "ignored {signal} and had to be killed: the first process of a container has no default for signals and \
                 needs a handler of its own, or an init (`--init`)"
            ),
            RunFinding::NobodyAttached => write!(
                f,
                "ended at once because nobody is attached; this is no crash: give it input with --stdin FILE, or a \
                 terminal with --tty"
            ),
            RunFinding::Crashed { is_out_of_memory: true, .. } => {
                write!(f, "its memory was used up; raise --memory")
            }
            RunFinding::Crashed { code, .. } => write!(f, "crashed with exit code {code}"),
        }
    }
}

/// What is remarkable about a container.
pub fn findings_of(run: &ContainerRun) -> Vec<RunFinding> {
    let mut findings = Vec::new();
    match run.state {
        RunState::Crashed => findings.push(RunFinding::Crashed {
            code: run.exit_code.unwrap_or_default(),
            is_out_of_memory: run.is_out_of_memory,
        }),
        RunState::NoInput => findings.push(RunFinding::NobodyAttached),
        _ => {}
    }
    if run.state == RunState::Running {
        findings.extend(ports(run));
    }
    if run.stopped_by == Some(StoppedBy::Kill) {
        let (signal, is_shell_form) = (run.stop_signal.clone(), run.is_shell_form());
        findings.push(RunFinding::IgnoredSignal { signal, is_shell_form });
    }
    findings
}

fn ports(run: &ContainerRun) -> Vec<RunFinding> {
    let Some(listening) = &run.listening else { return Vec::new() };
    let mut findings = Vec::new();
    for it in listening {
        match (run.exposed.contains(&it.port), it.reach) {
            (false, Reach::All | Reach::One) => findings.push(RunFinding::NotExposed(it.port)),
            (true, Reach::Loopback) => findings.push(RunFinding::LoopbackOnly(it.port)),
            _ => {}
        }
    }
    let is_silent = |port: &&u16| !listening.iter().any(|it| it.port == **port);
    findings.extend(run.exposed.iter().filter(is_silent).map(|it| RunFinding::NothingListens(*it)));
    findings
}
