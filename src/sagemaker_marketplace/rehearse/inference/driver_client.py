"""The driver's protocol: builds its commands and reads its events, which are JSON lines over one stream of bytes."""

from __future__ import annotations

import base64
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from ...manifest.findings import USAGE, Failure
from .. import driver
from ..contract.contract import PARAMETERS, PING
from ..driver.invocations import LENGTH
from ..observations import ParametersAnswer, Ping, is_success

# How a driver's container runs the program, and where it keeps requests and answers.
PATH, FOLDER = "/rehearsal/driver.py", "/rehearsal"
READY, ELSEWHERE, PATIENCE, STOPPED = "ready", "elsewhere", "patience", "stopped"
# The hint if a driver does not do what it should.
OTHER_IMAGE = "use another --driver-image"
_PACKAGE = "driver"
_MAIN = f"from {_PACKAGE}.main import main\nmain()\n"
# GET /execution-parameters has no documented limit.
_PARAMETERS_SECONDS = 10.0
_BUFFER = 1 << 20


class Stream(Protocol):
    """Standard input and output of a driver."""

    def send(self, data: bytes) -> None:
        """Write to standard input."""

    def lines(self) -> Iterator[bytes]:
        """Yield the lines of standard output."""


@dataclass(frozen=True)
class Started:
    """The driver runs, with this version of Python."""

    python: str


@dataclass(frozen=True)
class Listening:
    """The sockets that listen now, as addresses and ports."""

    sockets: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class NetworkAttempts:
    """How many packets had no route since the driver's start."""

    count: int


@dataclass(frozen=True)
class NameLookedUp:
    """A host name was looked up for the first time."""

    name: str


@dataclass(frozen=True)
class Pinged:
    """A ping was answered or failed."""

    ping: Ping


@dataclass(frozen=True)
class PingsEnded:
    """No more pings follow; `outcome` is one of the four words above, `seconds` count from the first ping."""

    outcome: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Answered:
    """The outcome of request `number`; a body of `length` bytes is in an answers file from `offset`."""

    number: int
    file: str
    offset: int
    length: int
    status: int | None
    error: str
    content_type: str
    headers: Mapping[str, str]
    head: bytes
    seconds: float
    attempts: int
    first_status: int | None
    first_error: str

    @property
    def is_success(self) -> bool:
        """Whether the status is one of success."""
        return is_success(self.status)


@dataclass(frozen=True)
class Invoked:
    """All requests are answered, or the rest will not be sent after a failure or a stop; all took so many seconds."""

    sent: int
    seconds: float


@dataclass(frozen=True)
class Finished:
    """Connections are closed, and all that the network showed has been reported."""


DriverEvent = (
    Started
    | Listening
    | NetworkAttempts
    | NameLookedUp
    | Pinged
    | PingsEnded
    | ParametersAnswer
    | Answered
    | Invoked
    | Finished
)


@cache
def program() -> bytes:
    """Return the driver as one file, which Python 3.8 and later runs: a zip file of its modules."""
    content = io.BytesIO()
    folder = files(driver)
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("__main__.py", _MAIN)
        for module in sorted(folder.iterdir(), key=lambda each: each.name):
            if module.name.endswith(".py"):
                archive.writestr(f"{_PACKAGE}/{module.name}", module.read_bytes())
    return content.getvalue()


class DriverClient:
    """Sends commands to a driver; `events` yields what it reports."""

    def __init__(self, stream: Stream, headers: Mapping[str, str]) -> None:
        """`headers` are those of every GET request."""
        self._stream, self._headers = stream, dict(headers)

    def events(self) -> Iterator[Any]:
        """Yield the driver's events until it ends. Raises Failure for output that is not of a driver."""
        for line in self._stream.lines():
            event = parse(line, self.read)
            if event:
                yield event

    def read(self, name: str, fields: dict[str, Any]) -> Any:
        """Return the event of this name; None for one without meaning. Raises KeyError for an unknown one."""
        return read(name, fields)

    def ping(self, seconds: float, patience: float, elsewhere: float) -> None:
        """Start pings of at most `seconds` each; see driver.pings for the others."""
        self._send("ping", path=PING, headers=self._headers, seconds=seconds, patience=patience, elsewhere=elsewhere)

    def ask_parameters(self) -> None:
        """Send GET /execution-parameters."""
        self._send("get", path=PARAMETERS, headers=self._headers, seconds=_PARAMETERS_SECONDS)

    def store(self, name: str, bodies: Iterable[bytes]) -> None:
        """Write bodies of requests to a file of the driver; about two megabytes of them are in memory."""
        buffer = bytearray()
        for body in bodies:
            buffer += LENGTH.pack(len(body))
            for start in range(0, len(body), _BUFFER):
                buffer += body[start : start + _BUFFER]
                if len(buffer) >= _BUFFER:
                    append(self._stream, name, buffer)
                    buffer = bytearray()
        append(self._stream, name, buffer)

    def invoke(
        self,
        requests: str,
        answers: tuple[str, ...],
        path: str,
        headers: Mapping[str, str],
        seconds: float,
        retries: int,
        is_chunked: bool,
    ) -> None:
        """Send the requests of a stored file, one at a time for each name of an answers file."""
        self._send(
            "invoke",
            requests=requests,
            answers=answers,
            path=path,
            headers=dict(headers),
            seconds=seconds,
            retries=retries,
            chunked=is_chunked,
        )

    def stop(self) -> None:
        """End pings and requests soon."""
        self._send("stop")

    def finish(self) -> None:
        """Close all connections and report what the network shows at the end."""
        self._send("finish")

    def _send(self, command: str, **fields: Any) -> None:
        send(self._stream, command, **fields)


def send(stream: Stream, command: str, **fields: Any) -> None:
    """Send a command to a driver."""
    stream.send(json.dumps({"do": command, **fields}).encode() + b"\n")


def append(stream: Stream, name: str, data: bytes | bytearray) -> None:
    """Append data to a file of a driver."""
    send(stream, "store", file=name, length=len(data))
    stream.send(bytes(data))


def read(name: str, fields: dict[str, Any]) -> DriverEvent | None:
    """Return the event of this name; None for one without meaning for a rehearsal.

    Raises KeyError for an unknown one, and other errors for one without its fields.
    """
    match name:
        case "started":
            return Started(fields["python"])
        case "listening":
            return Listening(tuple((address, port) for address, port in fields["sockets"]))
        case "network":
            return NetworkAttempts(fields["attempts"])
        case "name":
            return NameLookedUp(fields["name"])
        case "ping":
            head = base64.b64decode(fields["head"])
            status, error = fields["status"], fields["error"]
            return Pinged(Ping(fields["sent"], fields["seconds"], status, error, head, fields["location"]))
        case "pinged":
            return PingsEnded(fields["outcome"], fields["seconds"])
        case "got":
            body = base64.b64decode(fields["body"])
            return ParametersAnswer(fields["status"], fields["type"], body, fields["error"])
        case "answer":
            head = base64.b64decode(fields.pop("head"))
            file, content_type = sys.intern(fields.pop("file")), sys.intern(fields.pop("type"))
            return Answered(file=file, content_type=content_type, head=head, **fields)
        case "invoked":
            return Invoked(fields["sent"], fields["seconds"])
        case "finished":
            return Finished()
        case "no_names":
            return None
    raise KeyError(name)


def parse(line: bytes, read_event: Callable[[str, dict[str, Any]], Any] = read) -> Any:
    """Return the event in a line of the driver; None for one without meaning for a rehearsal.

    Raises Failure for a line that a driver does not print.
    """
    try:
        fields = json.loads(line)
        return read_event(fields.pop("event"), fields)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        shown = line[:200].decode("utf-8", "replace")
        raise Failure(f"unexpected output of the driver: {shown}", USAGE, OTHER_IMAGE) from error
