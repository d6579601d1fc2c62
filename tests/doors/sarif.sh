#!/usr/bin/env bash
# SARIF against the reference validator, with GitHub's rules too.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/ci/setup"
if ! command -v npm >/dev/null 2>&1; then
  install_packages nodejs npm
fi
home="$root/target/sarif-multitool"
validator="$home/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
if ! [ -e "$validator" ]; then
  mkdir -p "$home"
  npm install --silent --no-audit --no-fund --prefix "$home" @microsoft/sarif-multitool-linux >/dev/null
fi
# Its own install script does this, where npm lets it.
[ -x "$validator" ] || chmod u+x "$validator"
# Built where needed, so that this runs by itself too.
[ -x "$root/target/release/dockwright" ] || cargo build --release --locked --manifest-path "$root/Cargo.toml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

# The rules that a SARIF file breaks, errors only; the tool itself exits with 0 either way.
broken() {
  "$validator" validate "$1" --rule-kind "Sarif;Ghas" --max-file-size-in-kb 1000000 \
    --output "$work/report.sarif" --log ForceOverwrite >"$work/log" 2>&1 || { cat "$work/log"; return 1; }
  python3 - "$work/report.sarif" <<'PY'
import json, sys
run, = json.load(open(sys.argv[1], encoding="utf-8-sig"))["runs"]
if not all(call["executionSuccessful"] for call in run["invocations"]):
    sys.exit("the validator broke down")
errors = [result for result in run.get("results", []) if result.get("level", "warning") == "error"]
for result in errors[:20]:
    print(result["ruleId"], result["message"])
PY
  grep -q '^Done. 1 files scanned' "$work/log" || { cat "$work/log"; return 1; }
}

check() {
  local name=$1 errors counts; shift
  "$root/target/release/dockwright" check --exit-zero --format sarif --output-file "$work/$name.sarif" "$@"
  errors=$(broken "$work/$name.sarif") || { echo "$errors"; echo "FAIL SARIF of $name: it was not validated"; exit 1; }
  [ -z "$errors" ] || { echo "$errors"; echo "FAIL SARIF of $name has errors"; exit 1; }
  counts=$(python3 - "$work/$name.sarif" <<'PY'
import json, sys
results = json.load(open(sys.argv[1]))["runs"][0]["results"]
fixes = sum(len(result.get("fixes", [])) for result in results)
if not results or not fixes:
    sys.exit("no results or no fixes: nothing was tested")
print(f"{len(results)} results, {fixes} fixes")
PY
) || { echo "FAIL SARIF of $name"; exit 1; }
  echo "PASS SARIF of $name ($counts)"
}

cd "$root"
check fixtures --isolated fixtures/projects
# The validator must be able to say no.
python3 - "$work/fixtures.sarif" "$work/bad.sarif" <<'PY'
import json, sys
log = json.load(open(sys.argv[1]))
del log["runs"][0]["tool"]["driver"]["rules"]
for result in log["runs"][0]["results"]:
    result.pop("ruleIndex", None)
json.dump(log, open(sys.argv[2], "w"))
PY
errors=$(broken "$work/bad.sarif")
case $errors in
  *GH1018*) echo "PASS the validator refuses SARIF without rules" ;;
  *) echo "FAIL the validator accepts SARIF without rules: $errors"; exit 1 ;;
esac
if [ -d ../shared/corpus/dockerfiles ]; then
  cd ../shared/corpus/dockerfiles
  # Names mean nothing there, so each file is given by name.
  mapfile -d '' -t files < <(find . -type f -print0)
  check corpus --isolated --context none -- "${files[@]}"
else
  echo "skipped: there is no corpus at ../shared/corpus"
fi
