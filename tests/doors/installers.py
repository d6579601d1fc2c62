"""Runs what the fixes of `fixtures/projects` write with the real package managers, and compares with the original.

    installers.py ROOT HOME BINARY [PROJECT...]    HOME holds the tools; PROJECT is `ecosystem/case` or `ecosystem`

A fix that is applied must leave the same files as the original order of instructions; where it is held back because the
build would break, it does break, or makes something else.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

# Whether the tool is there, for each ecosystem; or why its projects cannot be run.
TOOLS = {
    "npm": "npm", "yarn": "yarn", "yarn-berry": "yarn", "pnpm": "pnpm", "bun": "bun",
    "pip": "pip", "pip-project": "pip", "pipenv": "pipenv", "poetry": "poetry", "uv": "uv",
    "go": "go", "cargo": "cargo", "bundler": "bundle", "composer": "composer", "mix": "mix", "gradle": "gradle",
}
SKIPPED = {
    "conda": "no conda in the registries of packages that this script uses",
    "maven": "its plugins come from Maven's own registry",
    "dotnet": "no .NET SDK in the registries of packages that this script uses",
    "deno": "not installed by this script",
    "express": "it has no lockfile: two runs may differ",
    "mix/copied-before-deps": "its dependency comes from Hex",
    "cargo/chef": "it needs cargo-chef",
}
# Fixes held back because the build would break: it really does, or makes something else.
BREAKS = {
    "npm/postinstall-needs-sources", "yarn/prepare-builds", "pnpm/postinstall-needs-sources", "bun/postinstall-needs-sources",
    "pip/editable", "pip/local-library", "pip/generated-requirements", "composer/artisan-scripts", "bundler/gemspec",
    "mix/reads-version-file", "gradle/script-reads-sources",
}
# What the original lacks and the fix brings.
REPAIRS = {
    "npm/workspaces-incomplete": "app/node_modules/ms/package.json",
    "pip/nested-incomplete": "six.py",
}
# Fixes that are known to be wrong, and how. To be taken out when they are right.
WRONG = {}
# Files that differ though nothing is wrong, and why.
EXPECTED_DIFFERENCES = {
    # The build folder is in a cache mount; what counts is copied out of it.
    "cargo": re.compile(r"^src/target/"),
    # Its reports and locks bear times.
    "gradle": re.compile(r"^(src/(.*/)?build/|root/)"),
}

# The fix changes these, and a root copy takes them along.
OWN = re.compile(r"(^|/)(Dockerfile|\.dockerignore)$")

GO_MODULE = {
    "go.mod": "module example.com/greet\n\ngo 1.21\n",
    "greet.go": "// Package greet says hello.\npackage greet\n\n"
    '// Hello greets somebody.\nfunc Hello(name string) string { return "Hello, " + name }\n',
}


class Door:
    def __init__(self, root, home, binary):
        self.root, self.home, self.binary = (pathlib.Path(path).resolve() for path in (root, home, binary))
        self.projects = self.root / "fixtures/projects"
        self.rules = ",".join(sorted(path.name for path in (self.root / "rules").glob("manifest-*")))

    def environment(self, ecosystem):
        """Tools first in the path, caches kept, and nothing that varies from run to run."""
        cache = self.home / "cache"
        links = [self.home / "links-berry"] if ecosystem == "yarn-berry" else []
        path = [self.home / "python/bin", *links, self.home / "links", pathlib.Path(os.environ["PATH"])]
        # Where this machine wants cargo to build is no matter of the projects.
        inherited = {name: value for name, value in os.environ.items() if name != "CARGO_TARGET_DIR"}
        return {
            **inherited,
            "PATH": ":".join(map(str, path)),
            "VIRTUAL_ENV": str(self.home / "python"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PIP_CACHE_DIR": str(cache / "pip"),
            "PIPENV_CACHE_DIR": str(cache / "pipenv"),
            "PIPENV_IGNORE_VIRTUALENVS": "1",
            "POETRY_CACHE_DIR": str(cache / "poetry"),
            # Poetry asks for pages that a mirror of the registry need not have.
            "POETRY_PYPI_MIRROR_URL": "https://pypi.org/simple/",
            "UV_CACHE_DIR": str(cache / "uv"),
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_LINK_MODE": "copy",
            "npm_config_cache": str(cache / "npm"),
            "npm_config_store_dir": str(cache / "pnpm"),
            "npm_config_package_import_method": "copy",
            "npm_config_update_notifier": "false",
            "YARN_CACHE_FOLDER": str(cache / ("berry" if ecosystem == "yarn-berry" else "yarn")),
            "YARN_ENABLE_GLOBAL_CACHE": "false",
            "BUN_INSTALL_CACHE_DIR": str(cache / "bun"),
            "CARGO_HOME": str(cache / "cargo"),
            "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", os.path.expanduser("~/.rustup")),
            "CARGO_INSTALL_ROOT": "/usr/local/cargo",
            "GOPROXY": f"file://{self.home}/goproxy",
            "GOSUMDB": "off",
            "GOTOOLCHAIN": "local",
            "GOCACHE": str(cache / "go"),
            "GOPATH": "/go",
            "COMPOSER_ALLOW_SUPERUSER": "1",
            "BUNDLE_LOCAL": "true",
            "GRADLE_OPTS": "-Dorg.gradle.daemon=false",
            "LC_ALL": "C.UTF-8",
        }

    def prepare(self):
        """A module proxy with the one module that the Go projects need, and the settings of cargo on this machine."""
        folder = self.home / "goproxy/example.com/greet/@v"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "list").write_text("v1.0.0\n")
        (folder / "v1.0.0.info").write_text('{"Version":"v1.0.0","Time":"2026-01-01T00:00:00Z"}')
        (folder / "v1.0.0.mod").write_text(GO_MODULE["go.mod"])
        with zipfile.ZipFile(folder / "v1.0.0.zip", "w") as archive:
            for name, text in GO_MODULE.items():
                archive.writestr(f"example.com/greet@v1.0.0/{name}", text)
        cargo = self.home / "cache/cargo"
        cargo.mkdir(parents=True, exist_ok=True)
        settings = pathlib.Path(os.environ.get("CARGO_HOME", os.path.expanduser("~/.cargo")), "config.toml")
        if settings.is_file():
            shutil.copy(settings, cargo)

    def check(self, project, *arguments):
        words = [self.binary, "check", "--isolated", "--select", self.rules, "--exit-zero", "--context", ".", *arguments, "Dockerfile"]
        return subprocess.run(words, cwd=project, check=True, capture_output=True, text=True).stdout

    def copy_of(self, name, scratch):
        """The project as its context would be, without what the tests keep beside it."""
        project = scratch / "project"
        shutil.copytree(self.projects / name, project, ignore=shutil.ignore_patterns("expected.txt", "*.fixed"))
        return project

    def replay(self, project, ecosystem):
        words = ["unshare", "--user", "--map-root-user", "--mount", sys.executable, self.root / "tests/doors/replay.py", project, project / "Dockerfile", self.home]
        ran = subprocess.run(words, env=self.environment(ecosystem), capture_output=True, text=True, timeout=300)
        if ran.returncode:
            raise RuntimeError(ran.stderr)
        return json.loads(ran.stdout)

    def apply_shown(self, project):
        """Applies the fix that is only shown; says whether there is one that edits the Dockerfile."""
        report = json.loads(self.check(project, "--format", "json"))
        for finding in report["files"][0]["findings"]:
            for fix in finding["fixes"][:1]:
                if fix["applicability"] == "display" and fix["edits"]:
                    path = project / "Dockerfile"
                    content = path.read_bytes()
                    for edit in sorted(fix["edits"], key=lambda edit: -edit.get("start", 0)):
                        if edit["path"].endswith("Dockerfile"):
                            content = content[: edit["start"]] + edit["text"].encode() + content[edit["end"]:]
                    path.write_bytes(content)
                    return True
        return False

    def run(self, name):
        """One project, whatever happens to it."""
        try:
            return self.prove(name)
        except (RuntimeError, subprocess.SubprocessError) as error:
            return f"{name}: could not be run", False, f"{error}\n{getattr(error, 'stderr', '')}"

    def prove(self, name):
        """One project: what is to be printed, and whether it is as it should be."""
        ecosystem = name.split("/")[0]
        with tempfile.TemporaryDirectory() as scratch:
            scratch = pathlib.Path(scratch)
            project = self.copy_of(name, scratch)
            before_text = (project / "Dockerfile").read_text()
            original = shutil.copytree(project, scratch / "original")
            self.check(project, "--fix", "--unsafe-fixes")
            is_applied = (project / "Dockerfile").read_text() != before_text
            if not is_applied and not self.apply_shown(project):
                if name in REPAIRS:
                    return f"{name}: nothing mends it", False
                ran = self.replay(original, ecosystem)
                return f"{name}: builds as it stands, there is no fix", not ran["failed"], ran["failed"], ran["output"]
            before, after = self.replay(original, ecosystem), self.replay(project, ecosystem)
        ignored = EXPECTED_DIFFERENCES.get(ecosystem, re.compile("^$"))
        files = [{path: digest for path, digest in ran["files"].items() if not ignored.search(path) and not OWN.search(path)} for ran in (before, after)]
        differences = sorted(path for path in files[0].keys() | files[1].keys() if files[0].get(path) != files[1].get(path))
        return self.judge(name, is_applied, before, after, files, differences)

    def judge(self, name, is_applied, before, after, files, differences):
        detail = "\n".join(f"    {path}: {files[0].get(path)} then {files[1].get(path)}" for path in differences[:8])
        if name in REPAIRS:
            place = REPAIRS[name]
            had, has = ([path for path in listed if path.endswith(place)] for listed in files)
            is_good = is_applied and not had and bool(has) and not after["failed"]
            return f"{name}: {place} is there only after the fix", is_good, after["output"]
        if before["failed"]:
            return f"{name}: the original fails at {before['failed']}", False, before["output"]
        if not is_applied:
            breaks = bool(after["failed"] or differences)
            how = f"fails at {after['failed']}" if after["failed"] else f"{len(differences)} files differ" if differences else "the result is the same"
            return f"{name}: the fix that is only shown breaks it ({how})", breaks or name not in BREAKS, detail
        if after["failed"]:
            return f"{name}: the fixed file fails at {after['failed']}", False, after["output"]
        return f"{name}: {len(files[0])} files, the same before and after the fix", not differences and bool(files[0]), detail


def main():
    door = Door(*sys.argv[1:4])
    wanted = sys.argv[4:]
    if subprocess.run(["unshare", "--user", "--map-root-user", "--mount", "true"], capture_output=True).returncode:
        print("skipped: this machine gives no name spaces to users")
        return
    door.prepare()
    names = sorted(str(path.parent.relative_to(door.projects)) for path in door.projects.rglob("Dockerfile"))
    names = [name for name in names if not wanted or name in wanted or name.split("/")[0] in wanted]
    runnable = []
    for name in names:
        ecosystem = name.split("/")[0]
        tool = TOOLS.get(ecosystem)
        reason = SKIPPED.get(name) or SKIPPED.get(ecosystem)
        if not reason and not shutil.which(tool, path=door.environment(ecosystem)["PATH"]):
            reason = f"{tool} is not here"
        if reason:
            print(f"skipped {name}: {reason}")
        else:
            runnable.append(name)
    started, failures = time.monotonic(), 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for told, is_good, *detail in pool.map(door.run, runnable):
            name = told.split(":")[0]
            if name in WRONG:
                is_good = not is_good
                told = f"{name}: known to be wrong: {WRONG[name]}" if is_good else f"{told}, though said to be wrong"
            print(("known " if is_good and name in WRONG else "PASS " if is_good else "FAIL ") + told, flush=True)
            if not is_good:
                failures += 1
                print(*detail, sep="\n")
    print(f"{len(runnable)} projects in {time.monotonic() - started:.0f} s")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
