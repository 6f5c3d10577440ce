# Tests.
# shellcheck shell=bash

export PHAEN_TEST_PYTHON=$ROOT/.build/readers/bin/python
# Readers that others wrote, for what leaves the suite: in an environment of their own, beside the build.
READERS="jsonschema==4.26.0 openpyxl==3.1.5 pdfplumber==0.11.4 PyJWT==2.10.1 cryptography aiosmtpd==1.4.6 \
duckdb==1.4.1 sdmx1==2.28.0 pysdmx[data,xml]==1.21.0 frictionless==5.21.0 lxml playwright==1.65.2 \
icalendar==6.3.1 rdflib==7.1.4 axe-playwright-python==0.1.8 oidc-provider-mock==0.3.4 Authlib==1.9.9 httpx==0.28.1"
# For the schemas that it carries; what it asks for itself is older than the readers above.
SCHEMAS="pyIATI==0.4.1"

# A build from nothing is more than a third of what all tests take: without debug information, each module as a whole, and
# linked by the toolchain's own linker, it takes a fifth less. In a folder of its own, so that a build that somebody works
# with is not made anew by it.
TEST_BUILD=(--scratch-path "$ROOT/.build/tests" -debug-info-format none
    -Xswiftc -disable-batch-mode -Xswiftc -whole-module-optimization -Xswiftc -num-threads -Xswiftc 2
    -Xswiftc -use-ld=lld)

make_readers() {
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
    cd "$ROOT"
    say "สร้างและทดสอบ" "building and testing"
    # One waits for the network, the other for the processor.
    make_readers &
    swift build "${TEST_BUILD[@]}" --build-tests
    wait $!
    if [ $# -gt 0 ]; then
        swift test "${TEST_BUILD[@]}" --skip-build "$@"
        return
    fi
    # Module by module: on two cores the system tests' processes and the socket tests would starve each other.
    local group
    for group in 'Kernel|JSONRPC|RPCSchema|Postgres|RPCClient|Sheets|Pages|Conformance|Tidy' RPCServer \
        'ServiceKit|Accounts|Directory|Procedures|Files' Plans Indicators Budget Reporting System; do
        timeout --verbose 900 swift test "${TEST_BUILD[@]}" --skip-build --filter "^($group)Tests\\."
    done
}
