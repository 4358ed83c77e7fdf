# Sourced: a throw-away PostgreSQL on loopback, with an ordinary role that owns what it makes,
# because a superuser would walk through row-level security.

find_postgres() {
    local bin
    bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    if [ -x "$bin/initdb" ]; then
        echo "$bin"
    elif has initdb; then
        dirname "$(readlink -f "$(command -v initdb)")"
    else
        return 1
    fi
}

need_postgres() {
    find_postgres >/dev/null || apt_install postgresql
    postgres_bin=$(find_postgres) || die "PostgreSQL is installed but its programs cannot be found"
}

# PostgreSQL refuses to run as root.
as_postgres() {
    if [ "$(id -u)" != 0 ]; then
        (cd "$postgres_dir" && "$@")
    elif id postgres >/dev/null 2>&1; then
        (cd "$postgres_dir" && runuser -u postgres -- "$@")
    else
        (cd "$postgres_dir" && runuser -u nobody -- "$@")
    fi
}

# scratch_place OTHERWISE: memory, where there is plenty of it. Every story makes some hundred files and drops them again: on
# a disk that takes longer than the stories do.
scratch_place() {
    local free memory
    free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1) || free=0
    memory=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB$/\1/p' /proc/meminfo 2>/dev/null) || memory=0
    if [ -w /dev/shm ] && [ "$free" -gt 4000000 ] && [ "${memory:-0}" -gt 8000000 ]; then echo /dev/shm; else echo "$1"; fi
}

free_port() {
    node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'
}

start_postgres() {
    local data port password
    # Not under TMPDIR, which the server's user may be unable to enter.
    postgres_dir=$(mktemp -d "$(scratch_place /tmp)/klas-postgres.XXXXXX")
    trap stop_postgres EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    chmod 711 "$postgres_dir"
    data=$postgres_dir/data
    install -d -m 700 "$data"
    if [ "$(id -u)" = 0 ]; then
        chown "$(id -un postgres 2>/dev/null || echo nobody)" "$data"
    fi
    as_postgres "$postgres_bin/initdb" -D "$data" -U postgres -E UTF8 --locale=C.UTF-8 \
        --auth-local=reject --auth-host=md5 --no-sync >/dev/null
    # SCRAM is slow on purpose, and every story signs in anew in a program that is not optimised.
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s\n' "CREATE ROLE klas LOGIN CREATEDB PASSWORD '$password'" 'CREATE DATABASE klas OWNER klas' |
        as_postgres "$postgres_bin/postgres" --single -c log_checkpoints=off -c password_encryption=md5 -D "$data" postgres >/dev/null
    port=$(free_port)
    as_postgres "$postgres_bin/pg_ctl" -D "$data" -l "$data/log" -w -t 60 -o "-h 127.0.0.1 -p $port -k '' \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300" start >/dev/null ||
        { cat "$data/log" >&2; die "PostgreSQL did not start"; }
    export KLAS_TEST_POSTGRES_URL="postgres://klas:$password@127.0.0.1:$port/klas"
}

stop_postgres() {
    as_postgres "$postgres_bin/pg_ctl" -D "$postgres_dir/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$postgres_dir"
}
