#!/usr/bin/env python3
"""Measure `dockwright simulate` on a build context of a hundred thousand files, beside `git status` on the same.

Makes a git repository with a Dockerfile of eleven steps that copy it whole, in parts and by patterns, and measures whole
processes. See README.md beside this file. Needs Python 3.9 or later and git, and nothing but the standard library.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from run import BINARY, WORK, Broken, interleaved, measure, say

FILES = 100_000

DOCKERFILE = """\
FROM scratch AS context
COPY . /
FROM node:20 AS build
WORKDIR /app
COPY package.json ./
RUN npm ci
COPY src/*/part1 ./parts/
COPY --exclude=**/*.md . .
RUN npm run build
FROM nginx:alpine
COPY --from=context /src/d2 /d2
COPY --from=build /app/dist /usr/share/nginx/html
"""


def repository(files: int) -> Path:
    """The repository, made once; one file differs from the commit."""
    folder = WORK / f"context-{files}"
    target = folder / "repository"
    if (folder / "made").exists():
        return target
    shutil.rmtree(folder, ignore_errors=True)
    say(f"making {files} files …")
    for number in range(files):
        path = target / "src" / f"d{number // 5000}" / f"part{number // 100 % 50}" / f"file{number % 100}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"// {number}\n")
    (target / "package.json").write_text("{}\n")
    (target / ".dockerignore").write_text(".git\nnode_modules\n**/*.log\n")
    (target / "Dockerfile").write_text(DOCKERFILE)
    author = ["-c", "user.name=a", "-c", "user.email=a@example.invalid"]
    for command in (["init", "--quiet"], ["add", "."], [*author, "commit", "--quiet", "--message", "all"]):
        subprocess.run(["git", *command], cwd=target, check=True)
    changed = target / "src" / "d0" / "part1" / "file3.js"
    changed.write_text("// changed\n")
    (folder / "made").touch()
    return target


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=Path, default=BINARY, help="dockwright to measure (a release build)")
    parser.add_argument("--runs", type=int, default=9, help="runs of each command (default 9)")
    parser.add_argument("--check", action="store_true", help="run all once on few files, judge no times")
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    if not arguments.binary.exists():
        say(f"there is no {arguments.binary}: build it first, or name another with --binary")
        return 2
    files, runs = (500, 1) if arguments.check else (FILES, arguments.runs)
    folder = repository(files).resolve()
    simulate = [str(arguments.binary.resolve()), "simulate", "--format", "json"]
    commands = {
        "simulate --change FILE": [*simulate, "--change", "src/d0/part2/file7.js"],
        "simulate --since HEAD": [*simulate, "--since", "HEAD"],
        "git status": [shutil.which("git"), "status", "--porcelain"],
    }
    for command in commands.values():
        measure(command, folder)
    figures = interleaved(commands, {name: folder for name in commands}, runs)
    print(f"{files} files, {runs} runs, {os.cpu_count()} processors; median of each (aimed at: 300 ms, 100 MiB)")
    for name, figure in figures.items():
        ratio = figure.wall / figures["git status"].wall
        print(f"  {name:24} {figure.wall * 1000:7.1f} ms wall {figure.cpu * 1000:7.1f} ms CPU {figure.rss:5.0f} MiB"
              f"   {ratio:.2f} of git status")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as error:
        say(f"error: {error}")
        sys.exit(1)
