#!/usr/bin/env bash
# explain on builds that have just happened: fresh recordings, the engine's own history, a pipe.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
[ -n "${DOCKWRIGHT_ENGINE_CONTAINERD:-}" ] || exec "$root/ci/engine" bash "$0"
. "$root/ci/setup"
# Built where needed, so that this runs by itself too.
[ -x "$root/target/release/dockwright" ] || cargo build --release --locked --manifest-path "$root/Cargo.toml"
dockwright="$root/target/release/dockwright"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME="$work/cache" DOCKER_HOST="$DOCKWRIGHT_ENGINE_CONTAINERD"

pass() { echo "PASS explain: $*"; }

# Whether standard input has the line, or what it has.
expect() {
  local text
  text=$(cat)
  grep -qF -- "$1" <<<"$text" || { printf 'expected: %s\nfound:\n%s\n' "$1" "$text" >&2; exit 1; }
}

# A few of the recorded builds anew: one of each form, and those that depend on the engine most.
python3 "$root/tests/builds/record.py" --into "$work/builds" source-edit manifest-edit command argument base-image no-cache \
  same-output linked >/dev/null
DOCKWRIGHT_BUILDS="$work/builds" cargo test -q --locked --manifest-path "$root/Cargo.toml" --test it planted_cause >/dev/null
pass "the planted causes of fresh recordings"

project="$work/project"
mkdir -p "$project/src"
cd "$project"
docker import "$DOCKWRIGHT_BASE.tar" busybox:1 >/dev/null
printf 'FROM busybox:1\nWORKDIR /app\nCOPY src src\nRUN cat src/* >all\n' >Dockerfile
echo 1 >src/one
echo 1 >src/two
docker buildx build -q --output type=cacheonly . >/dev/null 2>&1
"$dockwright" simulate --record
echo 2 >src/two
docker buildx build --progress=plain --output type=cacheonly . 2>&1 | "$dockwright" explain --log - |
  expect "root cause: COPY src src (line 3), because of src/two changed"
pass "a build that is piped in, against the record"
"$dockwright" explain --ref latest --record | expect "2 of 3 steps re-ran"
pass "the last build of the engine's history"
printf 'RUN false\n' >>Dockerfile
docker buildx build --progress=rawjson --output type=cacheonly . >"$work/log" 2>&1 && exit 1
"$dockwright" explain --log "$work/log" | expect "it failed at RUN false (line 5)"
"$dockwright" explain --ref latest | expect "it failed at RUN false (line 5)"
pass "a build that failed"
! "$dockwright" explain --ref nothing-of-that-name 2>"$work/error" || exit 1
expect 'no record found for ref "nothing-of-that-name"' <"$work/error"
pass "a build that is not there"
