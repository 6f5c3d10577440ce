#!/usr/bin/env bash
# Makes what compose.yaml takes from docker/secrets and is not there yet: passwords, and, where you bring no jwks.json and
# peer.token of your own issuer, a local issuer's to try with (needs the `phaen` command: PHAEN=path).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
PHAEN=${PHAEN:-../.build/release/phaen}

# The folder keeps others out; the files are read in the containers by users of other numbers.
mkdir -p secrets
chmod 0700 secrets
for name in postgres plans indicators budget reporting; do
    [ -s "secrets/$name.password" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"secrets/$name.password"
done
if [ ! -s secrets/jwks.json ]; then
    "$PHAEN" token init --folder secrets/issuer >/dev/null
    cp secrets/issuer/jwks.json secrets/jwks.json
fi
if [ ! -s secrets/peer.token ]; then
    "$PHAEN" token issue --folder secrets/issuer --subject service --grant integrator@TH --grant reader@TH \
        --days 365 --output secrets/peer.token
fi
chmod 0444 secrets/*.password secrets/jwks.json secrets/peer.token
echo "✔ docker/secrets"
