"""Checks many manifests in worker processes.

Workers are new processes (spawn) on every platform: a fork would inherit the signal handlers and locks of this one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from threading import Thread

from ..context import Workspace
from ..settings.settings import Settings
from .manifest_check import CheckedManifest, ManifestCheck

_MAX_WORKERS = 8
# This process checks as many while the workers start.
_FIRST = 40
_CHUNK = 10
# Chunks in progress or complete but not yet used, for each worker: they bound the memory of this process.
_CHUNKS_AHEAD = 3
_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_Chunk = list[CheckedManifest | None]
# In a worker: what it checks manifests with.
_manifest_check: ManifestCheck


def number_of_workers() -> int:
    """Return how many workers this process can use at the same time; 1 means that they are of no use."""
    available: int | None
    if hasattr(os, "process_cpu_count"):  # Python 3.13
        available = os.process_cpu_count()
    elif hasattr(os, "sched_getaffinity"):  # Linux
        available = len(os.sched_getaffinity(0))
    else:
        available = os.cpu_count()
    return min(available or 1, _MAX_WORKERS)


def check_ahead(
    names: Sequence[str],
    workers: int,
    settings: Settings,
    workspace: Workspace,
    today: str,
    debug: Callable[[str], object],
) -> Iterator[CheckedManifest | None]:
    """Yield each manifest in order, as soon as it and those before it are checked; None for one that the caller checks.

    These are the first ones, and those whose check raised an exception. If the workers can't be started, or one of them
    ends, there are fewer results than names.
    """
    chunks = [names[start : start + _CHUNK] for start in range(_FIRST, len(names), _CHUNK)]
    remaining = iter(chunks)
    try:
        executor = ProcessPoolExecutor(
            workers, multiprocessing.get_context("spawn"), _start_worker, (settings, workspace, today)
        )
    except (ImportError, NotImplementedError, OSError) as error:  # for example, no semaphores
        debug(f"no worker processes: {error}")
        return
    try:
        pending: deque[Future[_Chunk]] = deque()
        with _BlockedSignals():
            pending.extend(executor.submit(_check, chunk) for chunk in islice(remaining, workers * _CHUNKS_AHEAD))
        yield from [None] * min(_FIRST, len(names))
        while pending:
            checked = pending.popleft().result()
            pending.extend(executor.submit(_check, chunk) for chunk in islice(remaining, 1))
            yield from checked
    except (BrokenProcessPool, OSError) as error:  # for example, a worker that was killed, or a limit on processes
        debug(f"worker processes failed: {error}")
        _kill_workers()
    except BaseException:  # an interrupt, or the caller needs no more results
        _kill_workers()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


class _BlockedSignals:
    """Blocks signals in this process and in those that it starts: a worker unblocks them when it can handle them."""

    def __enter__(self) -> None:
        if sys.platform != "win32":
            self._before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)

    def __exit__(self, *_: object) -> None:
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_SETMASK, self._before)


def _kill_workers() -> None:
    # The program has no other child processes of this kind. A worker has nothing that it would have to close.
    for process in multiprocessing.active_children():
        process.kill()


def _start_worker(settings: Settings, workspace: Workspace, today: str) -> None:
    global _manifest_check
    # A terminal sends an interrupt to all processes. This one ends with its parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    Thread(target=_end_with_parent, daemon=True).start()
    _manifest_check = ManifestCheck(settings, workspace, today)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
    os._exit(1)


def _check(names: Sequence[str]) -> _Chunk:
    return [_check_manifest(name) for name in names]


def _check_manifest(name: str) -> CheckedManifest | None:
    try:
        return _manifest_check.check(_manifest_check.read(name))
    except Exception:  # the caller repeats the check, and reports the same failure or bug with its own stack
        return None
