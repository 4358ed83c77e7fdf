#!/usr/bin/env bash
# The figures of BENCHMARKS.md: ratios within one run, on this machine, on loopback, bounded in count and time.
. "$(dirname "$0")/lib.sh"
. scripts/bench/keys.sh

need_site_tools
need_browser
has wrk || apt_install wrk
has brotli || apt_install brotli
has openssl || apt_install openssl
build_site

work=$(mktemp -d)
port=${BENCH_PORT:-3999}
base=http://127.0.0.1:$port
export KLAS_TODAY=2026-11-24
export KLAS_DATABASE_URL=sqlite://$work/klas.db
export KLAS_SITE_DIR=$work/site
mkdir -p "$KLAS_SITE_DIR"
trap 'kill "${server:-}" "${loop:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

start_server() {
    "$klas" serve --listen "127.0.0.1:$port" >"$work/serve.log" 2>&1 &
    server=$!
    for _ in $(seq 100); do
        curl -sf "$base/readyz" >/dev/null && return
        sleep 0.1
    done
    die "the server did not start: $(cat "$work/serve.log")"
}

stop_server() {
    kill "$server"
    wait "$server" 2>/dev/null || true
}

sign_in() {
    curl -s -o /dev/null -c "$work/$1.jar" -d "login=$1&password=klas-demo" "$base/sign-in"
    awk '$6 == "klas_session" { print $6 "=" $7 }' "$work/$1.jar"
}

say "the demonstration school"
"$klas" demo >/dev/null 2>&1
start_server
# What starting took is given back within a minute.
sleep 65
printf 'idle memory, MB: %s\n' "$(($(ps -o rss= -p "$server") / 1024))"

teacher=$(sign_in teacher)
guardian=$(sign_in guardian)
journal=$(curl -s -H "cookie: $teacher" "$base/today" | grep -o '/journal/[0-9a-f-]*"' | head -1 | tr -d '"')
diary=$(curl -s -o /dev/null -w '%{redirect_url}' -H "cookie: $guardian" "$base/diary")

size() { curl -s "$@" | wc -c; }
packed() { curl -s -H 'accept-encoding: br' "$@" | wc -c; }

curl -s -H "cookie: $teacher" "$base$journal" >"$KLAS_SITE_DIR/page.html"
printf 'journal page, bytes: %s raw, %s as sent with brotli\n' \
    "$(wc -c <"$KLAS_SITE_DIR/page.html")" "$(packed -H "cookie: $teacher" "$base$journal")"
printf 'cells: %s, tab stops in the grid: %s\n' \
    "$(grep -o '<td' "$KLAS_SITE_DIR/page.html" | wc -l)" "$(grep -o '<td[^>]*tabindex=0' "$KLAS_SITE_DIR/page.html" | wc -l)"

assets() { grep -oE '(href|src|data-wasm|data-module)="/[^"]*\?v=[^"]*"' | sed -E 's/^[a-z-]+="([^"]*)"$/\1/' | sort -u; }
visit() {
    local total
    total=$(packed -H "cookie: $1" "$2")
    for asset in $(curl -s -H "cookie: $1" "$2" | assets); do
        total=$((total + $(packed "$base$asset")))
    done
    printf '%s' "$total"
}
printf 'first visit, bytes with brotli: diary %s, journal %s\n' \
    "$(visit "$guardian" "$diary")" "$(visit "$teacher" "$base$journal")"

stop_server
start_server
teacher=$(sign_in teacher)

# throughput ADDRESS [OPTION…]: requests per second, p50 and p99 in milliseconds
throughput() {
    wrk -t2 -c16 -d"${BENCH_SECONDS:-8}s" --latency -H "cookie: $teacher" "${@:2}" "$1" | awk '
        function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
        /50%/ { p50 = ms($2) } /99%/ { p99 = ms($2) } /Requests\/sec/ { rate = $2 }
        END { print rate, p50, p99 }'
}
throughput "$base/page.html" >/dev/null
read -r file_rate _ _ < <(throughput "$base/page.html")
read -r page_rate p50 p99 < <(throughput "$base$journal")
read -r anew_rate _ _ < <(throughput "$base$journal" -s scripts/bench/anew.lua)
awk -v f="$file_rate" -v p="$page_rate" -v n="$anew_rate" -v a="$p50" -v b="$p99" 'BEGIN {
    printf "journal page: %.0f/s; the same bytes as a file: %.0f/s; ratio %.3f\n", p, f, p / f
    printf "journal page drawn anew each time: %.0f/s; ratio %.3f\n", n, n / f
    printf "journal page at 16 connections: p50 %.2f ms, p99 %.2f ms, ratio %.1f\n", a, b, b / a }'

say "the grid in a slow browser"
(cd end2end && BENCH_PAGE="$base$journal" BENCH_COOKIE="$teacher" node ../scripts/bench/first_key.mjs)

say "the diary on a phone"
(cd end2end && BENCH_PAGE="$diary" BENCH_COOKIE="$guardian" node ../scripts/bench/diary.mjs)

say "saving marks"
python3 scripts/bench/raw_commits.py "$work/klas.db" "${journal##*/}" "$work/raw.db"
node scripts/bench/save_marks.mjs "$base$journal" "$teacher" "$work"

stop_server

say "signatures in the browser"
node scripts/bench/verify.mjs

say "the end of a semester"
export KLAS_TODAY=2026-12-25
term=sqlite://$work/term.db
KLAS_DATABASE_URL=$term "$klas" demo >/dev/null 2>&1
mkdir "$work/sources"
KLAS_DATABASE_URL=$term BENCH_SOURCES=$work/sources cargo bench --quiet --workspace --exclude klas-frontend --bench semester
if ! has typst; then
    say "building typst $typst_version (minutes, once)"
    cargo install --quiet --locked "typst-cli@$typst_version" --no-default-features --features embedded-fonts
fi
# One process a document, one core, as the package is made.
started=$(date +%s%N)
for source in "$work"/sources/*; do
    RAYON_NUM_THREADS=1 taskset -c 0 typst compile --no-pdf-tags "$source/print.typ" "$source/print.pdf"
done
printf 'typst on the same sources: %s ms\n' "$((($(date +%s%N) - started) / 1000000))"

say "signatures on one core"
# The semester's bench has built all that this one stands on, with the same features.
cargo bench --quiet --workspace --exclude klas-frontend --bench dstu

say "the site while a package is made"
KLAS_DATABASE_URL=$term start_server
teacher=$(sign_in teacher)
head=$(sign_in head)
journal=$(curl -s -H "cookie: $teacher" "$base/journal" | grep -o '/journal/[0-9a-f-]*"' | head -1 | tr -d '"')
latency() { wrk -t1 -c4 -d"${BENCH_SECONDS:-8}s" --latency -H "cookie: $teacher" "$@" | awk '/99%/ { print $2 }'; }
all() {
    local again anew steadily
    again=$(latency "$base$journal")
    anew=$(latency -s scripts/bench/anew.lua "$base$journal")
    steadily=$(node scripts/bench/steady.mjs "$base$journal" "$teacher")
    printf 'at 4 connections %s shown again, %s drawn anew; %s shown again 200 times a second' "$again" "$anew" "$steadily"
}
latency "$base$journal" >/dev/null
printf 'journal page, p99, idle: %s\n' "$(all)"
# What the system's scheduler does to a page beside any work at all, of whatever priority.
chrt --idle 0 sh -c 'while :; do :; done' &
loop=$!
printf 'beside an empty loop of the idle class in a process of its own: %s\n' "$(all)"
kill "$loop" 2>/dev/null || true
wait "$loop" 2>/dev/null || true
curl -s -o /dev/null -H "cookie: $head" -d 'what=order&period=1' "$base/reports/package"
sleep 1
printf 'while a package is made: %s\n' "$(all)"
curl -s -H "cookie: $head" "$base/reports/package" | grep -q 'Завантажити ZIP' && die 'the package was made before that was measured'
stop_server
export KLAS_TODAY=2026-11-24

say "five thousand families within a minute"
KLAS_DATABASE_URL=sqlite://$work/city.db "$klas" demo --schools 4 >/dev/null 2>&1
KLAS_DATABASE_URL=sqlite://$work/city.db start_server
python3 scripts/bench/families.py "$work/city.db" "127.0.0.1:$port" 5000
stop_server

# measured WHAT COMMAND…: how long it takes, and its peak memory where GNU time is there to tell
measured() {
    local started took timed=() peak='peak memory not told: there is no /usr/bin/time'
    if [ -x /usr/bin/time ]; then
        timed=(/usr/bin/time -f %M -o "$work/peak")
    fi
    started=$(date +%s%N)
    "${timed[@]}" "${@:2}" >"$work/measured.log" 2>&1 || die "$1: $(cat "$work/measured.log")"
    took=$((($(date +%s%N) - started) / 1000000))
    if [ -x /usr/bin/time ]; then
        peak="peak memory $(($(tail -n 1 "$work/peak") / 1024)) MB"
    fi
    printf '%s: %s ms; %s\n' "$1" "$took" "$peak"
}

archive_a_year() {
    local -x KLAS_TODAY=2027-07-05 KLAS_DATABASE_URL=sqlite://$work/year.db
    local container key
    "$klas" demo >/dev/null 2>&1
    measured 'container of a class' "$klas" archive --class 8-А --out "$work/class"
    container=$(find "$work/class" -name '*.asice')
    printf 'its size, bytes: %s\n' "$(wc -c <"$container")"
    measured "a school's year" "$klas" archive --anew --out "$work/archive"
    printf 'containers: %s\n' "$(find "$work/archive" -name '*.asice' | wc -l)"
    measured "check of the year's history" "$klas" verify --history
    make_keys "$work/keys" class-teacher head >"$work/keys.log" 2>&1
    for key in class-teacher head; do
        "$klas" sign "$container" --key "$work/keys/$key.p12" --password-file "$work/keys/password" >/dev/null
    done
    # Signatures have the true time, which may be before or after that July.
    measured 'check of a class with two signatures' env -u KLAS_TODAY "$klas" verify "$container" --trust "$work/keys/trust"
}

say "the archive of a year"
archive_a_year

# median ADDRESS COOKIE: how long a page takes, in milliseconds, of 15 times the median
median() {
    curl -sf -o /dev/null -H "cookie: $2" "$1" || die "no page $1"
    for _ in $(seq 15); do
        curl -s -o /dev/null -w '%{time_total}\n' -H "cookie: $2" "$1"
    done | sort -n | awk 'NR == 8 { printf "%.1f", $1 * 1000 }'
}

# Three classes of each school, so that the city is there within minutes.
grow_a_city() {
    local -x KLAS_TODAY=2026-12-25 KLAS_DATABASE_URL
    local schools head officer of_school of_city
    for schools in 1 10 50; do
        KLAS_DATABASE_URL=sqlite://$work/city-$schools.db
        "$klas" demo --schools "$schools" --class 5-А --class 8-А --class 9-А >/dev/null 2>&1
        start_server
        head=$(sign_in head)
        officer=$(sign_in department)
        of_school=$(median "$base/reports?period=1" "$head")
        of_city=$(median "$base/department?period=1" "$officer")
        stop_server
        awk -v n="$schools" -v s="$of_school" -v c="$of_city" 'BEGIN {
            printf "%d schools: report of one of them %.1f ms, the page of the department %.1f ms, %.2f for each school\n", n, s, c, c / n }'
    done
}

say "reports of a growing city"
grow_a_city

school=${BENCH_SCHOOL:-../shared/data/school}
if [ -d "$school" ]; then
    say "import"
    started=$(date +%s%N)
    KLAS_DATABASE_URL=sqlite://$work/import.db "$klas" import "$school" >/dev/null
    printf 'import of %s: %s ms\n' "$(basename "$school")" "$((($(date +%s%N) - started) / 1000000))"
fi
