//! The engines that tests build on: those that `ci/engine` started.

pub(crate) use crate::scenario::Store;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One engine.
#[derive(Clone, Debug)]
pub(crate) struct Engine {
    /// Its image store.
    pub(crate) store: Store,
    /// Its address, `unix://…`.
    address: String,
}

impl Engine {
    /// The `docker` command line, talking to this engine.
    pub(crate) fn docker(&self) -> Command {
        let mut docker = Command::new("docker");
        docker.env("DOCKER_HOST", &self.address);
        docker
    }

    /// `docker buildx`, the plugin started by itself where that is possible: a tenth of a second less.
    pub(crate) fn buildx(&self) -> Command {
        let folder = std::env::var_os("DOCKER_CONFIG").map(PathBuf::from).unwrap_or_default();
        let plugin = folder.join("cli-plugins/docker-buildx");
        if !plugin.is_file() {
            let mut docker = self.docker();
            docker.arg("buildx");
            return docker;
        }
        let mut plugin = Command::new(plugin);
        plugin.env("DOCKER_HOST", &self.address);
        plugin
    }
}

/// Both engines, and what images are made of.
#[derive(Clone, Debug)]
pub(crate) struct Engines {
    overlay: Engine,
    containerd: Engine,
    /// A folder with a small system: busybox, and the user `app`; the same as an archive beside it, `.tar`.
    base: PathBuf,
}

impl Engines {
    /// Those that the environment names; the error says why there are none.
    pub(crate) fn find() -> Result<Self, String> {
        let variable = |name: &str| {
            let value = std::env::var(name).ok().filter(|value| !value.is_empty());
            value.ok_or(format!(
                "{name} is not set; `ci/engine COMMAND` runs COMMAND beside engines"
            ))
        };
        let engine = |store, address| Engine { store, address };
        Ok(Self {
            overlay: engine(Store::Overlay2, variable("DOCKWRIGHT_ENGINE_OVERLAY")?),
            containerd: engine(Store::Containerd, variable("DOCKWRIGHT_ENGINE_CONTAINERD")?),
            base: variable("DOCKWRIGHT_BASE")?.into(),
        })
    }

    /// The engine with that store.
    pub(crate) fn with(&self, store: Store) -> &Engine {
        match store {
            Store::Overlay2 => &self.overlay,
            Store::Containerd => &self.containerd,
        }
    }

    /// The folder with the system that base images are made of.
    pub(crate) fn base(&self) -> &Path {
        &self.base
    }

    /// Starts this program again in the network of the engine with the classic store, so that what listens on the
    /// loopback here is what its builds reach. Does nothing where the engines have no network of their own.
    pub(crate) fn enter_network(&self) {
        use std::os::unix::process::CommandExt;
        let Ok(engine) = std::env::var("DOCKWRIGHT_ENGINE_OVERLAY_PID") else { return };
        let network = |process: &str| std::fs::read_link(format!("/proc/{process}/ns/net")).ok();
        let theirs = network(&engine);
        if theirs.is_none() || theirs == network("self") {
            return;
        }
        let program = std::env::current_exe().unwrap();
        let mut nsenter = Command::new("nsenter");
        nsenter.arg(format!("--net=/proc/{engine}/ns/net")).arg("--").arg(program);
        let error = nsenter.args(std::env::args_os().skip(1)).exec();
        panic!("cannot enter the network of process {engine}: {error}");
    }
}
