#!/usr/bin/env python3
"""Makes the recorded builds in fixtures/builds: ci/engine python3 tests/builds/record.py [--into DIR] [CASE...]

Each case of cases.py is built twice on a real engine, before and after a change that is planted, and what the
second build printed is kept beside both states. tests/it/explain.rs holds `dockwright explain` against them.
"""

import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from cases import CASES, TOOLS

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures" / "builds"
# What the engine writes into files and names is the same in each recording.
SALT = "RUN echo {salt} >/etc/salt"


def main():
    wanted, into = sys.argv[1:], FIXTURES
    if wanted[:1] == ["--into"]:
        into, wanted = pathlib.Path(wanted[1]), wanted[2:]
    for name in wanted or list(CASES):
        record(name, CASES[name], into / name)
        print(f"recorded {name}")


def record(name, case, folder):
    engine = "CONTAINERD" if case.get("store", "containerd") == "containerd" else "OVERLAY"
    environment = dict(os.environ, DOCKER_HOST=os.environ[f"DOCKWRIGHT_ENGINE_{engine}"])
    with tempfile.TemporaryDirectory(prefix="dw-") as work:
        work = pathlib.Path(work)
        for image in case.get("images", ["node:20"]):
            make_image(environment, work, image, f"{name} {image}")
        before, after = work / "before", work / "after"
        write(before, case["before"])
        shutil.copytree(before, after, symlinks=True)
        apply(after, case)
        if not case.get("cold"):
            build(environment, before, case, case.get("args_before", []), "plain")
        for image in case.get("rebuilt", []):
            make_image(environment, work, image, f"{name} {image} again")
        text = build(environment, after, case, case.get("args_after", []), case["form"], case.get("flags_after", ()))
        keep(folder, case, text, provenance(environment) if case.get("provenance") else None)


def make_image(environment, work, image, salt):
    folder = work / "image"
    shutil.rmtree(folder, ignore_errors=True)
    write(folder, {f"tools/{tool}": text for tool, text in TOOLS.items()})
    for tool in (folder / "tools").iterdir():
        tool.chmod(0o755)
    shutil.copy(os.environ["DOCKWRIGHT_BASE"] + ".tar", folder / "base.tar")
    (folder / "Dockerfile").write_text(
        f"FROM scratch\nADD base.tar /\nCOPY tools /usr/local/bin\n{SALT.format(salt=salt)}\n"
    )
    run(environment, ["docker", "buildx", "build", "-q", "--load", "-t", image, folder])


def write(folder, files):
    for path, text in files.items():
        path = folder / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o644)


def apply(folder, case):
    write(folder, case.get("after", {}))
    for path in case.get("deleted", []):
        (folder / path).unlink()
    for path, mode in case.get("modes", {}).items():
        (folder / path).chmod(int(mode, 8))


def build(environment, folder, case, args, form, more=()):
    """Builds a state in its folder, and returns what was printed."""
    command = ["docker", "buildx", *case.get("command", ["build"]), f"--progress={form}"]
    for arg in args:
        command += ["--build-arg", arg]
    if case.get("command", ["build"])[0] == "build":
        command += [*case.get("flags", []), *more, "."]
    if form != "tty":
        return run(environment, command, folder, case.get("fails", False))
    with tempfile.NamedTemporaryFile() as log:
        shell = "stty cols 100 rows 40; " + " ".join(command)
        subprocess.run(["script", "-qec", shell, log.name], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
        return pathlib.Path(log.name).read_text()


def run(environment, command, folder=None, may_fail=False):
    done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0 and not may_fail:
        sys.exit(f"{command} failed:\n{done.stdout}")
    return done.stdout


def provenance(environment):
    command = ["docker", "buildx", "history", "inspect", "attachment", "--type", "provenance"]
    whole = json.loads(run(environment, command))
    metadata = "https://mobyproject.org/buildkit@v1#metadata"
    return {
        "buildType": whole["buildType"],
        "buildConfig": {"digestMapping": whole["buildConfig"]["digestMapping"]},
        "metadata": {metadata: {"source": whole["metadata"][metadata]["source"]}},
    }


def as_ci_keeps_it(text, ci):
    """The log as a CI system would hand it out."""
    start = datetime.datetime(2026, 1, 2, 3, 4, 5)
    lines = []
    for number, line in enumerate(text.splitlines()):
        time = start + datetime.timedelta(milliseconds=137 * number)
        prefix = {
            "github": time.strftime("%Y-%m-%dT%H:%M:%S.%f1Z "),
            "github-cli": f"build\tBuild the image\t{time.strftime('%Y-%m-%dT%H:%M:%S.%f1Z')} ",
            "gitlab": f"{time.strftime('%Y-%m-%dT%H:%M:%S.%fZ')} 01O ",
            "jenkins": time.strftime("[%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z] ",
            "cloudbuild": 'Step #1 - "image": ',
        }[ci]
        lines.append(prefix + line + "\n")
    return "".join(lines)


def keep(folder, case, text, found):
    shutil.rmtree(folder, ignore_errors=True)
    write(folder / "before", case["before"])
    write(folder / "after", case.get("after", {}))
    if "ci" in case:
        text = as_ci_keeps_it(text, case["ci"])
    (folder / f"build.{case['form']}").write_text(text)
    if found:
        (folder / "provenance.json").write_text(json.dumps(found, indent=1) + "\n")
    told = ["about", "deleted", "modes", "args_before", "args_after", "flags", "roots", "alone", "revision"]
    facts = {key: case[key] for key in told if key in case}
    facts["log"] = f"build.{case['form']}"
    (folder / "case.json").write_text(json.dumps(facts, indent=1) + "\n")


if __name__ == "__main__":
    main()
