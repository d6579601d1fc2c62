#!/usr/bin/env bash
# pre-commit, as a user meets it: all hooks from a clone of this repository, in a project of its own.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/ci/setup"
[ -x "$tools/bin/pre-commit" ] || python_tools pre-commit
fail() { echo "FAIL $1"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PRE_COMMIT_HOME="$work/home" GIT_CONFIG_GLOBAL=/dev/null CARGO_TARGET_DIR="$root/target/pre-commit"
# try-repo builds anew for each run; what is tested is the hook, not the speed of the binary.
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=0
cp -r "$root/fixtures/projects/express" "$work/project"
cd "$work/project"
# The name table: what is a Dockerfile, and what only looks like one.
matching=(Dockerfile Dockerfile.dev Dockerfile-dev Containerfile Containerfile.prod dockerfile.d/dockerfile
  app.dockerfile app.Dockerfile x.containerfile sub/Dockerfile)
others=(Dockerfile.dockerignore Dockerfile.md Dockerfile.j2 Dockerfile.tmpl Dockerfile.yaml dockerfile_test.go
  myDockerfile Dockerfile_old docker-compose.yml)
mkdir dockerfile.d sub
# What is tested is which files are looked at; a repository in the build context would be a finding of its own.
for folder in . dockerfile.d sub; do echo .git > "$folder/.dockerignore"; done
echo .git > Dockerfile.dockerignore
for name in "${matching[@]}" "${others[@]}"; do
  [ -e "$name" ] || cp Dockerfile "$name"
done
git init -q && git add -A
run() { "$tools/bin/pre-commit" try-repo "$root" "$1" --all-files 2>&1; }

out=$(run dockwright) && fail "the hook passed a bad Dockerfile"
grep -q 'error\[slash-slash-comment\]' <<<"$out" || fail "no finding: $out"
echo "PASS the hook reports and fails"
for name in "${matching[@]}"; do
  grep -qF " $name:11:1" <<<"$out" || fail "$name was not checked: $out"
done
echo "PASS ${#matching[@]} names are checked"
for name in "${others[@]}"; do
  if grep -qF " $name:" <<<"$out"; then fail "$name was checked: $out"; fi
done
echo "PASS ${#others[@]} names are left alone"
git diff --quiet || fail "the reporting hook changed a file"

out=$(run dockwright-fix) && fail "a hook that changes files must fail"
grep -q 'files were modified by this hook' <<<"$out" || fail "not for its changes: $out"
grep -q '^COPY package.json /app/$' Dockerfile && grep -q '^# this is what' app.dockerfile || fail "not mended: $out"
git diff --quiet -- "${others[@]}" || fail "another file was changed"
git add -A
out=$(run dockwright-fix) || fail "the second run: $out"
echo "PASS the fixing hook mends and then passes"

git add -A
out=$(run dockwright-format) && fail "a hook that changes files must fail"
grep -q 'files were modified by this hook' <<<"$out" || fail "not for its changes: $out"
grep -q '^CMD \["node", "server.js"\]$' Dockerfile || fail "not laid out: $out"
git diff --quiet -- "${others[@]}" || fail "another file was changed"
echo "PASS the formatting hook lays out and fails"
