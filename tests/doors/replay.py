"""Replays the first stage of a Dockerfile without a container, in a root made of overlays, and lists what came of it.

Runs inside `unshare --user --map-root-user --mount`: every top folder of this machine that commands need is the lower
layer of an overlay, so that whatever a command writes lands beside it, as in an image. It knows FROM (ignored), ARG,
ENV, WORKDIR, COPY from the context, and RUN with bind and cache mounts; the rest of a stage does not touch files.

    replay.py CONTEXT DOCKERFILE HOME    prints JSON: the steps, the one that failed, and each file with its digest
"""

import fnmatch
import glob
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import zipfile

# Tools come with this machine, not with the image; the registries that they come from are not the matter.
TOOL_STEPS = re.compile(r"(npm (install|i) -g |pip install (poetry|pipenv|uv)==|corepack enable|mix local\.hex)\S*( --force)?$")
# Folders of this machine that commands need; HOME and the tools come on top.
LOWER = ["bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "etc", "opt", "var"]
# What differs between two runs of the same steps: caches, logs, times.
VOLATILE = re.compile(
    r"(^|/)(__pycache__|\.cache|_logs|\.npm|\.yarn/berry/cache|\.mix|\.gradle|\.lock|\.yarn-integrity|\.modules\.yaml|\.DS_Store"
    r"|\.pnpm-workspace-state[^/]*|install-state\.gz|\.package-lock\.json|fingerprint|\.fingerprint|compile\.[a-z_]+"
    r"|REQUESTED|telemetry|uv_cache\.json|modcache/cache|pkg/mod/cache/lock|target/debug|target/release/(deps|build|incremental|\.fingerprint)|timestamp)(/|$)"
    r"|^(tmp|proc|dev|sys|var|etc)/|\.pyc$|\.d$|(^|/)build/tmp/|\.rustc_info\.json$|\.crates(2\.json|\.toml)$"
)


def instructions(text):
    """Keyword and arguments of each instruction of the first stage."""
    stages = 0
    lines = iter(text.splitlines())
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts = [line.strip()]
        while parts[-1].endswith("\\"):
            parts[-1] = parts[-1][:-1]
            following = next(lines, "")
            while following.lstrip().startswith("#") or not following.strip():
                following = next(lines)
            parts.append(following.strip())
        keyword, _, arguments = " ".join(parts).partition(" ")
        keyword = keyword.upper()
        stages += keyword == "FROM"
        if stages > 1:
            return
        yield keyword, arguments.strip()


def flags(arguments):
    """The leading `--name[=value]` flags, and the rest."""
    found = []
    while match := re.match(r"--([a-z-]+)(?:=(\S+))?\s+", arguments):
        found.append((match[1], match[2]))
        arguments = arguments[match.end():]
    return found, arguments


def ignored(context):
    """Whether a path of the context is ignored: the last pattern that matches it or a folder above it counts."""
    path = context / ".dockerignore"
    patterns = []
    for line in path.read_text().splitlines() if path.is_file() else []:
        line = line.strip()
        if line and not line.startswith("#"):
            negated, pattern = line.startswith("!"), line.lstrip("!").strip("/")
            pieces = [".*" if piece == "**" else fnmatch.translate(piece)[4:-3].replace(".*", "[^/]*") for piece in pattern.split("/")]
            source = "/".join(pieces).replace(".*/", "(.*/)?")
            patterns.append((re.compile(source + "(/.*)?"), negated))

    def test(name):
        verdict = False
        for pattern, negated in patterns:
            if pattern.fullmatch(name):
                verdict = not negated
        return verdict

    return test


class Stage:
    """The root of a stage, and what its instructions have set so far."""

    def __init__(self, context, home):
        self.context = context
        self.tools = str(home).strip("/")
        self.is_ignored = ignored(context)
        self.base = pathlib.Path(tempfile.mkdtemp())
        self.mount("-t", "tmpfs", "none", self.base)
        self.root = self.base / "root"
        self.workdir = "/"
        self.env = dict(os.environ)
        self.uppers = {}
        self.root.mkdir()
        for name in LOWER:
            place = pathlib.Path("/", name)
            if place.is_symlink():
                (self.root / name).symlink_to(os.readlink(place))
            elif place.is_dir():
                self.overlay(place)
        user_home = pathlib.Path(os.environ["HOME"])
        self.overlay(user_home)
        self.overlay(home)
        # Caches live on from run to run; they are read for speed, and are no result.
        self.bind(home / "cache", home / "cache")
        for name in ["proc", "dev", "sys"]:
            (self.root / name).mkdir()
            self.mount("--rbind", f"/{name}", self.root / name)
        # The tools may lie below it.
        (self.root / "tmp").mkdir(mode=0o1777, exist_ok=True)

    @staticmethod
    def mount(*arguments):
        subprocess.run(["mount", *map(str, arguments)], check=True)

    def inside(self, path):
        """The place in the root of a path of the image."""
        return self.root / os.path.normpath(os.path.join("/", self.workdir, str(path))).lstrip("/")

    def overlay(self, place):
        """Shows a folder of this machine; what is written goes beside it."""
        key = str(place).strip("/")
        upper, work = (self.base / kind / key.replace("/", "%") for kind in ("upper", "work"))
        upper.mkdir(parents=True)
        work.mkdir(parents=True)
        target = self.inside(place)
        target.mkdir(parents=True, exist_ok=True)
        options = f"lowerdir={place},upperdir={upper},workdir={work},userxattr"
        self.mount("-t", "overlay", "overlay", "-o", options, target)
        self.uppers[key] = upper

    def bind(self, source, place):
        target = self.inside(place)
        if pathlib.Path(source).is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        self.mount("--bind", source, target)
        return target

    def expand(self, text):
        return re.sub(r"\$\{?(\w+)\}?", lambda match: self.env.get(match[1], ""), text)

    def step(self, keyword, arguments):
        """Carries out one instruction; returns its exit code and what it printed."""
        if keyword == "WORKDIR":
            self.workdir = os.path.normpath(os.path.join(self.workdir, self.expand(arguments)))
            self.inside(".").mkdir(parents=True, exist_ok=True)
        elif keyword == "ENV":
            pairs = shlex.split(arguments)
            pairs = pairs if "=" in pairs[0] else [arguments.replace(" ", "=", 1)]
            self.env.update((name, self.expand(value)) for name, value in (pair.split("=", 1) for pair in pairs))
        elif keyword == "ARG":
            name, _, value = arguments.partition("=")
            self.env.setdefault(name, value)
        elif keyword in ("COPY", "ADD"):
            return self.copy(arguments)
        elif keyword == "RUN":
            return self.run(arguments)
        return 0, ""

    def copy(self, arguments):
        given, rest = flags(arguments)
        if any(name == "from" for name, _ in given):
            return 0, ""
        keeps_parents = any(name == "parents" for name, _ in given)
        *sources, destination = json.loads(rest) if rest.startswith("[") else rest.split()
        is_folder = destination.endswith(("/", "/.")) or destination in (".", "./") or len(sources) > 1
        target = self.inside(destination)
        for source in sources:
            pattern = source.strip("/")
            found = [""] if pattern in ("", ".") else sorted(glob.glob(pattern, root_dir=self.context, recursive=True, include_hidden=True))
            found = [os.path.normpath(name) for name in found if not self.is_ignored(os.path.normpath(name))]
            if not found and not glob.has_magic(source):
                return 1, f"{source}: not found in the context"
            for name in found:
                place = self.context / name
                if keeps_parents:
                    self.copy_tree(place, target / name)
                elif place.is_dir():
                    self.copy_tree(place, target)
                else:
                    self.copy_tree(place, target / place.name if is_folder or target.is_dir() else target)
        return 0, ""

    def copy_tree(self, source, target):
        if source.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            for entry in sorted(source.iterdir()):
                if not self.is_ignored(str(entry.relative_to(self.context))):
                    self.copy_tree(entry, target / entry.name)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)

    def run(self, arguments):
        given, command = flags(arguments)
        if TOOL_STEPS.fullmatch(command):
            return 0, ""
        mounted = []
        for _, value in (flag for flag in given if flag[0] == "mount"):
            options = dict(part.partition("=")[::2] for part in value.split(","))
            target = options.get("target") or options.get("dst")
            if options.get("type") == "bind":
                mounted.append(self.bind(self.context / options.get("source", ""), target))
            else:
                # Both are the same for the commands: a folder that is no part of the layer.
                mounted.append(self.bind(tempfile.mkdtemp(dir=self.base), target))
        words = ["chroot", self.root, "/bin/sh", "-c", f'cd "$DW_WORKDIR" && {{ {command}\n}}']
        env = {**self.env, "DW_WORKDIR": self.workdir}
        ran = subprocess.run(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        for place in reversed(mounted):
            subprocess.run(["umount", place], check=True)
        return ran.returncode, ran.stdout

    def files(self):
        """Each file that the stage has made, with a digest of what it is."""
        listed = {}
        below = {str(self.inside(f"/{key}")) for key in self.uppers}
        for folder, names, files in os.walk(self.root):
            names[:] = [name for name in names if os.path.join(folder, name) not in below and os.path.join(folder, name) not in skipped(self.root)]
            links = [name for name in names if os.path.islink(os.path.join(folder, name))]
            for name in files + links:
                self.list_file(pathlib.Path(folder, name), str(pathlib.Path(folder, name).relative_to(self.root)), listed)
        for key, upper in self.uppers.items():
            # Wherever the tools lie, `/tmp` too: what is installed into them is a result.
            shown = "tools" if key == self.tools else key
            for folder, names, files in os.walk(upper):
                links = [name for name in names if os.path.islink(os.path.join(folder, name))]
                for name in files + links:
                    path = pathlib.Path(folder, name)
                    self.list_file(path, f"{shown}/{path.relative_to(upper)}", listed)
        return listed

    @staticmethod
    def list_file(path, name, listed):
        if VOLATILE.search(name):
            return
        status = path.lstat()
        if stat.S_ISLNK(status.st_mode):
            listed[name] = "-> " + os.readlink(path)
        elif stat.S_ISREG(status.st_mode):
            listed[name] = f"{digest(path)} {status.st_mode & 0o111:o}"


def skipped(root):
    return {str(root / name) for name in ("proc", "dev", "sys", "tmp")}


def digest(path):
    """Of the content; of a Jar, of the entries, as their times are those of the run."""
    if path.suffix == ".jar":
        with zipfile.ZipFile(path) as jar:
            content = repr(sorted((entry.filename, entry.CRC) for entry in jar.infolist())).encode()
    else:
        content = path.read_bytes()
        if path.name == "RECORD":
            # Compiled files are listed, too.
            content = b"\n".join(sorted(line for line in content.splitlines() if not re.search(rb"\.pyc|uv_cache\.json", line)))
        # Composer names its classes at random.
        content = re.sub(rb"(ComposerAutoloaderInit|ComposerStaticInit)[0-9a-f]{32}", rb"\1", content)
    return hashlib.sha256(content).hexdigest()[:16]


def main():
    context, dockerfile, home = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
    stage = Stage(context, home)
    steps, failed, printed = [], None, ""
    for keyword, arguments in instructions(dockerfile.read_text()):
        code, printed = stage.step(keyword, arguments)
        steps.append(f"{keyword} {arguments}")
        if code:
            failed = steps[-1]
            break
    json.dump({"steps": steps, "failed": failed, "output": printed, "files": stage.files()}, sys.stdout)


if __name__ == "__main__":
    main()
