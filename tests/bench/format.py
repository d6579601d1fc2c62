#!/usr/bin/env python3
"""Compare `dockwright format` with other formatters of Dockerfiles: what a run over many files costs.

Whole processes are measured from outside, as in run.py. All formatters only look: nothing is written. See README.md
beside this file. Needs Python 3.9 or later, npm for the peers, and nothing but the standard library.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, List

from run import (BINARY, CORPUS, PEERS, WORK, Broken, candidates, environment, interleaved, made_up_files, quietly, ratio,
                 say, spread, write_set)

CHECK_FILES = 20
MODULES = PEERS / "formatters" / "node_modules"

# Formats each file with the library of the language server, with the options that editors have by default.
BY_LIBRARY = """
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const [modules, ...paths] = process.argv.slice(1);
const { format } = createRequire(modules + "/")("dockerfile-utils");
for (const path of paths) format(readFileSync(path, "utf8"), { tabSize: 4, insertSpaces: true });
"""


def install() -> None:
    """Install the peers into the private folder."""
    folder = MODULES.parent
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    npm = shutil.which("npm")
    if npm is None:
        say("without peers: there is no npm")
    elif not MODULES.exists():
        say("installing @reteps/dockerfmt and dockerfile-utils …")
        quietly([npm, "install", "--silent", "--prefix", str(folder), "@reteps/dockerfmt", "dockerfile-utils"])


def peers(paths: List[str]) -> Dict[str, List[str]]:
    """The peers that are installed, by name and version: their command lines."""
    found: Dict[str, List[str]] = {}
    native = sorted(MODULES.glob("@reteps/dockerfmt-*/bin/dockerfmt"))
    if native:
        found[f"dockerfmt {package_version('@reteps/dockerfmt')}"] = [str(native[0]), *paths]
    node = shutil.which("node")
    if node and (MODULES / "dockerfile-utils").exists():
        script = [node, "--input-type=module", "--eval", BY_LIBRARY, str(MODULES), *paths]
        found[f"dockerfile-utils {package_version('dockerfile-utils')}"] = script
    return found


def package_version(name: str) -> str:
    """The version of an installed package."""
    return json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))["version"]


def reads(command: List[str], folder: Path) -> bool:
    """Whether a formatter can read all the files of its command line."""
    done = subprocess.run(command, cwd=folder, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def own_command(binary: Path, paths: List[str]) -> List[str]:
    """dockwright's command line. It ends with 1 where anything would change; the shell, measured too, ends with 0."""
    command = [str(binary.absolute()), "format", "--isolated", "--diff", *paths]
    return ["/bin/sh", "-c", '"$@"; [ $? -le 1 ]', "sh", *command]


def readable(binary: Path, folder: Path, paths: List[str]) -> List[str]:
    """The files that every formatter can read. A batch that breaks one is halved until the guilty file is alone."""
    def part(command: List[str], some: List[str]) -> List[str]:
        if not some or reads([*command, *some], folder):
            return some
        middle = len(some) // 2
        return [] if len(some) == 1 else part(command, some[:middle]) + part(command, some[middle:])

    count = len(paths)
    for name, command in {"dockwright": own_command(binary, []), **peers([])}.items():
        kept = part(command, paths)
        say(f"  {name} cannot read {len(paths) - len(kept)} of {len(paths)}")
        paths = kept
    if not paths:
        raise Broken(f"there is no file of {count} that all can read")
    return paths


def main() -> int:
    """Prepare, measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of Dockerfiles")
    parser.add_argument("--binary", type=Path, default=BINARY, help="dockwright to measure (a release build)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command (default 5)")
    parser.add_argument("--no-install", action="store_true", help="use only the peers that are installed already")
    parser.add_argument("--check", action="store_true", help="run all once on few files, to see that nothing breaks")
    arguments = parser.parse_args()
    if not arguments.binary.is_file():
        raise Broken(f"there is no {arguments.binary}: build it first, or name another with --binary")
    WORK.mkdir(parents=True, exist_ok=True)
    if not arguments.check and not arguments.no_install:
        install()
    contents = corpus(arguments.corpus, arguments.check)
    folder = WORK / ("format-check" if arguments.check else "format")
    paths = readable(arguments.binary, folder, write_set(folder, contents))
    own = "dockwright"
    commands = {own: own_command(arguments.binary, paths), **peers(paths)}
    figures = interleaved(commands, {name: folder for name in commands}, 1 if arguments.check else arguments.runs)
    print(f"{len(paths)} files, {os.cpu_count()} processors; median of each")
    print("| formatter | wall (ms) | CPU (ms) | peak memory (MiB) | CPU ratio |\n|:--|--:|--:|--:|--:|")
    for name, figure in figures.items():
        print(f"| {name} | {figure.wall * 1000:.0f} | {figure.cpu * 1000:.0f} | {figure.rss:.0f} "
              f"| {ratio(figure.cpu, figures[own].cpu)} |")
    return 0


def corpus(folder: Path, is_check: bool) -> List[bytes]:
    """The contents of the files to measure on."""
    if folder.is_dir():
        contents = list(candidates(folder, 2 * CHECK_FILES if is_check else None).values())
        return spread(contents, CHECK_FILES) if is_check else contents
    if not is_check:
        raise Broken(f"there is no folder {folder}; name one with --corpus")
    return [text.encode() for text in made_up_files()]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as error:
        say(f"error: {error}")
        sys.exit(1)
