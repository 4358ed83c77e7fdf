#!/usr/bin/env bash
# Every test: rules, stores on both databases, pages, and the shipped binary in a real browser.
. "$(dirname "$0")/lib.sh"
. scripts/postgres.sh

need_site_tools
need_postgres
need_browser
need_pdf_reader
need_archive_readers

start_postgres
# The frontend is the same crate `app` with the browser's features, which do not mix with the server's.
if has cargo-nextest; then
    cargo nextest run --workspace --exclude klas-frontend
else
    cargo test --workspace --exclude klas-frontend
fi

build_site
(cd end2end && KLAS_BIN=$klas node_modules/.bin/playwright test)
