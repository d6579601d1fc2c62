#!/usr/bin/env bash
# pre-commit, as a user meets it: both hooks from a clone of this repository, in a project of its own.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
tools="$root/target/tools"
if ! [ -x "$tools/bin/pre-commit" ]; then
  python3 -m venv "$tools" 2>/dev/null || { . "$root/ci/setup"; install_packages python3-venv; python3 -m venv "$tools"; }
  "$tools/bin/pip" install -q pre-commit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PRE_COMMIT_HOME="$work/home" GIT_CONFIG_GLOBAL=/dev/null CARGO_TARGET_DIR="$root/target/pre-commit"
cp -r "$root/fixtures/projects/express" "$work/project"
cd "$work/project"
cp Dockerfile app.dockerfile
cp Dockerfile Dockerfile.md
git init -q && git add -A
run() { "$tools/bin/pre-commit" try-repo "$root" "$1" --all-files 2>&1; }
out=$(run dockwright) && { echo "FAIL the hook passed a bad Dockerfile"; exit 1; }
echo "$out" | grep -q 'slash-slash-comment' || { echo "FAIL no finding: $out"; exit 1; }
echo "$out" | grep -q 'app.dockerfile' || { echo "FAIL app.dockerfile was not checked"; exit 1; }
if echo "$out" | grep -q 'Dockerfile.md'; then echo "FAIL Dockerfile.md was checked"; exit 1; fi
echo "PASS the hook reports"
run dockwright-fix >/dev/null && { echo "FAIL a hook that changes files must fail"; exit 1; }
git add -A
out=$(run dockwright-fix) || { echo "FAIL the second run: $out"; exit 1; }
echo "PASS the fixing hook mends and then passes"
