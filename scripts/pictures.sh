#!/usr/bin/env bash
# The pictures of README and guides, from the running demonstration school.
. "$(dirname "$0")/lib.sh"

need_site_tools
need_browser
need_pdf_reader
build_site

work=$(mktemp -d)
port=${PICTURES_PORT:-3997}
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT

# serve_demo DAY PORT: the demonstration school as it is on a day
serve_demo() {
    export KLAS_TODAY=$1
    export KLAS_DATABASE_URL=sqlite://$work/$1.db
    "$klas" demo >/dev/null
    "$klas" serve --listen "127.0.0.1:$2" >/dev/null 2>&1 &
    servers+=($!)
    for _ in $(seq 100); do
        curl -sf "http://127.0.0.1:$2/readyz" >/dev/null && return
        sleep 0.1
    done
    die "the server on port $2 did not start"
}

serve_demo 2026-11-24 "$port"
# The semester is over, and its marks stand.
serve_demo 2026-12-25 "$((port + 1))"
(cd end2end && BASE=http://127.0.0.1:$port LATER=http://127.0.0.1:$((port + 1)) WORK=$work OUT=../docs/pictures \
    node ../scripts/pictures.mjs)
