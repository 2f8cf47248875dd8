"""Sends commands to the program that feeds the FIFOs of Pipe channels (`driver/pipes.py`), and reads its events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..contract import training as contract
from ..inference.driver_client import Stream, append, parse, send
from ..training_job import Channel
from ..training_observations import PipeUse

_BUFFER = 1 << 20


@dataclass(frozen=True)
class Feeding:
    """The first FIFO of each channel exists."""


@dataclass(frozen=True)
class Reported:
    """All FIFOs are closed, and their uses have been reported."""


@dataclass(frozen=True)
class PipeOpened:
    """The container has opened the FIFO with this name."""

    name: str


@dataclass(frozen=True)
class PipeClosed:
    """The container has read so many bytes of a FIFO; not all of them if it is closed early."""

    name: str
    bytes_sent: int
    is_early: bool


class PipesClient:
    """Feeds the FIFOs of channels; `uses` is what the container has done with them."""

    def __init__(self, stream: Stream, channels: Iterable[Channel]) -> None:
        """`stream` is that of the program, `channels` those in Pipe mode."""
        self._stream = stream
        self._channels = list(channels)
        self._uses = {name: PipeUse(each.name, name) for each in self._channels for name in [_first(each)]}

    @property
    def uses(self) -> list[PipeUse]:
        """The first FIFO of each channel, and all others that were opened."""
        return list(self._uses.values())

    @property
    def is_used(self) -> bool:
        """Whether the container has opened a FIFO."""
        return any(use.opened for use in self._uses.values())

    def store(self, channel: Channel, data: Iterable[bytes]) -> None:
        """Write the data of a channel to a file of the program; about two megabytes of them are in memory."""
        buffer = bytearray()
        for part in data:
            buffer += part
            if len(buffer) >= _BUFFER:
                append(self._stream, _file(channel), buffer)
                buffer = bytearray()
        append(self._stream, _file(channel), buffer)

    def feed(self) -> None:
        """Make the FIFOs and feed them from now on."""
        files = {channel.name: _file(channel) for channel in self._channels}
        send(self._stream, "feed", path=contract.DATA, files=files)

    def report(self) -> None:
        """Ask for what happened to FIFOs that were open when the container ended."""
        send(self._stream, "report")

    def events(self) -> Iterator[object]:
        """Yield the program's events until it ends. Raises Failure for output that is not of the program."""
        for line in self._stream.lines():
            event = parse(line, read)
            if event:
                yield event

    def on_event(self, event: object) -> None:
        """Note what happened to a FIFO."""
        if isinstance(event, PipeOpened):
            use = self._uses.get(event.name) or PipeUse(event.name.rpartition("_")[0], event.name)
            self._uses[event.name] = replace(use, opened=use.opened + 1)
        elif isinstance(event, PipeClosed) and event.name in self._uses:
            use = self._uses[event.name]
            self._uses[event.name] = replace(use, bytes_sent=event.bytes_sent, was_closed_early=event.is_early)


def read(name: str, fields: dict[str, Any]) -> object | None:
    """Return the event of this name; None for the program's start. Raises KeyError for an unknown one."""
    match name:
        case "opened":
            return PipeOpened(str(fields["name"]))
        case "fed":
            return PipeClosed(str(fields["name"]), int(fields["bytes"]), bool(fields["early"]))
        case "feeding":
            return Feeding()
        case "reported":
            return Reported()
        case "started":
            return None
    raise KeyError(name)


def _first(channel: Channel) -> str:
    return contract.pipe_name(channel, 0)


def _file(channel: Channel) -> str:
    return f"pipe-{channel.name}"
