# Tests and benchmarks.
# shellcheck shell=bash

# Readers that others wrote, for what leaves the suite: in an environment of their own, beside the build.
READERS="jsonschema==4.26.0 openpyxl==3.1.5 pdfplumber==0.11.4 PyJWT==2.10.1 cryptography aiosmtpd==1.4.6 \
sdmx1==2.28.0 pysdmx[data,xml]==1.21.0 frictionless==5.21.0 lxml playwright==1.65.2 axe-playwright-python==0.1.8"
# For the schemas that it carries; what it asks for itself is older than the readers above.
SCHEMAS="pyIATI==0.4.1"

make_readers() {
    export PHAEN_TEST_PYTHON=$ROOT/.build/readers/bin/python
    local stamp=$ROOT/.build/readers/installed
    [ "$(cat "$stamp" 2>/dev/null)" = "$READERS $SCHEMAS" ] && return
    say "ติดตั้งโปรแกรมอ่านไฟล์สำหรับการทดสอบ" "installing the readers that tests use"
    mkdir -p "$ROOT/.build"
    rm -rf "$ROOT/.build/readers"
    /usr/bin/python3 -m venv "$ROOT/.build/readers"
    # shellcheck disable=SC2086
    "$PHAEN_TEST_PYTHON" -m pip install --quiet --disable-pip-version-check $READERS
    "$PHAEN_TEST_PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps $SCHEMAS
    echo "$READERS $SCHEMAS" >"$stamp"
}

run_tests() {
    install_packages build run report database test
    need_swift
    need_disk "$ROOT"
    make_readers
    cd "$ROOT"
    say "สร้างและทดสอบ" "building and testing"
    swift build --build-tests
    if [ $# -gt 0 ]; then
        swift test --skip-build "$@"
        return
    fi
    # Module by module: on two cores the system tests' processes and the socket tests would starve each other.
    local group
    for group in 'Kernel|JSONRPC|RPCSchema|Postgres|RPCClient|Sheets|Pages|Conformance|Tidy' RPCServer \
        'ServiceKit|Accounts|Directory|Procedures|Files' Plans Indicators Budget Reporting System; do
        timeout --verbose 900 swift test --skip-build --filter "^($group)Tests\\."
    done
}

# Benchmarks have a data folder, a database and ports of their own, so that nothing of a running suite is touched.
use_bench_settings() {
    DATA=$DATA-bench
    SOCKET=$DATA/run
    EXAMPLE=no
    BUILD=release
    # Only the plans service is measured.
    PRODUCTS="phaen phaen-plans"
    SERVICES=plans
    # One caller makes all the calls: the limit of a single caller is not what is measured.
    export PHAEN_CALLS_PER_SECOND=1000000 PHAEN_CALLS_BURST=1000000
    PLANS_PORT=8201 INDICATORS_PORT=8202 BUDGET_PORT=8203 REPORTING_PORT=8204
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

run_benchmarks() {
    install_packages build run report database test bench
    use_bench_settings
    build_services
    cd "$ROOT"
    swift build -c release --static-swift-stdlib --product phaen-bench
    run_benchmarks_with "$(swift build -c release --show-bin-path)/phaen-bench" "$@"
}

run_benchmarks_with() {
    local program=$1 secret
    shift
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
    [ "$(sql "SELECT count(*) FROM pg_database WHERE datname = 'bench'")" = 1 ] || {
        sql "CREATE DATABASE bench"
        as_owner "$PG/pgbench" -i -q -s 10 -h "$SOCKET" -U owner bench >/dev/null 2>&1
    }
    start_service plans
    wait_ready plans
    write_ready_command
    secret=$(as_owner cat "$DATA/secrets/plans.password")
    write_statements
    start_beside "postgres://phaen_plans:$secret@/phaen_plans?host=$SOCKET"
    as_owner "$DATA/bin/phaen-bench" --base "http://127.0.0.1:$PLANS_PORT" --process "$(pid_of plans)" \
        --token-file "$DATA/bench.token" --database "host=$SOCKET user=owner dbname=bench" --pgbench "$PG/pgbench" \
        --statement "$DATA/run/plan.sql" --change "$DATA/run/change.sql" --service-database "host=$SOCKET user=owner dbname=phaen_plans" \
        --ready-command "bash '$DATA/run/ready.sh'" --beside "$BESIDE" "$@"
}
