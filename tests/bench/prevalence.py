"""How common each finding is in a corpus of Dockerfiles: writes docs/prevalence.md.

    prevalence.py [--binary PATH] [CORPUS]      CORPUS: a folder, ../shared/corpus/dockerfiles by default

Every rule is asked, without a context: a folder of a corpus is none.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What of a message tells the ecosystem: the command that installs.
ECOSYSTEMS = {
    "npm": r"\bnpm\b", "yarn": r"\byarn\b", "pnpm": r"\bpnpm\b", "bun": r"\bbun\b", "deno": r"\bdeno\b",
    "pipenv": r"\bpipenv\b", "poetry": r"\bpoetry\b", "uv": r"\buv\b", "pip": r"\bpip[0-9.]*\b",
    "conda": r"\b(micro)?(conda|mamba)\b", "go": r"\bgo (mod|build|install|get|generate|test|run)\b", "cargo": r"\bcargo\b",
    "maven": r"\bmvnw?\b", "gradle": r"\bgradlew?\b", "bundler": r"\bbundler?\b", "composer": r"\bcomposer\b",
    "dotnet": r"\bdotnet\b", "mix": r"\bmix\b",
}
# An install that reads manifests, as a RUN would spell it: what the shares are shares of.
INSTALLS = {
    "npm": r"\bnpm\s+(ci|install|i)\b(?!\s+(-g|--global)\b)(?=\s*(-|&|;|\||$|\n|\\))",
    "yarn": r"\byarn(\s+install)?(?=\s*(--|&|;|\||$|\n|\\))", "pnpm": r"\bpnpm\s+(i|install)\b", "bun": r"\bbun\s+(i|install|ci)\b",
    "pip": r"\bpip[0-9.]*\s+install\b[^&;|]*\s(-r|--requirement)", "pipenv": r"\bpipenv\s+(install|sync)\b", "poetry": r"\bpoetry\s+(install|sync)\b",
    "uv": r"\buv\s+sync\b", "conda": r"\b(conda|mamba)\s+env\s+(create|update)\b", "go": r"\bgo\s+(mod\s+download|build|install)\b",
    "cargo": r"\bcargo\s+(build|install\s+--path|fetch)\b", "maven": r"\bmvnw?\s", "gradle": r"\bgradlew?\s",
    "bundler": r"\bbundle(r)?\s+install\b", "composer": r"\bcomposer(\.phar)?\s+install\b", "dotnet": r"\bdotnet\s+(restore|build|publish)\b",
    "mix": r"\bmix\s+(deps\.get|do\s+deps\.get)\b",
}
# Shares that an earlier count of other files found, per corpus: Docker Hub 2020, broken builds on GitHub 2021, recent ones.
EARLIER = {
    "npm": "30 / 36 / 57", "yarn": "17 / 27 / –", "pip": "22 / 27 / 59", "pipenv": "25 / 45 / –", "go": "62 / 66 / 4",
    "cargo": "51 / 54 / 61", "maven": "32 / 41 / 0", "gradle": "49 / 64 / 36", "bundler": "18 / 25 / 46",
    "composer": "31 / 47 / 95", "dotnet": "21 / 55 / 5", "mix": "43 / 54 / 0",
}

DIFFERENCES = [
    "Why the shares differ from the earlier count, apart from the other files:",
    "",
    "- the earlier count took any root copy before the first line that looks like an install; the rule wants the copy to reach",
    "  the folder that the install runs in, and the install to be one that manifests are enough for;",
    "- a stage that copies its manifests first and then everything, before the install, is counted under",
    "  `manifest-copied-but-source-too`, where that rule reports it;",
    "- a Go build is counted only where the toolchain is known to be one of modules, outside `GOPATH` and without `vendor`; most",
    "  files of the earlier count are from before that; one with a cache mount is right as it is;",
    "- shares below that of thirty files are of little weight.",
]


def reports(binary, corpus):
    """The JSON report of every file, a few hundred files at a time."""
    rules = ",".join(sorted(path.name for path in (ROOT / "rules").iterdir() if path.is_dir()))
    files = sorted(str(path.relative_to(corpus)) for path in corpus.rglob("*") if path.is_file())
    for start in range(0, len(files), 500):
        words = [binary, "check", "--isolated", "--context", "none", "--select", rules, "--format", "json", "--exit-zero", "--", *files[start : start + 500]]
        yield from json.loads(subprocess.run(words, cwd=corpus, check=True, capture_output=True, text=True).stdout)["files"]


def ecosystem(message):
    """The installer that comes first in a message."""
    found = [(match.start(), name) for name, pattern in ECOSYSTEMS.items() if (match := re.search(pattern, message.split(" before ")[-1]))]
    return min(found)[1] if found else "other"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=ROOT / "target/release/dockwright")
    parser.add_argument("corpus", nargs="?", default=ROOT.parent / "shared/corpus/dockerfiles", type=pathlib.Path)
    asked = parser.parse_args()
    if not asked.corpus.is_dir():
        sys.exit(f"there is no corpus at {asked.corpus}")
    rules, findings, late, installs, count = collections.Counter(), collections.Counter(), collections.Counter(), collections.Counter(), 0
    for report in reports(pathlib.Path(asked.binary).resolve(), asked.corpus):
        if report["error"]:
            continue
        count += 1
        rules.update({finding["rule"] for finding in report["findings"]})
        findings.update(finding["rule"] for finding in report["findings"])
        late.update({ecosystem(finding["message"]) for finding in report["findings"] if finding["rule"] == "manifest-before-source"})
        text = (asked.corpus / report["path"]).read_text(errors="replace")
        text = re.sub(r"\\\s*\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.M))
        runs = "\n".join(line for line in text.splitlines() if re.match(r"\s*run\b", line, re.I))
        installs.update(name for name, pattern in INSTALLS.items() if re.search(pattern, runs))
    lines = [
        "# How common each finding is", "",
        f"Made by `tests/bench/prevalence.py` from {count:,} real Dockerfiles, all rules on, without a build context.", "",
        "| rule | files | share | findings |", "|---|--:|--:|--:|",
    ]
    for rule in sorted(path.name for path in (ROOT / "rules").iterdir() if path.is_dir()):
        lines.append(f"| `{rule}` | {rules[rule]:,} | {rules[rule] / count:.1%} | {findings[rule]:,} |")
    lines += [
        "", "## Sources before the install, by ecosystem", "",
        "Files in which `manifest-before-source` is reported, among those with a RUN that installs from manifests (found by pattern).",
        "The last column is what an earlier count by patterns alone found, in per cent: on Docker Hub in 2020, among builds",
        "that were broken on GitHub in 2021, and in recent files.", "",
        "| ecosystem | with an install | reported | share | earlier |", "|---|--:|--:|--:|--:|",
    ]
    for name in INSTALLS:
        share = f"{late[name] / installs[name]:.0%}" if installs[name] else "–"
        lines.append(f"| {name} | {installs[name]:,} | {late[name]:,} | {share} | {EARLIER.get(name, '–')} |")
    lines += ["", f"Not named by their message: {late['other']:,} files.", ""]
    lines += DIFFERENCES
    (ROOT / "docs/prevalence.md").write_text("\n".join(lines).rstrip() + "\n")


if __name__ == "__main__":
    main()
