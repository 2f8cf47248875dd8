#!/bin/bash
# Runs a command with a container engine and the Dockerfile's base image at hand: container-engine.sh COMMAND...
# A running engine is used as it is; one that is started here is stopped again, by its own process number. Where none
# can be had the command runs all the same: the tests then say what is missing. Nothing is said after the command.
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
  echo "container engine: none runs; starting dockerd, which writes to $log"
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
  echo 'container engine: one is running'
elif ! start; then
  echo 'container engine: none could be started'
fi
"$here/container-base.sh" || echo 'base image: not to be had'
"$@"
