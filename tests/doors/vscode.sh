#!/usr/bin/env bash
# The extension for VS Code: types, unit tests against a host that is made up, and the package with the binary in it.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/ci/setup"
command -v npm >/dev/null 2>&1 || install_packages nodejs npm
binary=${DOCKWRIGHT:-$root/target/release/dockwright}
[ -n "${DOCKWRIGHT:-}" ] || cargo build --release --locked --manifest-path "$root/Cargo.toml"
fail() { echo "FAIL $1"; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root/editors/vscode"
if ! cmp -s package-lock.json node_modules/.of-lock; then
  npm ci --ignore-scripts --silent --no-audit --no-fund
  cp package-lock.json node_modules/.of-lock
fi
if grep -q '"resolved"' package-lock.json; then fail "package-lock.json names a registry"; fi
npx --no-install tsc || fail "the types of the extension"
echo "PASS the extension has strict types"
npm test --silent >"$work/log" 2>&1 || { cat "$work/log"; fail "unit tests of the extension"; }
tests=$(sed -n 's/^# pass //p' "$work/log")
[ "${tests:-0}" -gt 0 ] || { cat "$work/log"; fail "no unit test of the extension ran"; }
echo "PASS $tests unit tests of the extension"

rm -rf bin LICENSE
mkdir bin
install -m 755 "$binary" bin/dockwright
cat "$root/LICENSE-MIT" - "$root/LICENSE-APACHE" <<<"" >LICENSE
target=$(node -p '`${process.platform}-${process.arch}`')
npx --no-install vsce package --target "$target" --no-dependencies --out "$work/dockwright.vsix" >"$work/log" 2>&1 ||
  { cat "$work/log"; fail "packaging the extension"; }
# What was bundled, and nothing else, with a host that agrees to everything.
node - "$work" <<'JS' || fail "the bundled code does not load"
const { copyFileSync } = require("node:fs");
const Module = require("node:module");
const host = new Proxy(class {}, { get: (type, name) => type[name] ?? host, apply: () => host });
const load = Module._load;
Module._load = (name, ...others) => (name === "vscode" ? host : load(name, ...others));
const file = `${process.argv[2]}/extension.js`;
copyFileSync("dist/extension.js", file);
const { activate, deactivate } = require(file);
if (typeof activate !== "function" || typeof deactivate !== "function") process.exit(1);
JS
echo "PASS the bundled code loads by itself"
python3 - "$work" "$(node -p 'require("./package.json").version')" <<'PY'
import os, subprocess, sys, zipfile
work, version = sys.argv[1:]
archive = zipfile.ZipFile(f"{work}/dockwright.vsix")
found = sorted(name for name in archive.namelist())
expected = sorted([
    "[Content_Types].xml", "extension.vsixmanifest", "extension/LICENSE.txt", "extension/bin/dockwright",
    "extension/dist/extension.js", "extension/package.json", "extension/readme.md",
])
if found != expected:
    sys.exit(f"FAIL the package holds {found}, not {expected}")
print(f"PASS the package holds {len(found)} files, the binary among them")
binary = archive.extract("extension/bin/dockwright", work)
if not archive.getinfo("extension/bin/dockwright").external_attr >> 16 & 0o100:
    sys.exit("FAIL the packaged binary cannot be run")
os.chmod(binary, 0o755)
said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True).stdout.strip()
if said != f"dockwright {version}":
    sys.exit(f"FAIL the packaged binary says {said!r}; the extension is of version {version}")
print(f"PASS the packaged binary is of the extension's version, {version}")
size = archive.getinfo("extension/dist/extension.js").file_size
if size > 600_000:
    sys.exit(f"FAIL the bundled code has {size} bytes")
print(f"PASS the bundled code has {size // 1000} KB")
PY
