#!/usr/bin/env bash
# SARIF against the reference validator, with GitHub's rules too.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
tools="$root/target/sarif-multitool"
if ! command -v npm >/dev/null 2>&1; then
  . "$root/ci/setup"; install_packages nodejs npm
fi
mkdir -p "$tools"
validator="$tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
[ -x "$validator" ] || npm install --silent --no-audit --no-fund --prefix "$tools" @microsoft/sarif-multitool-linux >/dev/null
[ -x "$validator" ] || chmod +x "$validator"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
check() {
  local name=$1; shift
  "$root/target/release/dockwright" check --exit-zero --format sarif --output-file "$work/$name.sarif" "$@"
  "$validator" validate "$work/$name.sarif" --rule-kind "Sarif;Ghas" --output "$work/$name.report.sarif" >"$work/log" 2>&1 || { cat "$work/log"; echo "FAIL $name"; exit 1; }
  if grep -qE '"level": *"error"|: error ' "$work/$name.report.sarif" "$work/log"; then cat "$work/log"; echo "FAIL $name has errors"; exit 1; fi
  echo "PASS SARIF of $name"
}
cd "$root"
check fixtures fixtures/projects
if [ -d ../shared/corpus/dockerfiles ]; then
  cd ../shared/corpus/dockerfiles
  check corpus --isolated --context none .
else
  echo "skipped: there is no corpus at ../shared/corpus"
fi
