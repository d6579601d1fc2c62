#!/usr/bin/env python3
"""Compare `dockwright lsp` with other language servers for Dockerfiles: start, edits, memory.

Each server is started as a process and spoken with over its standard streams. An edit replaces one line by a new one
that linters complain of and all of them can read; it is over when fresh diagnostics are there, pushed or pulled,
whichever the server does. Ours runs with all rules on. CPU is what the
process (with its children) used, from /proc. See README.md beside this file. Needs Python 3.9 or later on Linux, npm
and pip for the peers, and nothing but the standard library.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, List, Optional

from run import BINARY, PEERS, WORK, Broken, install_by_pip, program_of_tally, quietly, say

TICK = os.sysconf("SC_CLK_TCK")
MODULES = PEERS / "language-servers" / "node_modules"

STAGE = """\
FROM node:20-alpine AS {name}
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json ./
RUN npm ci && npm cache clean --force
COPY . .
RUN apk add --no-cache curl && npm run build
EXPOSE 3000
"""


def text(lines: int) -> str:
    """A file of that many lines."""
    stages = lines // 8
    body = "".join(STAGE.format(name=f"stage{number}") for number in range(stages))
    return body.rstrip("\n") + "\n"


class Server:
    """A language server, and an editor that speaks with it."""

    def __init__(self, command: List[str], pulls: bool):
        self.pulls = pulls
        began = time.perf_counter()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.number = 0
        self.version = 1
        capabilities: Dict = {"textDocument": {"publishDiagnostics": {}}}
        if pulls:
            capabilities["textDocument"]["diagnostic"] = {}
        self.request("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": capabilities,
                                    "initializationOptions": {"profile": "all"}})
        self.start = time.perf_counter() - began
        self.notify("initialized", {})

    def send(self, message: Dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method: str, params: Dict) -> None:
        self.send({"method": method, "params": params})

    def read(self) -> Dict:
        assert self.process.stdout
        length = 0
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise Broken("the server left")
            if not line.strip():
                break
            name, value = line.split(b":", 1)
            if name.lower() == b"content-length":
                length = int(value)
        return json.loads(self.process.stdout.read(length))

    def heard(self) -> Dict:
        """The next message; questions are answered on the way."""
        message = self.read()
        if "id" in message and "method" in message:
            result = [None] if message["method"] == "workspace/configuration" else None
            self.send({"id": message["id"], "result": result})
        return message

    def request(self, method: str, params: Optional[Dict]) -> Dict:
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while True:
            message = self.heard()
            if message.get("id") == self.number and "method" not in message:
                if "error" in message:
                    raise Broken(f"{method}: {message['error']}")
                return message["result"]

    def open(self, uri: str, content: str) -> None:
        document = {"uri": uri, "languageId": "dockerfile", "version": self.version, "text": content}
        self.notify("textDocument/didOpen", {"textDocument": document})
        self.diagnostics(uri)

    def edit(self, uri: str, content: str) -> None:
        """Replaces the text, and waits for what is said of it."""
        self.version += 1
        identifier = {"uri": uri, "version": self.version}
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [{"text": content}]})
        self.diagnostics(uri)

    def diagnostics(self, uri: str) -> int:
        if self.pulls:
            return len(self.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})["items"])
        while True:
            message = self.heard()
            if message.get("method") == "textDocument/publishDiagnostics":
                params = message["params"]
                if params["uri"] == uri and params.get("version", self.version) == self.version:
                    return len(params["diagnostics"])

    def processes(self) -> List[int]:
        """The server and what it started."""
        found = [self.process.pid]
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stat = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(stat[1]) in found:
                found.append(int(folder.name))
        return found

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        total = 0
        for pid in self.processes():
            try:
                stat = Path(f"/proc/{pid}/schedstat")
                tasks = Path(f"/proc/{pid}/task")
                total += sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) if stat.exists() else 0
            except OSError:
                continue
        return total / 1e9

    def memory(self) -> float:
        """Resident memory in MiB."""
        total = 0
        for pid in self.processes():
            status = Path(f"/proc/{pid}/status").read_text()
            total += int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
        return total / 1024

    def leave(self) -> None:
        self.request("shutdown", None)
        self.notify("exit", {})
        self.process.wait(timeout=20)


def servers(binary: Path, install: bool) -> Dict[str, tuple]:
    """The servers that can be had: their command, and whether they are asked for diagnostics."""
    found = {"dockwright": ([str(binary), "lsp"], True), "dockwright, pushing": ([str(binary), "lsp"], False)}
    node = MODULES / ".bin" / "docker-langserver"
    npm = shutil.which("npm")
    if install and npm and not node.exists():
        MODULES.parent.mkdir(parents=True, exist_ok=True)
        quietly([npm, "install", "--silent", "--prefix", str(MODULES.parent), "dockerfile-language-server-nodejs"])
    if node.exists():
        found["dockerfile-language-server-nodejs"] = ([str(node), "--stdio"], False)
    else:
        say("without dockerfile-language-server-nodejs: it is not installed")
    if install:
        install_by_pip("tally-cli")
    tally = program_of_tally() or Path("none")
    if tally.exists():
        found["tally"] = ([str(tally), "lsp", "--stdio"], True)
    else:
        say("without tally: it is not installed")
    return found


def measure(command: List[str], pulls: bool, lines: int, edits: int) -> Dict[str, float]:
    """One server on one file."""
    server = Server(command, pulls)
    folder = WORK / "lsp"
    folder.mkdir(parents=True, exist_ok=True)
    content = text(lines)
    path = folder / f"{lines}.Dockerfile"
    path.write_text(content, encoding="utf-8")
    uri = path.resolve().as_uri()
    server.open(uri, content)
    # The first edits warm whatever compiles itself while running.
    for number in range(3):
        server.edit(uri, content + f"RUN echo {number}\n")
    waits = []
    before = server.cpu()
    for number in range(edits):
        began = time.perf_counter()
        server.edit(uri, content + f"RUN cd /tmp{number} && apt-get install curl\n")
        waits.append(time.perf_counter() - began)
    used = (server.cpu() - before) / edits
    found = {"start": server.start, "wait": statistics.median(waits), "cpu": used, "memory": server.memory()}
    server.leave()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, default=BINARY)
    parser.add_argument("--edits", type=int, default=20, help="edits of each file")
    parser.add_argument("--starts", type=int, default=10, help="starts of each server")
    parser.add_argument("--no-install", action="store_true", help="use only what is installed")
    parser.add_argument("--check", action="store_true", help="run everything once, install nothing, judge no times")
    arguments = parser.parse_args()
    if arguments.check:
        arguments.edits, arguments.starts, arguments.no_install = 2, 1, True
    found = servers(arguments.binary, not arguments.no_install)
    for lines in (40, 1000):
        say(f"\n{lines} lines, {arguments.edits} edits each")
        rows = {}
        for name, (command, pulls) in found.items():
            rows[name] = measure(command, pulls, lines, arguments.edits)
            it = rows[name]
            say(f"  {name:<34} CPU {it['cpu'] * 1e3:9.2f} ms an edit   answer {it['wait'] * 1e3:9.2f} ms   "
                f"memory {it['memory']:6.1f} MiB")
        ours = rows["dockwright"]["cpu"]
        others = [it["cpu"] for name, it in rows.items() if not name.startswith("dockwright")]
        if others and ours > 0:
            say(f"  the best of the others uses {min(others) / ours:.1f} times the CPU")
    say(f"\nstart to the answer to initialize, of {arguments.starts}")
    for name, (command, pulls) in found.items():
        starts = []
        for _ in range(arguments.starts):
            server = Server(command, pulls)
            starts.append(server.start)
            server.leave()
        say(f"  {name:<34} median {statistics.median(starts) * 1e3:8.1f} ms   least {min(starts) * 1e3:8.1f} ms")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as broken:
        say(f"error: {broken}")
        sys.exit(1)
