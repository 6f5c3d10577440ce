# Settings of local.sh, each with its default; all can be given in the environment.
# shellcheck shell=bash

# Root may not run PostgreSQL: everything then runs as the system user `phaen`, whose data lives where Debian keeps it.
if [ "$(id -u)" = 0 ]; then
    RUN_AS=phaen
    DATA=${PHAEN_DATA:-/var/lib/phaen}
else
    RUN_AS=
    DATA=${PHAEN_DATA:-$ROOT/.data}
fi
BUILD=${PHAEN_BUILD:-release}
EXAMPLE=${PHAEN_EXAMPLE:-yes}
PLANS_PORT=${PHAEN_PLANS_PORT:-8101}
INDICATORS_PORT=${PHAEN_INDICATORS_PORT:-8102}
BUDGET_PORT=${PHAEN_BUDGET_PORT:-8103}
REPORTING_PORT=${PHAEN_REPORTING_PORT:-8104}
SERVICES="plans indicators budget reporting"

# Free space that a first start needs, in megabytes: the build's 3 GB and room for data.
DISK_MEGABYTES_MIN=4000

port_of() {
    case $1 in
    plans) echo "$PLANS_PORT" ;;
    indicators) echo "$INDICATORS_PORT" ;;
    budget) echo "$BUDGET_PORT" ;;
    reporting) echo "$REPORTING_PORT" ;;
    esac
}
private_port_of() { echo $(($(port_of "$1") + 1000)); }
