#!/usr/bin/env bash
# The settings for Emacs, in Debian's Emacs, without a window, over a project with a history.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/ci/setup"
. "$root/tests/doors/editor_project.sh"
command -v emacs >/dev/null 2>&1 || install_packages emacs-nox
# The first comes with Emacs from 29 on.
for library in eglot dockerfile-mode; do
  emacs --batch -f package-initialize --eval "(unless (locate-library \"$library\") (kill-emacs 1))" 2>/dev/null ||
    install_packages "elpa-$library"
done
binary=${DOCKWRIGHT:-$root/target/release/dockwright}
[ -n "${DOCKWRIGHT:-}" ] || cargo build --release --locked --manifest-path "$root/Cargo.toml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/home"
ln -s "$(realpath "$binary")" "$work/bin/dockwright"
editor_project "$work/project"
cd "$work/project"
export PATH="$work/bin:$PATH" HOME="$work/home" GIT_CONFIG_GLOBAL=/dev/null
timeout 120 emacs --batch --eval "(package-initialize)" --load "$root/editors/emacs/dockwright.el" \
  --load "$root/tests/doors/emacs.el" 2>"$work/log" || { cat "$work/log"; echo "FAIL the settings for Emacs"; exit 1; }
