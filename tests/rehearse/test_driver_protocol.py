"""The protocol of the driver: each event of a line, each command as it is sent."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.rehearse.inference import driver_client
from sagemaker_marketplace.rehearse.inference.driver_client import (
    Answered,
    DriverClient,
    DriverEvent,
    Finished,
    Invoked,
    Listening,
    NameLookedUp,
    NetworkAttempts,
    Pinged,
    PingsEnded,
    Started,
)
from sagemaker_marketplace.rehearse.observations import ParametersAnswer, Ping

PING = {"event": "ping", "sent": 1.5, "seconds": 0.1, "status": 307, "error": "", "head": "YWI=", "location": "/ping/"}
ANSWER: dict[str, Any] = {
    "number": 3,
    "file": "answers/job-0",
    "offset": 5,
    "length": 2,
    "status": 200,
    "error": "",
    "headers": {"server": "x"},
    "seconds": 0.2,
    "attempts": 2,
    "first_status": 503,
    "first_error": "",
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"event": "started", "python": "3.8.1"}, Started("3.8.1")),
        (
            {"event": "listening", "sockets": [["::", 8080], ["127.0.0.1", 80]]},
            Listening((("::", 8080), ("127.0.0.1", 80))),
        ),
        ({"event": "network", "attempts": 2}, NetworkAttempts(2)),
        ({"event": "name", "name": "a.example"}, NameLookedUp("a.example")),
        (PING, Pinged(Ping(1.5, 0.1, 307, "", b"ab", "/ping/"))),
        ({"event": "pinged", "outcome": "patience", "seconds": 4.5}, PingsEnded("patience", 4.5)),
        (
            {"event": "got", "status": 200, "type": "application/json", "body": "e30=", "error": ""},
            ParametersAnswer(200, "application/json", b"{}", ""),
        ),
        (
            {"event": "got", "status": None, "type": "", "body": "", "error": "dropped"},
            ParametersAnswer(None, "", b"", "dropped"),
        ),
        (
            {**ANSWER, "event": "answer", "type": "text/csv", "head": "MQo="},
            Answered(**ANSWER, content_type="text/csv", head=b"1\n"),
        ),
        ({"event": "invoked", "sent": 7, "seconds": 0.5}, Invoked(7, 0.5)),
        ({"event": "finished"}, Finished()),
        ({"event": "no_names"}, None),
    ],
)
def test_events(fields: dict[str, Any], expected: DriverEvent | None) -> None:
    assert driver_client.parse(json.dumps(fields).encode()) == expected


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"python3: not found",
        b"[]",
        b"5",
        b"{}",
        b'{"event": "other"}',
        b'{"event": ["started"]}',
        b'{"event": "started"}',
        b'{"event": "listening", "sockets": [1]}',
        b'{"event": "listening", "sockets": [["a"]]}',
        b'{"event": "answer"}',
        json.dumps({**ANSWER, "event": "answer", "type": "", "head": "", "more": 1}).encode(),
        json.dumps({**PING, "head": "a"}).encode(),
        b"\xff" + b"x" * 300,
    ],
)
def test_output_that_is_not_of_a_driver(line: bytes) -> None:
    with pytest.raises(Failure) as raised:
        driver_client.parse(line)
    shown = line[:200].decode("utf-8", "replace")
    found = (raised.value.message, raised.value.exit_code, raised.value.hint)
    assert found == (f"unexpected output of the driver: {shown}", USAGE, "use another --driver-image")


@pytest.mark.parametrize(
    ("status", "is_success"), [(None, False), (199, False), (200, True), (299, True), (300, False)]
)
def test_only_2xx_is_a_success(status: int | None, is_success: bool) -> None:
    assert Answered(**{**ANSWER, "status": status}, content_type="", head=b"").is_success == is_success


class Recorded:
    """A stream that keeps what is sent, and has given lines."""

    def __init__(self, *lines: bytes) -> None:
        self.sent: list[bytes] = []
        self._lines = lines

    def send(self, data: bytes) -> None:
        self.sent.append(data)

    def lines(self) -> Iterator[bytes]:
        yield from self._lines


def test_events_without_meaning_are_left_out() -> None:
    lines = (b'{"event": "no_names"}', b'{"event": "finished"}')
    assert list(DriverClient(Recorded(*lines), {}).events()) == [Finished()]


HEADERS = {"Host": "a:1"}


@pytest.mark.parametrize(
    ("send", "expected"),
    [
        (
            lambda client: client.ping(2.0, 480, 10),
            {"do": "ping", "path": "/ping", "headers": HEADERS, "seconds": 2.0, "patience": 480, "elsewhere": 10},
        ),
        (
            lambda client: client.ask_parameters(),
            {"do": "get", "path": "/execution-parameters", "headers": HEADERS, "seconds": 10.0},
        ),
        (
            lambda client: client.invoke("r", ("a", "b"), "/invocations", {"Accept": "x"}, 600.0, 3, True),
            {
                "do": "invoke",
                "requests": "r",
                "answers": ["a", "b"],
                "path": "/invocations",
                "headers": {"Accept": "x"},
                "seconds": 600.0,
                "retries": 3,
                "chunked": True,
            },
        ),
        (lambda client: client.stop(), {"do": "stop"}),
        (lambda client: client.finish(), {"do": "finish"}),
    ],
)
def test_commands(send: Callable[[DriverClient], None], expected: dict[str, Any]) -> None:
    stream = Recorded()
    send(DriverClient(stream, HEADERS))
    [command] = stream.sent
    assert (json.loads(command), command[-1:]) == (expected, b"\n")


@pytest.mark.parametrize(
    ("bodies", "sizes"),
    [
        ([], [0]),
        ([b"ab", b""], [8 + 2 + 8]),
        # A part is sent as soon as it has a megabyte, with at most one more.
        ([b"x" * (1 << 20)], [(1 << 20) + 8, 0]),
        ([b"x" * ((1 << 20) - 8)], [1 << 20, 0]),
        ([b"x" * ((1 << 20) - 9)], [(1 << 20) - 1]),
        ([b"x" * (2 << 20), b"y"], [(1 << 20) + 8, 1 << 20, 9]),
    ],
)
def test_bodies_are_stored_in_parts(bodies: list[bytes], sizes: list[int]) -> None:
    stream = Recorded()
    DriverClient(stream, {}).store("requests-job", bodies)
    commands, parts = [json.loads(line) for line in stream.sent[::2]], stream.sent[1::2]
    assert commands == [{"do": "store", "file": "requests-job", "length": size} for size in sizes]
    assert [len(part) for part in parts] == sizes
    assert b"".join(parts) == b"".join(len(body).to_bytes(8, "big") + body for body in bodies)


def test_the_program_is_a_zip_file_of_the_driver() -> None:
    with zipfile.ZipFile(io.BytesIO(driver_client.program())) as archive:
        names = archive.namelist()
        main = archive.read("__main__.py")
    assert main == b"from driver.main import main\nmain()\n"
    assert names == ["__main__.py", *sorted(names[1:])]
    assert {"driver/__init__.py", "driver/main.py", "driver/connection.py"} < set(names)
    assert all(name.startswith("driver/") and name.endswith(".py") for name in names[1:])
