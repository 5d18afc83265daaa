#!/usr/bin/env bash
# Builds the editor of the notebook into ../static, or into the folder named. First: npm ci
set -euo pipefail
cd "$(dirname "$0")"
out=${1:-../static}
mkdir -p "$out"
meta=$(mktemp)
trap 'rm -f "$meta"' EXIT
node_modules/.bin/esbuild src/jql_editor.js --bundle --minify --format=esm --target=es2020 \
    --legal-comments=none --log-level=warning \
    --metafile="$meta" --outfile="$out/jql_editor.js"
node third-party.mjs "$meta" > "$out/THIRD-PARTY.txt"
