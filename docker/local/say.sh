# What local.sh tells a person.
# shellcheck shell=bash

if [ -t 1 ]; then BOLD=$'\e[1m' PLAIN=$'\e[0m' RED=$'\e[31m' GREEN=$'\e[32m'; else BOLD='' PLAIN='' RED='' GREEN=''; fi

# say THAI ENGLISH: one step.
say() { printf '%s▸ %s%s — %s\n' "$BOLD" "$1" "$PLAIN" "$2"; }
good() { printf '%s✔ %s%s — %s\n' "$GREEN" "$1" "$PLAIN" "$2"; }
# die THAI ENGLISH [WAY_OUT…]: what went wrong and what to do.
die() {
    printf '%s✘ %s%s\n  %s\n' "$RED" "$1" "$PLAIN" "$2" >&2
    shift 2
    for line in "$@"; do printf '  → %s\n' "$line" >&2; done
    exit 1
}

# as_owner COMMAND…: run as the user who owns the data.
as_owner() {
    if [ -n "$RUN_AS" ]; then (cd / && runuser -u "$RUN_AS" -- "$@"); else "$@"; fi
}
