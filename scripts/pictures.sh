#!/usr/bin/env bash
# The README's pictures, from the running demonstration school.
. "$(dirname "$0")/lib.sh"

need_site_tools
need_browser
build_site

work=$(mktemp -d)
port=${PICTURES_PORT:-3998}
export KLAS_TODAY=2026-11-24
export KLAS_DATABASE_URL=sqlite://$work/klas.db
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

"$klas" demo >/dev/null
"$klas" serve --listen "127.0.0.1:$port" >/dev/null 2>&1 &
server=$!
for _ in $(seq 100); do
    curl -sf "http://127.0.0.1:$port/readyz" >/dev/null && break
    sleep 0.1
done
(cd end2end && BASE=http://127.0.0.1:$port OUT=../docs/pictures node ../scripts/pictures.mjs)
