#!/usr/bin/env bash
# Starts Plugdock for a load test. Environment:
#   BENCH_PORT  port to listen on (127.0.0.1)
#   BENCH_WORK  an empty scratch folder
#   BENCH_UP    http://127.0.0.1:PORT
#   BENCH_UPS   https://localhost:PORT
#   BENCH_CA    PEM file of the TLS upstream's certificate
# Plugdock also reads PLUGDOCK_BIN (default: the build of `scripts/dist`, or else the release build)
# and BENCH_FORM=json (default: the raw form, which the page runtime requests).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
shipped=target/dist/plugdock
[ -x "$shipped" ] || shipped=target/release/plugdock
bin=${PLUGDOCK_BIN:-$shipped}

case "${1:-}" in
  ready) [ -x "$bin" ] ;;
  start)
    # Plug-ins may not call loopback addresses unless the operator allows it (R23).
    exec "$bin" serve --listen "127.0.0.1:$BENCH_PORT" --data "$BENCH_WORK/data" \
      --admin-password "bench password 1" --proxy-allow-upstream 127.0.0.0/8,::1 \
      --proxy-ca-file "$BENCH_CA"
    ;;
  login | call | upload | pick | records | ruled) PLUGDOCK_BIN=$bin exec python3 load/product.py "$@" ;;
  *)
    echo "usage: load/product.sh ready|start|login|call URL|upload URL|pick FILE|records|ruled NUMBER" >&2
    exit 2
    ;;
esac
