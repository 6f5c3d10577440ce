# The example province.
# shellcheck shell=bash

load_example() {
    # The loader repeats only what is not there yet, by the services' own idempotency: again is quick.
    as_owner mkdir -p "$DATA/example"
    cp -R "$ROOT/docker/example/." "$DATA/example/"
    as_owner "$DATA/bin/phaen" import example --from "$DATA/example" \
        --identity "$DATA/identity" \
        --plans "http://127.0.0.1:$PLANS_PORT" --indicators "http://127.0.0.1:$INDICATORS_PORT" \
        --budget "http://127.0.0.1:$BUDGET_PORT" --reporting "http://127.0.0.1:$REPORTING_PORT" \
        --summary "$DATA/example.txt" --people "$DATA/people.txt" ||
        die "โหลดจังหวัดตัวอย่างไม่สำเร็จ" "loading the example failed; what is in stays." \
            "run the same command again: it goes on where it stopped" "bash docker/local.sh logs"
    # Queries are planned by what PostgreSQL knows of the tables; by itself it would look after some minutes.
    local service
    for service in $SERVICES; do sql "ANALYZE" "phaen_$service"; done
}
