#!/usr/bin/env python3
"""Compare `dockwright simulate --history` with what git alone takes for the same commits.

Makes a repository of a thousand files and some hundred commits, and a Dockerfile of twelve steps, and measures whole
processes. See README.md beside this file. Needs Python 3.9 or later and git, and nothing but the standard library.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator

from run import BINARY, WORK, Broken, interleaved, measure, say

FILES, COMMITS, REPLAYED = 1_000, 600, 200
SEED = 7

DOCKERFILE = """\
FROM node:20 AS deps
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
FROM deps AS build
COPY config ./config
COPY . .
RUN npm run build
FROM nginx:alpine
COPY --from=build /app/dist /usr/share/nginx/html
COPY docker/nginx.conf /etc/nginx/nginx.conf
RUN nginx -t
"""
IGNORE = ".git\nnode_modules\n**/*.md\ndocs\n!docs/api.json\n"


def paths(count: int) -> list:
    """Names of files, in some depth."""
    folders = ["src/pages", "src/components/forms", "src/lib", "config", "docs", "tests/unit", "assets/images/icons"]
    names = [f"{folders[number % len(folders)]}/part{number % 23}/file{number}.ts" for number in range(count)]
    return ["package.json", "package-lock.json", "docker/nginx.conf", "README.md", *names]


def stream(files: int, commits: int) -> Iterator[bytes]:
    """What git fast-import reads: a first commit with everything, then small ones."""
    chance = random.Random(SEED)
    names = paths(files)

    def commit(number: int, changes: dict) -> bytes:
        message = f"Commit {number}".encode()
        # A minute for each, from an arbitrary day on.
        head = f"commit refs/heads/main\ncommitter a <a@example.invalid> {1700000000 + 60 * number} +0000\n"
        body = [head.encode(), b"data %d\n%s\n" % (len(message), message)]
        for path, content in changes.items():
            data = content.encode()
            body.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data))
        return b"".join(body) + b"\n"

    yield commit(0, {"Dockerfile": DOCKERFILE, ".dockerignore": IGNORE, **{name: f"{name}\n" * 40 for name in names}})
    for number in range(1, commits):
        changed = chance.sample(names[4:], chance.randint(1, 12))
        changed += ["package.json"] if number % 15 == 0 else []
        changed += ["README.md"] if number % 4 == 0 else []
        changes = {name: f"{name} {number}\n" * 40 for name in changed}
        if number % 50 == 0:
            changes["Dockerfile"] = DOCKERFILE.replace("npm ci", f"npm ci --loglevel=error # {number}")
        yield commit(number, changes)


def repository(files: int, commits: int) -> Path:
    """The repository, made once."""
    folder = WORK / f"history-{files}-{commits}-{SEED}"
    if (folder / "made").exists():
        return folder / "repository"
    shutil.rmtree(folder, ignore_errors=True)
    target = folder / "repository"
    say(f"making {commits} commits on {files} files …")
    git = ["git", "-c", "init.defaultBranch=main"]
    subprocess.run([*git, "init", "--quiet", str(target)], check=True)
    with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=target, stdin=subprocess.PIPE) as importer:
        for part in stream(files, commits):
            importer.stdin.write(part)
        importer.stdin.close()
    if importer.returncode:
        raise Broken("git fast-import failed")
    subprocess.run(["git", "reset", "--quiet", "--hard", "main"], cwd=target, check=True)
    (folder / "made").touch()
    return target


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, default=BINARY, help="dockwright to measure (a release build)")
    parser.add_argument("--runs", type=int, default=9, help="runs of each command (default 9)")
    parser.add_argument("--repository", type=Path, help="a repository with a Dockerfile, instead of a made one")
    parser.add_argument("--check", action="store_true", help="run all once on few commits, judge no times")
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    if not arguments.binary.exists():
        say(f"there is no {arguments.binary}: build it first, or name another with --binary")
        return 2
    replayed, runs = (20, 1) if arguments.check else (REPLAYED, arguments.runs)
    made = (60, 40) if arguments.check else (FILES, COMMITS)
    folder = (arguments.repository or repository(*made)).resolve()
    binary = str(arguments.binary.resolve())
    commands = {
        "git": [shutil.which("git"), "log", "--raw", "-n", str(replayed)],
        "dockwright": [binary, "simulate", "--history", str(replayed), "--format", "json"],
    }
    for command in commands.values():
        measure(command, folder)
    figures = interleaved(commands, {name: folder for name in commands}, runs)
    own, git = figures["dockwright"], figures["git"]
    print(f"{replayed} commits, {runs} runs, {os.cpu_count()} processors; median of each")
    print(f"  git log --raw -n {replayed}:            {git.wall * 1000:6.1f} ms wall, {git.cpu * 1000:6.1f} ms CPU")
    print(f"  dockwright simulate --history {replayed}: {own.wall * 1000:6.1f} ms wall, {own.cpu * 1000:6.1f} ms CPU, "
          f"{own.rss:.0f} MiB at most")
    beyond = (own.wall - 0.05) / git.wall
    print(f"  ratio {own.wall / git.wall:.2f}; {beyond:.2f} beyond 50 ms (aimed at: 1.50)")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as error:
        say(f"error: {error}")
        sys.exit(1)
