#!/usr/bin/env bash
# Monaco with its language client in a real Chromium, over a project with a history: what a person sees.
# Screenshots stay in target/doors/monaco/shots, to be looked at.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/ci/setup"
. "$root/tests/doors/editor_project.sh"
home="$root/target/doors/monaco"
pins='monaco-languageclient@10.7.0 ws@8.18.3 esbuild@0.28.2 puppeteer-core@24'
command -v npm >/dev/null 2>&1 || install_packages nodejs npm
# Ubuntu's package of that name only leads to another installer.
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$chromium" ]; then
  install_packages chromium
  chromium=$(command -v chromium)
fi
# A change of the pins makes the folder anew.
if [ "$(cat "$home/pins" 2>/dev/null)" != "$pins" ]; then
  rm -rf "$home"
  mkdir -p "$home"
  # shellcheck disable=SC2086
  npm install --ignore-scripts --silent --no-audit --no-fund --prefix "$home" $pins >/dev/null
  echo "$pins" >"$home/pins"
fi
binary=${DOCKWRIGHT:-$root/target/release/dockwright}
[ -n "${DOCKWRIGHT:-}" ] || cargo build --release --locked --manifest-path "$root/Cargo.toml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$home/shots"
mkdir -p "$home/shots" "$work/home"
editor_project "$work/project"
node "$root/tests/doors/monaco/bundle.mjs" "$home/node_modules" "$work/bundle"
HOME="$work/home" GIT_CONFIG_GLOBAL=/dev/null timeout 150 node "$root/tests/doors/monaco/look.mjs" "$home/node_modules" \
  "$chromium" "$(realpath "$binary")" "$work/project" "$work/bundle" "$home/shots"
