# The suite's own PostgreSQL: in the data folder, on a Unix socket alone, one database and two roles a service.
# shellcheck shell=bash

postgres_binaries() {
    local folder
    for folder in /usr/lib/postgresql/*/bin; do [ -x "$folder/initdb" ] && echo "$folder"; done | sort -V | tail -n 1
}

PG=$(postgres_binaries)
SOCKET=$DATA/run

database_running() { [ -n "$PG" ] && [ -d "$DATA/postgres" ] && as_owner "$PG/pg_ctl" -D "$DATA/postgres" status >/dev/null 2>&1; }

start_database() {
    PG=$(postgres_binaries)
    [ -n "$PG" ] || die "ไม่พบ PostgreSQL" "PostgreSQL's server is not installed." "apt-get install postgresql-15"
    [ ${#SOCKET} -lt 90 ] || die "ชื่อโฟลเดอร์ข้อมูลยาวเกินไป" "The data folder's path is too long for a Unix socket." \
        "choose a shorter one with PHAEN_DATA"
    as_owner mkdir -p "$SOCKET" "$DATA/logs"
    as_owner chmod 0700 "$SOCKET"
    if [ ! -s "$DATA/postgres/PG_VERSION" ]; then
        say "สร้างฐานข้อมูล PostgreSQL ใหม่" "making a new PostgreSQL cluster in $DATA/postgres"
        # A cluster that an earlier run left half-made holds nothing yet: it is made again.
        as_owner rm -rf "$DATA/postgres" "$DATA/postgres.making"
        as_owner "$PG/initdb" -D "$DATA/postgres.making" -U owner --auth-local=peer --auth-host=reject \
            --encoding=UTF8 --locale=C.UTF-8 >"$DATA/logs/initdb.log" 2>&1 ||
            { tail -n 10 "$DATA/logs/initdb.log" >&2; die "สร้างฐานข้อมูลไม่สำเร็จ" "initdb failed; its last lines are above."; }
        as_owner sh -c "cat > '$DATA/postgres.making/pg_hba.conf'" <<EOF
# Only through the socket folder, which only its owner may enter.
local all owner peer map=suite
local all all scram-sha-256
EOF
        as_owner sh -c "echo 'suite $(as_owner id -un) owner' > '$DATA/postgres.making/pg_ident.conf'"
        as_owner sh -c "cat >> '$DATA/postgres.making/postgresql.conf'" <<EOF
listen_addresses = ''
unix_socket_directories = '$SOCKET'
max_connections = 100
shared_buffers = 256MB
log_min_messages = warning
EOF
        as_owner mv "$DATA/postgres.making" "$DATA/postgres"
    fi
    database_running && return
    say "เริ่ม PostgreSQL" "starting PostgreSQL"
    as_owner "$PG/pg_ctl" -D "$DATA/postgres" -l "$DATA/logs/postgres.log" -w -t 60 start >/dev/null ||
        { tail -n 10 "$DATA/logs/postgres.log" >&2; die "PostgreSQL ไม่เริ่ม" "PostgreSQL did not start; its last lines are above." \
            "if the disk was full: free space and run the same command again"; }
}

stop_database() {
    database_running || return 0
    say "หยุด PostgreSQL" "stopping PostgreSQL"
    as_owner "$PG/pg_ctl" -D "$DATA/postgres" -m fast -w stop >/dev/null
}

sql() { as_owner "$PG/psql" -h "$SOCKET" -U owner -d "${2:-postgres}" -v ON_ERROR_STOP=1 -qAt -c "$1"; }

# A service logs in as its own role, whose password is in a file that only the owner reads.
make_databases() {
    local service secret
    as_owner mkdir -p "$DATA/secrets"
    as_owner chmod 0700 "$DATA/secrets"
    for service in $SERVICES; do
        if ! as_owner test -s "$DATA/secrets/$service.password"; then
            secret=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
            printf '%s\n' "$secret" | as_owner sh -c "umask 077; cat > '$DATA/secrets/$service.password'"
        fi
        secret=$(as_owner cat "$DATA/secrets/$service.password")
        [ "$(sql "SELECT count(*) FROM pg_roles WHERE rolname = 'phaen_$service'")" = 1 ] ||
            sql "CREATE ROLE phaen_$service LOGIN"
        # Through standard input: a command line can be read by everyone on the machine.
        printf "ALTER ROLE phaen_%s PASSWORD '%s'" "$service" "$secret" |
            as_owner "$PG/psql" -h "$SOCKET" -U owner -d postgres -v ON_ERROR_STOP=1 -qAt
        [ "$(sql "SELECT count(*) FROM pg_database WHERE datname = 'phaen_$service'")" = 1 ] ||
            sql "CREATE DATABASE phaen_$service OWNER phaen_$service"
    done
}
