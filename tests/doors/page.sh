#!/usr/bin/env bash
# The page and the picture of a history in a real Chromium: wide and narrow, light and dark.
# Screenshots stay in target/doors/page, to be looked at.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/ci/setup"
home="$root/target/doors/page"
command -v npm >/dev/null 2>&1 || install_packages nodejs npm
# Ubuntu's package of that name only leads to another installer.
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$chromium" ]; then
  install_packages chromium
  chromium=$(command -v chromium)
fi
export PUPPETEER="$home/node"
if ! [ -e "$PUPPETEER/node_modules/puppeteer-core" ]; then
  mkdir -p "$PUPPETEER"
  npm install --silent --no-audit --no-fund --prefix "$PUPPETEER" puppeteer-core@24 >/dev/null
  echo '{}' >"$PUPPETEER/package.json"
fi
binary=${DOCKWRIGHT:-$root/target/release/dockwright}
[ -n "${DOCKWRIGHT:-}" ] || cargo build --release --locked --manifest-path "$root/Cargo.toml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$home/shots"
mkdir -p "$home/shots"

# A history with everything in it, whose names would like to be markup.
python3 "$root/tests/doors/page_history.py" >"$work/made.json"
histories=("$work/made.json")
for name in metube kotlin-compiler-server wger; do
  file="$root/../shared/corpus/replay/$name.json"
  [ -e "$file" ] && histories+=("$file")
done
files=()
for history in "${histories[@]}"; do
  name=$(basename "$history" .json)
  "$binary" simulate --history 200 --replay "$history" --html "$work/$name.html" --svg "$work/$name.svg" >/dev/null
  files+=("$work/$name.html" "$work/$name.svg")
done
for file in "${files[@]}"; do
  size=$(wc -c <"$file")
  [ "$size" -le 300000 ] || { echo "FAIL $(basename "$file") has $size bytes"; exit 1; }
done
echo "PASS ${#files[@]} files of at most 300 KB"
node "$root/tests/doors/page.mjs" "$chromium" "$home/shots" "${files[@]}"
