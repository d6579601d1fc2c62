"""Runs the composite steps of action.yml with given inputs and looks at what they print, write and return."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def scripts(text):
    """The `run: |` blocks of the action, in order, without their indentation."""
    found = []
    for block in re.split(r"^      run: \|\n", text, flags=re.M)[1:]:
        lines = []
        for line in block.splitlines():
            if line and not line.startswith("        "):
                break
            lines.append(line[8:])
        found.append("\n".join(lines))
    return found


def step(script, folder, env):
    """Runs one script; returns what it printed, its outputs and its exit code."""
    with tempfile.NamedTemporaryFile("r") as outputs:
        env = {**os.environ, **env, "GITHUB_OUTPUT": outputs.name}
        ran = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=folder, env=env, capture_output=True, text=True)
        pairs = dict(line.split("=", 1) for line in outputs.read().splitlines())
        return ran.stdout + ran.stderr, pairs, ran.returncode


def expect(name, condition, detail):
    print(("PASS " if condition else "FAIL ") + name)
    if not condition:
        sys.exit(str(detail))


def main():
    root = pathlib.Path(sys.argv[1])
    text = (root / "action.yml").read_text()
    take_binary, check = scripts(text)
    for script in (take_binary, check):
        expect("no input is put into a script", "${{" not in script, script)
    _, outputs, code = step(take_binary, root, {"BINARY": "", "ACTION_PATH": str(root)})
    expect("the binary is built", code == 0 and pathlib.Path(outputs["path"]).is_file(), outputs)
    project = root / "fixtures/projects/express"
    with tempfile.TemporaryDirectory() as scratch:
        sarif = pathlib.Path(scratch) / "out.sarif"
        inputs = {
            "BINARY": outputs["path"],
            "PATHS": ".",
            "ARGS": "",
            "CONTEXT": "",
            "FAIL_ON": "warning",
            "ANNOTATIONS": "true",
            "SARIF_FILE": str(sarif),
        }
        printed, said, code = step(check, project, inputs)
        annotations = re.findall(r"^::(error|warning) file=Dockerfile,line=(\d+),", printed, flags=re.M)
        expect("findings are annotated, once each", annotations == [("error", "11"), ("warning", "5")], printed)
        expect("findings fail the step", code == 1 and said["exit-code"] == "1", (code, said))
        expect("outputs are said", said["findings"] == "2" and said["sarif-file"] == str(sarif), said)
        results = json.loads(sarif.read_text())["runs"][0]["results"]
        expect("SARIF is written", len(results) == 2, results)
        sarif.unlink()
        printed, said, code = step(check, project, {**inputs, "ANNOTATIONS": "false", "SARIF_FILE": ""})
        expect("annotations can be off", "::error" not in printed and "error[" in printed and code == 1, printed)
        expect("no SARIF when not asked for", "sarif-file" not in said and not sarif.exists(), said)
        _, said, code = step(check, project, {**inputs, "ARGS": "--select\nserver-in-run", "SARIF_FILE": ""})
        expect("a clean run passes", code == 0 and said == {"findings": "0", "exit-code": "0"}, (code, said))
        _, said, code = step(check, project, {**inputs, "CONTEXT": "none", "ARGS": "--exit-zero"})
        expect("context and arguments arrive", code == 0 and said["findings"] == "2", (code, said))
        _, said, code = step(check, project, {**inputs, "PATHS": "missing/Dockerfile\nDockerfile"})
        expect("a file that cannot be read is 2, and said", code == 2 and said["exit-code"] == "2", (code, said))
        (pathlib.Path(scratch) / "a b").mkdir()
        odd = pathlib.Path(scratch) / "a b" / "$(touch owned);Dockerfile"
        odd.write_text("FROM scratch\n")
        _, _, code = step(check, pathlib.Path(scratch), {**inputs, "PATHS": str(odd), "SARIF_FILE": ""})
        owned = list(pathlib.Path(scratch).rglob("owned"))
        expect("a path is a path and no script", code == 0 and not owned, (code, owned))


main()
