//! The arguments of `dockwright verify` that concern containers.

use crate::cli::Failure;
use crate::host;
use crate::verify::containers::{Probe, RunRequest};
use clap::Args as ClapArgs;
use std::path::PathBuf;
use std::time::Duration;

/// How containers of the images run.
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct RunArgs {
    /// Start no containers
    #[arg(long)]
    pub(super) no_run: bool,
    /// The network of the containers, as docker takes it
    #[arg(long, value_name = "NAME", conflicts_with = "no_run")]
    pub(super) network: Option<String>,
    /// Ask both for this and compare the answers: 'GET /', 'GET :8080/health'
    #[arg(long, value_name = "REQUEST", conflicts_with = "no_run")]
    pub(super) probe: Option<String>,
    /// Wait at most so many seconds for health, a listening port or the end
    #[arg(long, value_name = "SECONDS", default_value_t = RunRequest::default().wait.as_secs())]
    pub(super) wait: u64,
    /// Kill what has not stopped so many seconds after its stop signal
    #[arg(long, value_name = "SECONDS", default_value_t = RunRequest::default().stop_timeout)]
    pub(super) stop_timeout: u64,
    /// Give them this file as their standard input
    #[arg(long, value_name = "FILE", conflicts_with = "no_run")]
    pub(super) stdin: Option<PathBuf>,
    /// Give them a terminal
    #[arg(long, conflicts_with_all = ["no_run", "stdin"])]
    pub(super) tty: bool,
    /// Stop each, start it again, and compare with its first start
    #[arg(long, conflicts_with = "no_run")]
    pub(super) restart: bool,
    /// How much memory each may use, as docker takes it
    #[arg(long, value_name = "BYTES", default_value_t = RunRequest::default().memory)]
    pub(super) memory: String,
    /// How many processes each may have
    #[arg(long, value_name = "COUNT", default_value_t = RunRequest::default().pids_limit)]
    pub(super) pids_limit: u32,
    /// Copy this path out of each container before it is removed, to the folder of --copy-to (repeatable)
    #[arg(long, value_name = "PATH", requires = "copy_to", conflicts_with = "no_run")]
    pub(super) copy: Vec<String>,
    /// The folder for what --copy names: below `original`, and below `fixed` that of the rewritten file
    #[arg(long, value_name = "FOLDER", requires = "copy")]
    pub(super) copy_to: Option<PathBuf>,
    /// A variable of the containers (repeatable)
    #[arg(long, value_name = "NAME=VALUE", conflicts_with = "no_run")]
    pub(super) env: Vec<String>,
}

impl RunArgs {
    /// How the images are run; `None` when they are not.
    pub(super) fn request(&self) -> Result<Option<RunRequest>, Failure> {
        if self.no_run {
            return Ok(None);
        }
        let stdin = self.stdin.as_deref().map(host::read).transpose()?;
        Ok(Some(RunRequest {
            network: self.network.clone(),
            env: self.env.clone(),
            memory: self.memory.clone(),
            pids_limit: self.pids_limit,
            wait: Duration::from_secs(self.wait),
            stop_timeout: self.stop_timeout,
            probe: self.probe.as_deref().map(probe).transpose()?,
            stdin,
            tty: self.tty,
            restart: self.restart,
            copy: self.copy.clone(),
            copy_to: self.copy_to.clone().unwrap_or_default(),
            ..RunRequest::default()
        }))
    }
}

fn probe(text: &str) -> Result<Probe, Failure> {
    let read = Probe::read(text);
    read.ok_or_else(|| Failure(format!("--probe {text}: expected 'GET /PATH' or 'GET :PORT/PATH'")))
}
