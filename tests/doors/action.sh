#!/usr/bin/env bash
# The action's steps, run as a runner would: inputs as environment, outputs in a file.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
exec python3 "$root/tests/doors/action.py" "$root"
