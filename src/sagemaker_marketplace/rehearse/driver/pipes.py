"""Feeds the FIFOs of a training job's channels, in a volume that its container has, too."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import functools
import itertools
import os
import select
import stat
import struct
import termios
import threading
import time
from typing import BinaryIO

from .commands import Command, Commands

_PART = 65536
_PAUSE_SECONDS = 0.005
_MOST_EVENTS = 1000
_END_SECONDS = 5.0


class Pipes(Commands):
    """One FIFO per channel and epoch; each has the channel's data once.

    The FIFO of the next epoch appears as soon as the one before is opened; SageMaker's can be late (developer guide).
    A FIFO disappears when its data have been read, or when its reader closes it before: when SageMaker's does is not
    documented.
    """

    def __init__(self, output: BinaryIO, folder: str) -> None:
        """See Commands."""
        super().__init__(output, folder)
        self._changed = threading.Condition()
        self._feeding = 0
        self._events = 0

    def do_feed(self, command: Command) -> None:
        """Make the first FIFO of each channel in `path`; `files` are the names of stored data by channel."""
        for channel, file in command["files"].items():
            path = os.path.join(command["path"], channel)
            os.mkfifo(f"{path}_0")
            self._start(functools.partial(self._feed, path, os.path.join(self._folder, file)))
        self._emit("feeding")

    def do_report(self, _command: Command) -> None:
        """Report that all FIFOs whose readers have ended are closed; the container has ended."""
        limit = time.monotonic() + _END_SECONDS
        with self._changed:
            while self._feeding and time.monotonic() < limit:
                self._changed.wait(_PAUSE_SECONDS)
        self._emit("reported")

    def _feed(self, path: str, file: str) -> None:
        """Feed one epoch after the other, until the container replaces a FIFO by something else."""
        with contextlib.suppress(OSError):
            for number in itertools.count():
                handle = os.open(f"{path}_{number}", os.O_WRONLY | os.O_NOFOLLOW)  # waits for a reader
                self._count(1)
                try:
                    self._feed_epoch(path, number, handle, file)
                finally:
                    self._count(-1)

    def _feed_epoch(self, path: str, number: int, handle: int, file: str) -> None:
        name = f"{path}_{number}"
        try:
            if not stat.S_ISFIFO(os.fstat(handle).st_mode):
                raise OSError(errno.EINVAL, "not a FIFO")
            with contextlib.suppress(FileExistsError):
                os.mkfifo(f"{path}_{number + 1}")
            self._report("opened", name)
            sent, is_early = _write(handle, file)
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
        finally:
            os.close(handle)
        self._report("fed", name, bytes=sent, early=is_early)

    def _count(self, change: int) -> None:
        with self._changed:
            self._feeding += change
            self._changed.notify_all()

    def _report(self, event: str, path: str, **fields: object) -> None:
        """Report an event of a FIFO; a container that opens them without end gets no more events."""
        self._events += 1
        if self._events <= _MOST_EVENTS:
            self._emit(event, name=os.path.basename(path), **fields)


def _write(handle: int, file: str) -> tuple[int, bool]:
    """Write a file to a FIFO and wait until it is read; return the bytes that were read, and whether not all were."""
    sent = 0
    with open(file, "rb") as data:
        with contextlib.suppress(BrokenPipeError):  # the reader has closed it
            for part in iter(lambda: data.read(_PART), b""):
                view = memoryview(part)
                while view:
                    count = os.write(handle, view)
                    sent, view = sent + count, view[count:]
            _wait_until_read(handle)
        unread = _unread(handle)
        return sent - unread, unread > 0 or sent < os.fstat(data.fileno()).st_size


def _wait_until_read(handle: int) -> None:
    """Wait until a FIFO is empty, or its readers have closed it."""
    readers = select.poll()
    readers.register(handle, 0)
    while _unread(handle) and not readers.poll(0):
        time.sleep(_PAUSE_SECONDS)


def _unread(handle: int) -> int:
    """The number of bytes in a FIFO."""
    return int(struct.unpack("i", fcntl.ioctl(handle, termios.FIONREAD, struct.pack("i", 0)))[0])
