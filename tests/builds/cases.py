"""The recorded builds: what is built, what is changed, and which root cause that is.

`before` is the project, `after` what is written over it. `roots` are the causes as they are known when the build
before is at hand: line, kind, paths. `alone` are those that the log and the Dockerfile allow, `revision` those with a
commit in place of a record, where that is less.
"""

# Programs of the base images: they take time and make files, as the real ones do.
TOOLS = {
    "npm": """#!/bin/sh
set -e
case "$1" in
  ci|install) cat package.json >/dev/null; sleep 0.6; mkdir -p node_modules; cp package.json node_modules/ ;;
  run) sleep 0.4; mkdir -p dist; cat src/* >dist/app.js ;;
  test) ! grep -r syntax-error src ;;
esac
""",
    "go": """#!/bin/sh
set -e
case "$1" in
  mod) cat go.mod >/dev/null; sleep 0.5; mkdir -p /go ;;
  build) sleep 0.5; mkdir -p /out; grep -v '^//' main.go >/out/app ;;
esac
""",
    "pip": """#!/bin/sh
set -e
sleep 0.6; mkdir -p /site
""",
    "apt-get": """#!/bin/sh
sleep 0.4; echo "$@" >>/var/apt
""",
}

PACKAGE = '{ "name": "shop", "scripts": { "build": "tsc" }, "dependencies": { "express": "^4" } }\n'
LOCK = '{ "name": "shop", "lockfileVersion": 3, "packages": {} }\n'

NODE = {
    "Dockerfile": """FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
RUN npm run build
CMD ["node", "dist/app.js"]
""",
    "package.json": PACKAGE,
    "package-lock.json": LOCK,
    "src/app.ts": "export const answer = 41\n",
    "src/db.ts": "export const url = 'x'\n",
    "README.md": "# Shop\n",
    ".dockerignore": "Dockerfile\n.dockerignore\n.git\nnode_modules\n",
}

LAYERED = {
    **NODE,
    "Dockerfile": """FROM node:20
WORKDIR /app

# Dependencies first.
COPY package.json package-lock.json ./
RUN npm ci

COPY src ./src
RUN npm run build
CMD ["node", "dist/app.js"]
""",
}

GO = {
    "Dockerfile": """# syntax is the engine's own
FROM golang:1.23 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /out/app .

FROM debian:12
ARG BUILD_DATE
RUN apt-get update && \\
    apt-get install -y ca-certificates
COPY --from=build /out/app /usr/local/bin/app
ENTRYPOINT ["app"]
""",
    "go.mod": "module example.com/app\n",
    "go.sum": "",
    "main.go": "package main\n// the main program\nfunc main() {}\n",
    ".dockerignore": "Dockerfile\n.dockerignore\n.git\n",
}
GO_IMAGES = ["golang:1.23", "debian:12"]

PYTHON = {
    "Dockerfile": """FROM python:3.12 AS base
ENV PYTHONUNBUFFERED=1 APP_ENV=production
WORKDIR /srv
COPY requirements.txt .
RUN pip install -r requirements.txt
FROM base AS test
COPY . .
RUN echo testing $APP_ENV
FROM base
COPY app ./app
COPY <<settings /srv/settings.ini
[server]
port = 8000
settings
RUN --mount=type=bind,source=conf,target=/conf cat /conf/* >/srv/all.conf
RUN echo ready
""",
    "requirements.txt": "flask==3.0.0\n",
    "app/main.py": "print('a')\n",
    "conf/a.conf": "a = 1\n",
    "conf/b.conf": "b = 1\n",
    ".dockerignore": "Dockerfile\n.dockerignore\n.git\n",
}
PYTHON_IMAGES = ["python:3.12"]


def edited(files, path, old, new):
    assert old in files[path], (path, old)
    return {path: files[path].replace(old, new)}


CASES = {
    "source-edit": {
        "about": "A source file under COPY . . is edited.",
        "form": "rawjson",
        "provenance": True,
        "before": NODE,
        "after": {"src/app.ts": "export const answer = 42\n"},
        "roots": [{"line": 3, "kind": "content", "paths": ["src/app.ts"]}],
    },
    "manifest-edit": {
        "about": "The manifest is edited in a file that copies it first.",
        "form": "plain",
        "ci": "github",
        "before": LAYERED,
        "after": edited(NODE, "package.json", "^4", "^5"),
        "roots": [{"line": 5, "kind": "content", "paths": ["package.json"]}],
    },
    "source-edit-layered": {
        "about": "A source file is edited where the dependencies are installed first.",
        "form": "tty",
        "before": LAYERED,
        "after": {"src/db.ts": "export const url = 'y'\n"},
        "roots": [{"line": 8, "kind": "content", "paths": ["src/db.ts"]}],
    },
    "dockerfile-copied": {
        "about": "Only a comment in the Dockerfile changes, and COPY . . takes the Dockerfile along.",
        "form": "plain",
        "before": {**NODE, ".dockerignore": ".git\n"},
        "after": edited(NODE, "Dockerfile", "CMD", "# The server.\nCMD"),
        "roots": [{"line": 3, "kind": "content", "paths": ["Dockerfile"]}],
    },
    "readme-edit": {
        "about": "The README changes, which no step needs.",
        "form": "plain",
        "ci": "gitlab",
        "before": NODE,
        "after": {"README.md": "# Shop\n\nSells things.\n"},
        "roots": [{"line": 3, "kind": "content", "paths": ["README.md"]}],
    },
    "argument": {
        "about": "A build argument has another value, and the RUN behind it does not even use it.",
        "form": "rawjson",
        "provenance": True,
        "images": GO_IMAGES,
        "before": GO,
        "args_before": ["BUILD_DATE=monday"],
        "args_after": ["BUILD_DATE=tuesday"],
        "roots": [{"line": 11, "kind": "definition", "paths": []}],
    },
    "environment": {
        "about": "ENV is edited: the RUNs behind it run, the COPY between them is a victim.",
        "form": "rawjson",
        "images": PYTHON_IMAGES,
        "before": PYTHON,
        "after": edited(PYTHON, "Dockerfile", "APP_ENV=production", "APP_ENV=staging"),
        "roots": [{"line": 5, "kind": "definition", "paths": []}],
    },
    "command": {
        "about": "The command of a RUN is edited.",
        "form": "tty",
        "before": LAYERED,
        "after": edited(LAYERED, "Dockerfile", "npm run build", "npm run build -- --minify"),
        "roots": [{"line": 9, "kind": "definition", "paths": []}],
    },
    "mode": {
        "about": "Only the permissions of a file change.",
        "form": "rawjson",
        "before": {**LAYERED, "src/run.sh": "#!/bin/sh\n"},
        "modes": {"src/run.sh": "755"},
        "roots": [{"line": 8, "kind": "content", "paths": ["src/run.sh"]}],
    },
    "file-added": {
        "about": "A file is added.",
        "form": "plain",
        "ci": "github-cli",
        "before": NODE,
        "after": {"src/new.ts": "export {}\n"},
        "roots": [{"line": 3, "kind": "content", "paths": ["src/new.ts"]}],
    },
    "file-deleted": {
        "about": "A file is deleted.",
        "form": "rawjson",
        "before": NODE,
        "deleted": ["src/db.ts"],
        "roots": [{"line": 3, "kind": "content", "paths": ["src/db.ts"]}],
    },
    "ignore-file": {
        "about": "The ignore file no longer excludes a file.",
        "form": "plain",
        "before": {**NODE, ".dockerignore": NODE[".dockerignore"] + "README.md\n"},
        "after": {".dockerignore": NODE[".dockerignore"]},
        "roots": [{"line": 3, "kind": "content", "paths": ["README.md"]}],
    },
    "two-stages": {
        "about": "The program of another stage changes; the final stage is a victim.",
        "form": "rawjson",
        "provenance": True,
        "images": GO_IMAGES,
        "before": GO,
        "args_before": ["BUILD_DATE=monday"],
        "args_after": ["BUILD_DATE=monday"],
        "after": edited(GO, "main.go", "func main() {}", "func main() { println() }"),
        "roots": [{"line": 6, "kind": "content", "paths": ["main.go"]}],
    },
    "same-output": {
        "about": "A comment changes: the stage builds the same program again, and the final stage stays cached.",
        "form": "plain",
        "ci": "jenkins",
        "images": GO_IMAGES,
        "before": GO,
        "after": edited(GO, "main.go", "the main program", "the program"),
        "roots": [{"line": 6, "kind": "content", "paths": ["main.go"]}],
    },
    "base-image": {
        "about": "The tag of one base image leads to another image; the other stage is cached.",
        "form": "rawjson",
        "images": GO_IMAGES,
        "rebuilt": ["golang:1.23"],
        "before": GO,
        "roots": [{"line": 2, "kind": "base", "paths": []}],
    },
    "no-cache": {
        "about": "Built with --no-cache, which leaves WORKDIR alone.",
        "form": "plain",
        "before": LAYERED,
        "flags_after": ["--no-cache"],
        "roots": [{"line": 5, "kind": "forced", "paths": []}],
        "alone": [{"line": 5, "kind": "content", "possible": "forced"}],
    },
    "cold-cache": {
        "about": "Nothing was ever built here.",
        "form": "rawjson",
        "cold": True,
        "before": LAYERED,
        "roots": [{"line": 2, "kind": "cold-cache", "paths": []}],
    },
    "bind-mount": {
        "about": "A file that a RUN mounts changes.",
        "form": "rawjson",
        "images": PYTHON_IMAGES,
        "before": PYTHON,
        "after": {"conf/b.conf": "b = 2\n"},
        "roots": [{"line": 15, "kind": "content", "paths": ["conf/b.conf"]}],
    },
    "heredoc": {
        "about": "The text of a file in the Dockerfile changes.",
        "form": "plain",
        "images": PYTHON_IMAGES,
        "before": PYTHON,
        "after": edited(PYTHON, "Dockerfile", "8000", "9000"),
        "roots": [{"line": 11, "kind": "content", "paths": []}],
        "alone": [{"line": 11, "kind": "definition"}],
    },
    "workdir": {
        "about": "WORKDIR is edited.",
        "form": "tty",
        "images": GO_IMAGES,
        "before": GO,
        "after": edited(GO, "Dockerfile", "WORKDIR /src", "WORKDIR /work"),
        "roots": [{"line": 3, "kind": "definition", "paths": []}],
    },
    "failed": {
        "about": "An edit makes a later step fail.",
        "form": "plain",
        "ci": "cloudbuild",
        "fails": True,
        "before": {**NODE, "Dockerfile": NODE["Dockerfile"].replace("CMD", "RUN npm test\nCMD")},
        "after": {"src/app.ts": "syntax-error\n"},
        "roots": [{"line": 3, "kind": "content", "paths": ["src/app.ts"]}],
    },
    "linked": {
        "about": "What COPY --link brings is the same, but a step below it ran.",
        "form": "rawjson",
        "images": ["node:20"],
        "before": {
            **NODE,
            "Dockerfile": "FROM node:20\nWORKDIR /app\nCOPY src ./src\nCOPY --link package.json ./\nRUN npm ci\n",
        },
        "after": {"src/app.ts": "export const answer = 42\n"},
        "roots": [{"line": 3, "kind": "content", "paths": ["src/app.ts"]}],
    },
    "two-causes": {
        "about": "Two stages run, each for a reason of its own.",
        "form": "tty",
        "images": GO_IMAGES,
        "before": GO,
        "args_before": ["BUILD_DATE=monday"],
        "args_after": ["BUILD_DATE=tuesday"],
        "after": edited(GO, "go.mod", "app", "app/v2"),
        "roots": [
            {"line": 4, "kind": "content", "paths": ["go.mod"]},
            {"line": 11, "kind": "definition", "paths": []},
        ],
    },
    "classic-store": {
        "about": "The same edit on the classic store.",
        "form": "rawjson",
        "store": "overlay",
        "provenance": True,
        "before": NODE,
        "after": {"src/app.ts": "export const answer = 42\n"},
        "roots": [{"line": 3, "kind": "content", "paths": ["src/app.ts"]}],
    },
    "target": {
        "about": "Only a stage in the middle is built.",
        "form": "plain",
        "flags": ["--target=test"],
        "images": PYTHON_IMAGES,
        "before": PYTHON,
        "after": {"app/main.py": "print('b')\n"},
        "roots": [{"line": 7, "kind": "content", "paths": ["app/main.py"]}],
    },
    "bake": {
        "about": "Two targets of bake, of which one is of this Dockerfile.",
        "form": "plain",
        "command": ["bake", "-f", "docker-bake.json"],
        "images": ["node:20"],
        "before": {
            **LAYERED,
            "docker-bake.json": '{ "group": { "default": { "targets": ["worker", "web"] } },\n'
            '  "target": { "web": {}, "worker": { "dockerfile": "worker.Dockerfile" } } }\n',
            "worker.Dockerfile": "FROM node:20\nWORKDIR /app\nCOPY src ./src\nRUN cat src/db.ts\n",
        },
        "after": {"src/app.ts": "export const answer = 42\n"},
        "roots": [{"line": 8, "kind": "content", "paths": ["src/app.ts"]}],
    },
    "unchanged": {
        "about": "Nothing changes, and nothing runs.",
        "form": "rawjson",
        "before": NODE,
        "roots": [],
    },
}
