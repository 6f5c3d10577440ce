# Tests and benchmarks.
# shellcheck shell=bash

# Readers that others wrote, for what leaves the suite: in an environment of their own, beside the build.
READERS="jsonschema==4.26.0 openpyxl==3.1.5 pdfplumber==0.11.4 PyJWT==2.10.1 cryptography"

make_readers() {
    export PHAEN_TEST_PYTHON=$ROOT/.build/readers/bin/python
    local stamp=$ROOT/.build/readers/installed
    [ "$(cat "$stamp" 2>/dev/null)" = "$READERS" ] && return
    say "ติดตั้งโปรแกรมอ่านไฟล์สำหรับการทดสอบ" "installing the readers that tests use"
    mkdir -p "$ROOT/.build"
    rm -rf "$ROOT/.build/readers"
    /usr/bin/python3 -m venv "$ROOT/.build/readers"
    # shellcheck disable=SC2086
    "$PHAEN_TEST_PYTHON" -m pip install --quiet --disable-pip-version-check $READERS
    echo "$READERS" >"$stamp"
}

run_tests() {
    install_packages build run report database test
    need_swift
    need_disk "$ROOT"
    make_readers
    cd "$ROOT"
    say "สร้างและทดสอบ" "building and testing"
    swift build --build-tests
    swift test --skip-build "$@"
}

run_benchmarks() {
    install_packages build run report database test bench
    BUILD=release build_services
    cd "$ROOT"
    swift build -c release --product phaen-bench
    exec "$(swift build -c release --show-bin-path)/phaen-bench" "$@"
}
