#!/bin/bash
# Runs a command with a container engine and the Dockerfile's base image: container-engine.sh COMMAND...
# Uses a running engine, or starts one and stops it afterwards, by its process ID. Without an engine the command still
# runs; the container tests then report what is missing. Prints nothing after the command.
set -euo pipefail
here=$(dirname "$0")
started=

stop() {
  [[ -n $started ]] || return 0
  kill "$started" 2>/dev/null || true
  wait "$started" || true
}

start() {
  local log
  log=$(mktemp --suffix=.dockerd.log)
  echo "container engine: starting dockerd (log: $log)"
  setsid dockerd >"$log" 2>&1 &
  started=$!
  for _ in {1..60}; do
    docker version >/dev/null 2>&1 && return
    kill -0 "$started" 2>/dev/null || break
    sleep 1
  done
  tail -n 5 "$log"
  return 1
}

trap stop EXIT
trap 'exit 130' INT TERM
if docker version >/dev/null 2>&1; then
  echo 'container engine: already running'
elif ! start; then
  echo 'container engine: could not be started'
fi
"$here/container-base.sh" || echo 'base image: not available'
"$@"
