#!/usr/bin/env bash
# The site with a demonstration school. Settings come from the environment: KLAS_LISTEN, KLAS_DATABASE_URL, …
. "$(dirname "$0")/lib.sh"

need_site_tools
build_site

if [ -z "${KLAS_DATABASE_URL:-}" ] && [ ! -e data/klas.db ]; then
    say "filling data/klas.db with a demonstration school"
    mkdir -p data
    # Half a school must not pass for a whole one at the next start.
    trap 'rm -f data/klas.db data/klas.db-wal data/klas.db-shm' EXIT
    "$klas" demo
    trap - EXIT
fi

exec "$klas" serve
