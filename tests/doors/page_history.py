#!/usr/bin/env python3
"""A made-up history of paths that needs everything a page can show: many stages, long texts, hostile names."""

import json

LONG = "/".join(["a-folder-with-a-long-name"] * 12)
HOSTILE = "</style><script>alert(1)</script>&\"'<b>"
DOCKERFILE = f"""\
FROM node:20 AS deps
WORKDIR /app
COPY package.json ./
RUN npm ci && echo {"very-long-argument-" * 12}
FROM deps AS build
COPY . .
RUN echo "{HOSTILE}" && npm run build
FROM golang AS tools
ADD https://example.com/tool /tool
COPY tools/ /src/
RUN cd /src && go build -o /tool .
FROM scratch AS unused
COPY docs /docs
FROM alpine
COPY --from=tools /tool /tool
COPY --from=build /app/dist /dist
RUN apk add --no-cache curl
"""


def changed(number: int) -> list:
    """What the commit of that number changes."""
    paths = [f"src/{number % 7}.ts"] if number % 3 else []
    paths += ["package.json"] if number % 17 == 0 else []
    paths += ["tools/main.go"] if number % 11 == 0 else []
    paths += ["docs/x.md"] if number % 5 == 0 else []
    paths += [f"{LONG}/{HOSTILE}"] if number % 23 == 0 else []
    return [{"path": path, "status": "M"} for path in paths]


print(json.dumps({
    "repo": f"a/b {HOSTILE}",
    "dockerfile_path": "Dockerfile",
    "context": ".",
    "dockerfile": DOCKERFILE,
    "files": [{"path": path} for path in ["package.json", "src/0.ts", "tools/main.go", "docs/x.md", "Dockerfile"]],
    "commits": [
        {"sha": f"{number:040x}", "date": f"2024-{1 + number // 28:02}-{1 + number % 28:02}T00:00:00Z",
         "subject": f"Change {number} {HOSTILE if number % 9 == 0 else 'of something'} {'long ' * (number % 40)}",
         "changed": changed(number)}
        for number in range(1, 161)
    ],
}))
