#!/usr/bin/env bash
# Builds the page that shows widgets in browser tests: js/build.sh FOLDER.
set -euo pipefail
out=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")"
node_modules/.bin/esbuild host.js --bundle --minify --keep-names --format=iife --target=es2022 --log-level=warning \
    --external:@jupyter-widgets/base7 --external:@jupyter-widgets/controls7 \
    --loader:.svg=dataurl --outfile="$out/host.js"
