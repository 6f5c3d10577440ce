# The four services: start, stop, status.
# shellcheck shell=bash

pid_of() {
    local pid
    pid=$(cat "$DATA/run/$1.pid" 2>/dev/null) || return 1
    [ "$(readlink "/proc/$pid/exe" 2>/dev/null | sed 's/ (deleted)$//')" = "$DATA/bin/phaen-$1" ] && echo "$pid"
}

ready() { curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$(private_port_of "$1")/ready" 2>/dev/null; }

need_port() {
    local holder
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || return 0
    holder=$(ss -ltnpH "sport = :$1" 2>/dev/null | sed -n 's/.*users:((\([^)]*\)).*/\1/p' | head -n 1)
    die "พอร์ต $1 มีโปรแกรมอื่นใช้อยู่" "Port $1 is taken${holder:+ by $holder}." \
        "stop that program, or choose another port: PHAEN_${2^^}_PORT=… bash docker/local.sh up"
}

# A service that runs already has its ports; any other must find them free.
need_ports() {
    pid_of "$1" >/dev/null && return
    need_port "$(port_of "$1")" "$1"
    need_port "$(private_port_of "$1")" "$1"
}

# The services' settings, one file a service, as any operator would write it.
write_settings() {
    local service=$1 peer name
    {
        echo "PHAEN_PUBLIC_HOST=127.0.0.1"
        echo "PHAEN_PUBLIC_PORT=$(port_of "$service")"
        echo "PHAEN_PRIVATE_HOST=127.0.0.1"
        echo "PHAEN_PRIVATE_PORT=$(private_port_of "$service")"
        echo "PHAEN_DATABASE=host=$SOCKET dbname=phaen_$service user=phaen_$service"
        echo "PHAEN_DATABASE_PASSWORD_FILE=$DATA/secrets/$service.password"
        echo "PHAEN_JWKS=$DATA/identity/jwks.json"
        echo "PHAEN_ISSUER=phaen-local"
        echo "PHAEN_AUDIENCE=phaen"
        echo "PHAEN_DATA=$DATA/files/$service"
        for peer in $SERVICES; do
            echo "PHAEN_SITE_${peer^^}=http://127.0.0.1:$(port_of "$peer")/"
            [ "$peer" = "$service" ] || echo "PHAEN_PEER_${peer^^}=http://127.0.0.1:$(port_of "$peer")"
        done
        echo "PHAEN_PEER_TOKEN_FILE=$DATA/secrets/$service.token"
        case "$service $SERVICES" in "plans "*) ;; *plans*) echo "PHAEN_DIRECTORY_PEER=plans" ;; esac
        # Reminders and notices go by mail where a server is given.
        for name in SERVER USER PASSWORD_FILE FROM FROM_NAME TLS; do
            name=PHAEN_MAIL_$name
            if [ -n "${!name:-}" ]; then echo "$name=${!name}"; fi
        done
        # The same service of other offices, which a regional office follows.
        name=PHAEN_OFFICES_${service^^}
        if [ -n "${!name:-}" ]; then echo "PHAEN_OFFICES=${!name}"; fi
        if [ -n "${PHAEN_OFFICE_TOKENS:-}" ]; then echo "PHAEN_OFFICE_TOKENS=$PHAEN_OFFICE_TOKENS"; fi
    } | as_owner sh -c "cat > '$DATA/run/$service.env'"
}

start_service() {
    local service=$1
    if pid_of "$service" >/dev/null; then
        [ "$(readlink "/proc/$(pid_of "$service")/exe")" = "$DATA/bin/phaen-$service" ] && return
        stop_service "$service"
    fi
    need_ports "$service"
    as_owner mkdir -p "$DATA/files/$service"
    write_settings "$service"
    say "เริ่มบริการ $service" "starting $service on port $(port_of "$service")"
    as_owner sh -c "while IFS='=' read -r name value; do export \"\$name=\$value\"; done < '$DATA/run/$service.env'
        cd '$DATA'; setsid '$DATA/bin/phaen-$service' >> '$DATA/logs/$service.log' 2>&1 < /dev/null &
        echo \$! > '$DATA/run/$service.pid'"
}

wait_ready() {
    local service=$1 tries=0
    until ready "$service"; do
        tries=$((tries + 1))
        if ! pid_of "$service" >/dev/null || [ $tries -gt 300 ]; then
            tail -n 15 "$DATA/logs/$service.log" >&2
            die "บริการ $service ไม่พร้อม" "$service did not become ready; its last log lines are above." \
                "bash docker/local.sh logs $service"
        fi
        sleep 0.2
    done
}

stop_service() {
    local pid tries=0
    pid=$(pid_of "$1") || return 0
    say "หยุดบริการ $1" "stopping $1"
    kill -TERM "$pid"
    while kill -0 "$pid" 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -gt 150 ] && { kill -KILL "$pid"; break; }
        sleep 0.2
    done
    rm -f "$DATA/run/$1.pid"
}

make_owner() {
    if [ -n "$RUN_AS" ]; then
        id -u "$RUN_AS" >/dev/null 2>&1 || useradd --system --home-dir "$DATA" --shell /usr/sbin/nologin "$RUN_AS"
        install -d -o "$RUN_AS" -g "$RUN_AS" -m 0750 "$DATA"
    else
        mkdir -p "$DATA"
    fi
}

# The local issuer of tokens: a key pair for this machine, and one token for each service and for its administrator.
make_identity() {
    as_owner "$DATA/bin/phaen" token init --folder "$DATA/identity" >/dev/null
    local service
    for service in $SERVICES; do
        as_owner "$DATA/bin/phaen" token issue --folder "$DATA/identity" --subject "service:$service" \
            --grant integrator@TH --grant reader@TH --days 365 --output "$DATA/secrets/$service.token"
    done
    as_owner "$DATA/bin/phaen" token issue --folder "$DATA/identity" --subject administrator \
        --grant administrator@TH --days 30 --output "$DATA/administrator.token"
}

up() {
    local service
    install_packages build run report database
    # Said before the build, not minutes later.
    for service in $SERVICES; do need_ports "$service"; done
    need_disk "$(dirname "$DATA")"
    build_services
    make_owner
    install_binaries
    start_database
    make_databases
    make_identity
    for service in $SERVICES; do start_service "$service"; done
    for service in $SERVICES; do wait_ready "$service"; done
    [ "$EXAMPLE" = yes ] && load_example
    status
}

down() {
    local service
    for service in reporting budget indicators plans; do stop_service "$service"; done
    stop_database
    good "หยุดแล้ว ข้อมูลอยู่ที่ $DATA" "stopped; the data stays in $DATA"
}

status() {
    local service state
    echo
    for service in $SERVICES; do
        if ! pid_of "$service" >/dev/null; then
            state="✘ หยุดอยู่ stopped"
        elif ready "$service"; then
            state="✔ พร้อม ready"
        else
            state="… ยังไม่พร้อม not ready"
        fi
        printf '  %-11s http://127.0.0.1:%s  %s\n' "$service" "$(port_of "$service")" "$state"
    done
    if database_running; then state="✔"; else state="✘ หยุดอยู่ stopped"; fi
    printf '  %-11s %s  %s\n' PostgreSQL "$SOCKET" "$state"
    if as_owner test -s "$DATA/administrator.token"; then
        printf '  %-11s %s\n' "token" "$DATA/administrator.token"
    fi
    local text
    for text in example people; do
        if as_owner test -s "$DATA/$text.txt"; then as_owner cat "$DATA/$text.txt"; fi
    done
}

logs() {
    local files=() service
    for service in ${1:-$SERVICES}; do
        [ -e "$DATA/logs/$service.log" ] || die "ไม่มีบันทึกของ $service" "There is no log of “$service”." "one of: $SERVICES postgres"
        files+=("$DATA/logs/$service.log")
    done
    exec tail -n 50 -F "${files[@]}"
}

reset() {
    [ "${1:-}" = --yes ] || die "คำสั่งนี้ลบข้อมูลทั้งหมดใน $DATA" "This deletes everything in $DATA." "bash docker/local.sh reset --yes"
    down
    rm -rf "${DATA:?}"/{bin,files,identity,logs,postgres,postgres.making,run,secrets,administrator.token,example.txt,people.txt}
    good "ลบข้อมูลแล้ว" "deleted"
}
