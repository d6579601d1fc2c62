//! Which files around a Dockerfile count, and what happens when they change.

use super::Server;
use gen_lsp_types::DidChangeWatchedFilesParams;
use serde_json::{Value, json};

/// What the rules and the simulator read beside Dockerfiles: settings, ignore files, manifests, lockfiles, commits.
const WATCHED: [&str; 8] = [
    "**/dockwright.toml",
    "**/{.dockerignore,*.dockerignore}",
    "**/{Dockerfile,Containerfile,*.dockerfile,Dockerfile.*,Containerfile.*}",
    "**/{package.json,package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,pnpm-workspace.yaml,bun.lock}",
    "**/{requirements*.txt,pyproject.toml,poetry.lock,uv.lock,Pipfile,Pipfile.lock,setup.py,setup.cfg}",
    "**/{go.mod,go.sum,go.work,Cargo.toml,Cargo.lock,Gemfile,Gemfile.lock,composer.json,composer.lock}",
    "**/{pom.xml,build.gradle,build.gradle.kts,settings.gradle,gradle.lockfile,mix.exs,mix.lock,*.csproj,*.sln}",
    "**/.git/{HEAD,index,refs/heads/**}",
];

/// The patterns, as they are registered.
pub(super) fn watchers() -> Vec<Value> {
    WATCHED.iter().map(|pattern| json!({"globPattern": pattern})).collect()
}

impl Server {
    /// Files around the documents changed on the disk.
    pub(super) fn files_changed(&mut self, params: DidChangeWatchedFilesParams) {
        let is_git = |uri: &str| uri.contains("/.git/");
        let (git, files): (Vec<_>, Vec<_>) =
            params.changes.iter().partition(|change| is_git(&change.uri.0));
        if !files.is_empty() {
            self.renew();
        }
        if !git.is_empty() || !files.is_empty() {
            let uris: Vec<_> = self.world.documents.keys().cloned().collect();
            for uri in uris {
                self.consider(&uri, true);
            }
        }
    }
}
