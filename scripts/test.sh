#!/usr/bin/env bash
# Every test: rules, stores on both databases, pages, and the shipped binary in a real browser.
. "$(dirname "$0")/lib.sh"
. scripts/postgres.sh

need_site_tools
need_postgres
need_browser
need_pdf_reader
need_archive_readers

# Tests of the whole invented school are ignored by default: it lies beside the repository, where it lies at all.
nextest_whole=() cargo_whole=()
if [ -d ../shared/data/school ]; then
    nextest_whole=(--run-ignored all)
    cargo_whole=(-- --include-ignored)
else
    say "../shared/data/school is not there: the tests that read the whole invented school are left out"
fi

start_postgres
scratch=$(mktemp -d "$(scratch_place "${TMPDIR:-/tmp}")/klas-test.XXXXXX")
trap 'stop_postgres; rm -rf "$scratch"' EXIT
export TMPDIR=$scratch
# The frontend is the same crate `app` with the browser's features, which do not mix with the server's.
if has cargo-nextest; then
    cargo nextest run --workspace --exclude klas-frontend "${nextest_whole[@]}"
else
    cargo test --workspace --exclude klas-frontend "${cargo_whole[@]}"
fi

build_site
(cd end2end && KLAS_BIN=$klas node_modules/.bin/playwright test)
