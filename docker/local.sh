#!/usr/bin/env bash
# Builds and runs the whole suite on one Debian 12 machine, without a container engine.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
HERE=$ROOT/docker/local
# shellcheck source=/dev/null
for part in settings say packages build database services example test bench; do . "$HERE/$part.sh"; done

usage() {
    cat <<EOF
ใช้ / Usage: bash docker/local.sh COMMAND

  up       ติดตั้ง สร้าง เริ่มทุกบริการ และโหลดจังหวัดตัวอย่าง
           install what is missing, build, start PostgreSQL and the four services, load the example province
  down     หยุดทุกอย่าง ข้อมูลยังอยู่                stop everything; data stays
  status   อะไรทำงานอยู่ และอยู่ที่ไหน               what runs, and where
  logs     บันทึกของบริการ: logs [SERVICE]          follow the logs of all services, or of one
  reset    หยุดและลบข้อมูลทั้งหมด: reset --yes        stop and delete the data folder
  build    สร้างเท่านั้น                            build only
  test     ทดสอบทั้งหมด                            install what it needs and run every test
  bench    วัดความเร็ว: bench [calls|plans|indicators|budget|reporting|pages]
           run the benchmarks of the calls, of one service at its full size, or of the pages, and print their table

Settings (environment):
  PHAEN_DATA=$DATA
      data folder: database, keys, logs, files
  PHAEN_BUILD=$BUILD
      release or debug
  PHAEN_PLANS_PORT=$PLANS_PORT  PHAEN_INDICATORS_PORT=$INDICATORS_PORT  PHAEN_BUDGET_PORT=$BUDGET_PORT  PHAEN_REPORTING_PORT=$REPORTING_PORT
      public ports; each private port is a thousand higher
  PHAEN_EXAMPLE=$EXAMPLE
      yes: load the example province; no: start empty
EOF
}

case "${1:-help}" in
up) up ;;
down) down ;;
status) status ;;
logs) shift; logs "$@" ;;
reset) shift; reset "$@" ;;
build) install_packages build run report; build_services ;;
test) shift; run_tests "$@" ;;
bench) shift; run_benchmarks "$@" ;;
help | --help | -h) usage ;;
*)
    usage >&2
    die "ไม่รู้จักคำสั่ง “$1”" "unknown command “$1”"
    ;;
esac
