# Building, and the binaries' place in the data folder.
# shellcheck shell=bash

PRODUCTS="phaen phaen-plans phaen-indicators phaen-budget phaen-reporting"

build_services() {
    need_swift
    need_disk "$ROOT"
    say "สร้างโปรแกรม ($BUILD) ครั้งแรกใช้เวลาหลายนาที" "building ($BUILD); the first time takes some minutes"
    local flags=(-c "$BUILD")
    [ "$BUILD" = release ] && flags+=(--static-swift-stdlib)
    cd "$ROOT"
    for product in $PRODUCTS; do
        swift build "${flags[@]}" --product "$product" ||
            die "สร้าง $product ไม่สำเร็จ" "building $product failed; the compiler's message is above." \
                "if it speaks of a package's checkout: rm -rf .build and run the same command again"
    done
    BINARIES=$(swift build "${flags[@]}" --show-bin-path)
}

# The services run from copies in the data folder: a later build never pulls the binary from under a running one.
install_binaries() {
    as_owner mkdir -p "$DATA/bin"
    for product in $PRODUCTS; do
        if ! cmp -s "$BINARIES/$product" "$DATA/bin/$product"; then
            install -m 0755 "$BINARIES/$product" "$DATA/bin/.$product.new"
            mv -f "$DATA/bin/.$product.new" "$DATA/bin/$product"
        fi
    done
}
