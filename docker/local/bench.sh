# Benchmarks: one suite of phaen-bench a service, in a data folder of their own.
# shellcheck shell=bash

BENCH_SUITES="calls plans indicators budget reporting pages"

# A data folder, a database and ports of their own, so that nothing of a running suite is touched.
use_bench_settings() {
    DATA=$DATA-bench
    SOCKET=$DATA/run
    EXAMPLE=no
    BUILD=release
    case $1 in
    calls | plans) SERVICES=plans ;;
    indicators | budget) SERVICES=$1 ;;
    # All four, over the example province.
    reporting | pages) ;;
    esac
    PRODUCTS="phaen$(printf ' phaen-%s' $SERVICES)"
    # One caller makes all the calls: the limit of a single caller is not what is measured. Data that a report is handed is
    # larger than what a request may bring unless told otherwise.
    export PHAEN_CALLS_PER_SECOND=1000000 PHAEN_CALLS_BURST=1000000 PHAEN_BODY_BYTES_MAX=67108864
    PLANS_PORT=8201 INDICATORS_PORT=8202 BUDGET_PORT=8203 REPORTING_PORT=8204
}

run_benchmarks() {
    local suite=calls
    case " $BENCH_SUITES " in *" ${1:-calls} "*) suite=${1:-calls}; [ $# -gt 0 ] && shift ;; esac
    install_packages build run report database test bench
    case $suite in indicators | pages) make_readers ;; esac
    use_bench_settings "$suite"
    build_services
    cd "$ROOT"
    swift build -c release --static-swift-stdlib --product phaen-bench
    run_benchmarks_with "$(swift build -c release --show-bin-path)/phaen-bench" "$suite" "$@"
}

# The suite's services started, phaen-bench let loose on them, everything stopped.
run_benchmarks_with() {
    local program=$1 suite=$2 service
    shift 2
    make_owner
    install_binaries
    install -m 0755 "$program" "$DATA/bin/phaen-bench"
    start_database
    make_databases
    make_identity
    BESIDE_PROCESSES=()
    trap 'kill "${BESIDE_PROCESSES[@]}" 2>/dev/null || true; down' EXIT
    as_owner "$DATA/bin/phaen" token issue --folder "$DATA/identity" --subject bench \
        --grant administrator@TH --grant planner@TH --days 1 --output "$DATA/bench.token"
    for service in $SERVICES; do start_service "$service"; done
    for service in $SERVICES; do wait_ready "$service"; done
    "bench_$suite" "$@"
}

# What every suite is told: where the service is, which process it is, who asks.
bench() {
    local service=$1
    shift
    as_owner env PATH="$PG:$PATH" "$DATA/bin/phaen-bench" "$@" --base "http://127.0.0.1:$(port_of "$service")" \
        --process "$(pid_of "$service")" --token-file "$DATA/bench.token"
}

service_database() { echo "host=$SOCKET user=owner dbname=phaen_$1"; }

bench_plans() { bench plans plans --pgbench "$PG/pgbench" --service-database "$(service_database plans)" "$@"; }

bench_indicators() {
    bench indicators indicators --service-database "$(service_database indicators)" --python "$PHAEN_TEST_PYTHON" "$@"
}

bench_budget() { bench budget budget --pgbench "$PG/pgbench" --service-database "$(service_database budget)" "$@"; }

bench_reporting() {
    load_example
    bench reporting reporting "$@"
}

# A browser keeps what it writes in a home of its own.
bench_pages() {
    local words=() service
    load_example
    for service in $SERVICES; do words+=("--$service" "http://127.0.0.1:$(port_of "$service")"); done
    as_owner mkdir -p "$DATA/run/browser"
    as_owner env PATH="$PG:$PATH" HOME="$DATA/run/browser" PHAEN_TEST_PYTHON="$PHAEN_TEST_PYTHON" \
        "$DATA/bin/phaen-bench" pages "${words[@]}" --token-file "$DATA/bench.token" \
        --database "$(service_database plans)" "$@"
}

bench_calls() {
    local secret
    [ "$(sql "SELECT count(*) FROM pg_database WHERE datname = 'bench'")" = 1 ] || {
        sql "CREATE DATABASE bench"
        as_owner "$PG/pgbench" -i -q -s 10 -h "$SOCKET" -U owner bench >/dev/null 2>&1
    }
    write_ready_command
    secret=$(as_owner cat "$DATA/secrets/plans.password")
    write_statements
    start_beside "postgres://phaen_plans:$secret@/phaen_plans?host=$SOCKET"
    bench plans --metrics "http://127.0.0.1:$(private_port_of plans)/metrics" \
        --database "host=$SOCKET user=owner dbname=bench" --pgbench "$PG/pgbench" \
        --statement "$DATA/run/plan.sql" --change "$DATA/run/change.sql" --service-database "$(service_database plans)" \
        --ready-command "bash '$DATA/run/ready.sh'" --beside "$BESIDE" "$@"
}

# A second plans service against the same database: how long from its start until it says that it is ready.
write_ready_command() {
    as_owner sh -c "cat > '$DATA/run/ready.sh'" <<EOF
while IFS='=' read -r name value; do export "\$name=\$value"; done < '$DATA/run/plans.env'
export PHAEN_PUBLIC_PORT=8211 PHAEN_PRIVATE_PORT=9211
began=\$(date +%s%3N)
'$DATA/bin/phaen-plans' > '$DATA/logs/ready.log' 2>&1 &
until curl -fsS -o /dev/null --max-time 1 http://127.0.0.1:9211/ready 2>/dev/null; do
    [ \$((\$(date +%s%3N) - began)) -lt 20000 ] || { kill \$!; exit 1; }
    sleep 0.01
done
echo "ready in \$((\$(date +%s%3N) - began))"
kill -TERM \$!
wait \$! || true
EOF
}

# pgbench's scripts: the statement of plan.get, and all those of plan.create.
write_statements() {
    local folder=$ROOT/Tests/Benchmarks/beside
    # pgbench takes a colon before a name for a variable of its own.
    sed "s/\$1/'67'/; s/\$2/'67-BENCH'/; s/HH24:MI:SS/HH24\":\"MI\":\"SS/" "$folder/plan.sql" |
        as_owner sh -c "cat > '$DATA/run/plan.sql'"
    sed "/^ WHERE p.province/,\$d; s/HH24:MI:SS/HH24\":\"MI\":\"SS/" "$folder/plan.sql" |
        sed -e "/^@plan@/{r /dev/stdin" -e 'd}' "$folder/change.sql" |
        as_owner sh -c "cat > '$DATA/run/change.sql'"
}

# The same answer by others' servers: Python's in an environment of its own, Go's from Debian's packages.
start_beside() {
    BESIDE=
    local folder=$DATA/beside python=$ROOT/.build/beside/bin/python
    as_owner mkdir -p "$folder"
    if [ -x "$python" ] || { /usr/bin/python3 -m venv "$ROOT/.build/beside" &&
        "$python" -m pip install --quiet --disable-pip-version-check fastapi uvicorn uvloop httptools asyncpg orjson; }; then
        (cd "$ROOT/Tests/Benchmarks/beside" && DSN="$1" exec "$python" -m uvicorn fastapi_plans:app --workers 2 \
            --port 8221 --no-access-log >"/tmp/phaen-bench-python.log" 2>&1) &
        BESIDE_PROCESSES+=($!)
        BESIDE="FastAPI + asyncpg (2 workers)=http://127.0.0.1:8221/rpc"
    fi
    export STATEMENT=$ROOT/Tests/Benchmarks/beside/plan.sql
    if GO111MODULE=off GOPATH=/usr/share/gocode go build -o "$ROOT/.build/beside-go" "$ROOT/Tests/Benchmarks/beside/pgx_plans.go"; then
        DSN="$1" "$ROOT/.build/beside-go" >/tmp/phaen-bench-go.log 2>&1 &
        BESIDE_PROCESSES+=($!)
        BESIDE="$BESIDE${BESIDE:+,}Go + pgx=http://127.0.0.1:8222/rpc"
    fi
    local port tries
    for port in 8221 8222; do
        for tries in $(seq 50); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.2; done
    done
}
