#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs redis-server behind falco-run on loopback, uses it, attacks it the way redis servers are
# attacked (its own CONFIG command makes it write a login key), and shows that the attack is
# reported while the server goes on serving. Everything happens in a temporary directory.
set -eu
falco_run=${FALCO_RUN:-falco-run}
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
mkdir -p "$work/data" "$work/home/.ssh"
port=$((20000 + RANDOM % 10000))
redis() { redis-cli -p "$port" "$@"; }

echo "== start: falco-run is the entrypoint, redis-server what it runs"
"$falco_run" -- "$here/entrypoint.sh" "$port" "$work/data" > "$work/server.log" 2> "$work/alerts" &
wrapper=$!
trap 'kill "$wrapper" 2> /dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do redis ping > /dev/null 2>&1 && break; sleep 0.1; done

echo "== ordinary use"
echo "set: $(redis set greeting hello)   get: $(redis get greeting)"
redis-benchmark -p "$port" -n 2000 -t set,get -q > "$work/benchmark"
echo "benchmarks run: $(tr '\r' '\n' < "$work/benchmark" | grep -c 'requests per')"
echo "alerts so far: $(wc -l < "$work/alerts")"

echo "== the attack: have redis write its database as a list of login keys"
redis config set dir "$work/home/.ssh" > /dev/null
redis config set dbfilename authorized_keys > /dev/null
redis set crackit "ssh-ed25519 AAAAC3... intruder" > /dev/null
echo "save: $(redis save)"
for _ in $(seq 50); do [ -s "$work/alerts" ] && break; sleep 0.1; done

echo "== what falco-run says"
cat "$work/alerts"

echo "== and the server still serves"
echo "ping: $(redis ping)   get: $(redis get greeting)"

echo "== end: the server's exit status is falco-run's"
redis shutdown nosave || true
status=0
wait "$wrapper" || status=$?
echo "exit status: $status"
