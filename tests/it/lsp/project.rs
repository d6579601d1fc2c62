//! A real project with a history: sources that change often, and manifests that hardly do.

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Copies everything before it installs.
pub(super) const DOCKERFILE: &str = "\
# syntax=docker/dockerfile:1
ARG NODE=20
FROM node:${NODE} AS base
WORKDIR /app

FROM base AS build
ENV MODE=production
COPY . .
RUN npm ci && \\
    npm run build -- --mode \"$MODE\"

FROM base
COPY --from=build /app/dist /app/dist
COPY server.js ./
# dockwright: ignore=missing-expose asked for
USER node
EXPOSE 3000
CMD [\"node\", \"server.js\"]
";

/// The project: four commits on sources and one on the manifest.
pub(super) fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put("Dockerfile", DOCKERFILE);
    put(".dockerignore", "node_modules\n*.log\n!keep.log\nnothing-like-it\n");
    put(
        "package.json",
        "{\"scripts\": {\"build\": \"vite build\"}, \"dependencies\": {\"express\": \"4\"}}\n",
    );
    put("package-lock.json", "{\"lockfileVersion\": 3}\n");
    put("server.js", "require('express')().listen(3000)\n");
    put("src/app.js", "1\n");
    put("debug.log", "x\n");
    git(folder.path(), &["init", "-q"]);
    commit(folder.path(), "begin");
    for number in 0..4 {
        put("src/app.js", &format!("{number}{number}\n"));
        commit(folder.path(), &format!("change {number}"));
    }
    put(
        "package.json",
        "{\"scripts\": {\"build\": \"vite build\"}, \"dependencies\": {\"express\": \"5\"}}\n",
    );
    commit(folder.path(), "a newer express");
    // What is not committed yet.
    put("src/app.js", "pending\n");
    folder
}

fn commit(folder: &Path, message: &str) {
    git(folder, &["add", "-A"]);
    git(folder, &["-c", "user.name=n", "-c", "user.email=e", "commit", "-qm", message]);
}

fn git(folder: &Path, arguments: &[&str]) {
    let status = Command::new("git").args(arguments).current_dir(folder).status().unwrap();
    assert!(status.success(), "git {arguments:?}");
}
