# Debian packages and the Swift toolchain.
# shellcheck shell=bash

packages_of() {
    local stages=" $* "
    while read -r stage package; do
        case $stage in '' | '#'*) continue ;; esac
        case $stages in *" $stage "*) echo "$package" ;; esac
    done <"$ROOT/docker/packages.txt"
}

install_packages() {
    local missing=()
    for package in $(packages_of "$@"); do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" != 0 ]; then
        die "ขาดแพ็กเกจของ Debian: ${missing[*]}" "Debian packages are missing." \
            "sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}"
    fi
    say "ติดตั้งแพ็กเกจ ${#missing[@]} รายการ" "installing ${missing[*]}"
    # PostgreSQL's package would start a cluster of its own on the default port; this suite brings its own.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    export DEBIAN_FRONTEND=noninteractive
    local log
    log=$(mktemp)
    if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 15 "$log" >&2
        die "ติดตั้งแพ็กเกจไม่สำเร็จ" "apt-get could not install the packages; its last lines are above." \
            "check the machine's network and disk, then run the same command again"
    fi
    rm -f "$log"
}

need_swift() {
    command -v swift >/dev/null ||
        die "ไม่พบ Swift" "No Swift toolchain on the PATH." \
            "install Swift 6.2 or newer for Debian 12 from https://www.swift.org/install/linux/"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    case $version in
    6.[2-9]* | 6.[1-9][0-9]* | [7-9].*) ;;
    *) die "Swift $version เก่าเกินไป" "Swift $version is too old; 6.2 or newer is needed." ;;
    esac
}

need_disk() {
    local folder=$1 free
    while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
    free=$(df -Pm "$folder" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$DISK_MEGABYTES_MIN" ] ||
        die "เนื้อที่ดิสก์ไม่พอที่ $folder (เหลือ $free MB)" \
            "Only $free MB are free at $folder; $DISK_MEGABYTES_MIN MB are needed." \
            "free some space, or choose another folder: PHAEN_DATA=/somewhere bash docker/local.sh up"
}
