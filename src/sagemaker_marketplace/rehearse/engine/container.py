"""The seller's container while it runs: state, log, memory, and its end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..observations import End
from .api import Api, EngineError
from .attached import MAX_LINE_BYTES, Attached, split_lines

_KILLED = 137
_SAMPLE_SECONDS = 0.25
_POLL_SECONDS = 0.02


@dataclass(frozen=True)
class State:
    """The state of a container's first process; `exit_code` is None while it runs.

    `seconds` is how long it has run, by the engine's clock; 0 while it runs. `out_of_memory` is whether the kernel
    killed a process of the container for memory. Docker reports a worker's death as an event, that of the first process
    in its state; Podman 4.3 on cgroup v1 reports neither (tried).
    """

    is_running: bool
    exit_code: int | None
    out_of_memory: bool
    seconds: float


class Container:
    """A container that has been started. Threads follow its memory and its `oom` events until it is closed."""

    def __init__(self, api: Api, identity: str, attached: Attached) -> None:
        """`identity` is the ID of a created container, `attached` its output."""
        self._api = api
        self._attached = attached
        self.id = identity
        self._highest_memory: int | None = None
        self._cpu_seconds: float | None = None
        self._oom_events = 0
        self._closed = threading.Event()
        # Before the start: the first event must not be lost.
        self._events = api.call("events", decode=True, filters={"container": identity, "event": "oom"})
        for follow in (self._count_events, self._sample_memory):
            threading.Thread(target=follow, daemon=True).start()

    def state(self) -> State:
        """Return the state. Raises EngineError."""
        state = self._api.call("inspect_container", self.id)["State"]
        running = bool(state["Running"])
        seconds = 0.0 if running else seconds_between(state["StartedAt"], state["FinishedAt"])
        oom = bool(state.get("OOMKilled")) or self._oom_events > 0
        return State(running, None if running else int(state["ExitCode"]), oom, seconds)

    def log(self) -> Iterator[bytes]:
        """Yield what the container prints to standard output and standard error, line by line, until it ends.

        Lines have no newline, bytes are as printed, and bytes of a line after MAX_LINE_BYTES are lost. Read it in a
        thread: it blocks, and the container blocks once about a megabyte has not been read. It can be read once.
        """
        for _, line in split_lines(self._attached.chunks(), MAX_LINE_BYTES):
            yield line

    def memory_bytes(self) -> int | None:
        """Return the highest memory usage sampled so far, without the page cache; None without a sample.

        It is sampled about once per second, which is as often as Docker measures it, and now if it never was: Docker
        20.10 answers up to a second later.
        """
        if self._highest_memory is None:
            with suppress(EngineError):  # the container is removed
                self._sample()
        return self._highest_memory

    def cpu_seconds(self) -> float | None:
        """Return the CPU time used at the last sample, about once per second; None without a sample."""
        return self._cpu_seconds

    def out_of_memory_events(self) -> int:
        """Return how often the kernel has killed a process of the container for memory: the events received so far."""
        return self._oom_events

    def wait(self, seconds: float) -> bool:
        """Wait until the container ends, at most `seconds`; return whether it has ended. Raises EngineError."""
        limit = time.monotonic() + seconds
        while self.state().is_running:
            if time.monotonic() >= limit:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def stop(self, grace_seconds: float) -> End:
        """Send SIGTERM, then SIGKILL once the grace has ended; return how the container ended.

        `during` is `stop`, and `requests` if the container had ended before. Raises EngineError.
        """
        begun = time.monotonic()
        during, was_killed = "stop", False
        try:
            self._api.call("kill", self.id, "SIGTERM")
        except EngineError:
            if self.state().is_running:
                raise
            during = "requests"
        if not self.wait(grace_seconds):
            was_killed = True
            with suppress(EngineError):  # it has ended just now
                self._api.call("kill", self.id, "SIGKILL")
            self.wait(grace_seconds)
        seconds = time.monotonic() - begun
        state = self.state()
        seconds = seconds if during == "stop" else state.seconds
        return End(
            _KILLED if state.exit_code is None else state.exit_code, during, seconds, state.out_of_memory, was_killed
        )

    def close(self) -> None:
        """End the threads and close the connections; the container itself is not touched."""
        self._closed.set()
        self._attached.close()
        with suppress(OSError, AttributeError):  # its connection is closed already
            self._events.close()

    def _count_events(self) -> None:
        with suppress(EngineError):  # the connection is lost: later events are not counted
            for _ in self._api.iterate(self._events):
                self._oom_events += 1

    def _sample_memory(self) -> None:
        with suppress(EngineError):  # the container is removed
            while not self._closed.wait(_SAMPLE_SECONDS):
                self._sample()

    def _sample(self) -> None:
        stats = self._api.call("stats", self.id, stream=False, one_shot=True)
        self._highest_memory = max(self._highest_memory or 0, used_memory(stats) or 0) or None
        self._cpu_seconds = used_cpu(stats)


def used_memory(stats: Mapping[str, Any]) -> int | None:
    """The memory in the engine's statistics without the page cache that can be dropped; None if it is not reported.

    Source: docker/cli, cli/command/container/stats_helpers.go; the names are those of cgroup v1 and v2.
    """
    memory = stats.get("memory_stats") or {}
    details = memory.get("stats") or {}
    usage = memory.get("usage")
    cache = details.get("total_inactive_file", details.get("inactive_file", 0))
    return int(usage) - int(cache) if usage else None


def used_cpu(stats: Mapping[str, Any]) -> float | None:
    """The CPU time in seconds in the engine's statistics; None if it is not reported."""
    usage = (stats.get("cpu_stats") or {}).get("cpu_usage") or {}
    return int(usage["total_usage"]) / 1e9 if usage.get("total_usage") else None


def seconds_between(started: str, finished: str) -> float:
    """The time between two timestamps of the engine; 0 if the container never ran."""
    return max(0.0, (_moment(finished) - _moment(started)).total_seconds())


def _moment(timestamp: str) -> datetime:
    """The engine writes nanoseconds and omits zeros at their end; Python reads three or six digits of them."""
    whole, _, fraction = timestamp.partition(".")
    digits = fraction.rstrip("Z").partition("+")[0][:6]
    return datetime.fromisoformat(f"{whole[:19]}.{digits:0<6}+00:00")
