"""The program that feeds FIFOs, as a separate process, and what its client makes of its events."""

from __future__ import annotations

import io
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.rehearse.training_jobs import channel

from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.rehearse.contract import training as contract
from sagemaker_marketplace.rehearse.driver import pipes as feeding
from sagemaker_marketplace.rehearse.inference import driver_client
from sagemaker_marketplace.rehearse.training.pipes_client import (
    Feeding,
    PipeClosed,
    PipeOpened,
    PipesClient,
    Reported,
    read,
)
from sagemaker_marketplace.rehearse.training_observations import PipeUse

DATA = bytes(range(256)) * 1_000
A, B = channel("a"), channel("b")
END_SECONDS = 30


class Ended:
    """No more events follow."""


class Pipes:
    """A program that feeds the channels a and b; `data` is the folder of the FIFOs."""

    def __init__(self, process: subprocess.Popen[bytes], data: Path) -> None:
        self._process, self.data = process, data
        self.client = PipesClient(self, [A, B])
        self._events: queue.Queue[object] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def send(self, data: bytes) -> None:
        assert self._process.stdin
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def lines(self) -> Iterator[bytes]:
        assert self._process.stdout
        return (line.rstrip(b"\n") for line in self._process.stdout)

    def _read(self) -> None:
        for event in self.client.events():
            self._events.put(event)
        self._events.put(Ended())

    def until(self, kind: type[object]) -> list[object]:
        """Return the events up to the first of a type, which the client has noted."""
        seen: list[object] = []
        while not seen or not isinstance(seen[-1], kind):
            seen.append(self._events.get(timeout=END_SECONDS))
            self.client.on_event(seen[-1])
        return seen

    def kill(self) -> None:
        """Kill the program, and wait until its output has been read: what is closed while it is read is an error."""
        self._process.kill()
        self._reader.join(END_SECONDS)

    def path(self, name: str) -> Path:
        """Return the path of a FIFO, which appears after the one before it was opened."""
        limit = time.monotonic() + END_SECONDS
        while not (self.data / name).exists():
            assert time.monotonic() < limit, name
            time.sleep(0.001)
        return self.data / name

    def end(self) -> int:
        """End the program's standard input, and return its exit code after its last event."""
        assert self._process.stdin
        self._process.stdin.close()
        self.until(Ended)
        return self._process.wait(END_SECONDS)


@pytest.fixture
def pipes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipes]:
    (tmp_path / "driver.py").write_bytes(driver_client.program())
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(contract, "DATA", str(tmp_path / "data"))
    command = [sys.executable, str(tmp_path / "driver.py"), "--files", "--folder", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        made = Pipes(process, tmp_path / "data")
        try:
            made.client.store(A, [DATA[:1000], DATA[1000:]])
            made.client.store(B, [])
            made.client.feed()
            assert made.until(Feeding) == [Feeding()]
            yield made
        finally:
            made.kill()


def test_each_epoch_has_all_data_once(pipes: Pipes) -> None:
    assert sorted(os.listdir(pipes.data)) == ["a_0", "b_0"]
    assert not pipes.client.is_used
    for number in range(3):
        assert pipes.path(f"a_{number}").read_bytes() == DATA
        seen = pipes.until(PipeClosed)
        assert seen == [PipeOpened(f"a_{number}"), PipeClosed(f"a_{number}", len(DATA), False)]
        assert sorted(os.listdir(pipes.data)) == [f"a_{number + 1}", "b_0"]
    assert pipes.path("b_0").read_bytes() == b""
    assert pipes.until(PipeClosed) == [PipeOpened("b_0"), PipeClosed("b_0", 0, False)]
    assert pipes.client.is_used
    assert pipes.client.uses == [
        PipeUse("a", "a_0", 1, len(DATA)),
        PipeUse("b", "b_0", 1, 0),
        PipeUse("a", "a_1", 1, len(DATA)),
        PipeUse("a", "a_2", 1, len(DATA)),
    ]


@pytest.mark.parametrize(
    ("size", "is_early"), [(0, True), (1, True), (70_000, True), (len(DATA) - 1, True), (len(DATA), False)]
)
def test_a_reader_that_closes(pipes: Pipes, size: int, is_early: bool) -> None:
    with pipes.path("a_0").open("rb", buffering=0) as fifo:
        read = b""
        while len(read) < size:
            read += fifo.read(size - len(read))
    assert read == DATA[:size]
    assert pipes.until(PipeClosed)[-1] == PipeClosed("a_0", size, is_early)
    assert pipes.client.uses == [PipeUse("a", "a_0", 1, size, is_early), PipeUse("b", "b_0")]
    assert pipes.path("a_1").read_bytes() == DATA


def test_two_readers_share_the_data(pipes: Pipes) -> None:
    with pipes.path("a_0").open("rb", buffering=0) as first, (pipes.data / "a_0").open("rb", buffering=0) as second:
        read = [first.read(1000), second.read(1000), first.read(1000)]
        first.close()
        rest = second.readall()
    assert b"".join([*read, rest]) == DATA


@pytest.mark.parametrize(
    ("limit", "ends", "expected"),
    [
        # It waits no longer than the reader.
        (600, True, ["feeding", "opened", "fed", "reported"]),
        (0.05, False, ["feeding", "opened", "reported"]),
    ],
)
def test_a_report_waits_for_readers(
    limit: float, ends: bool, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "_END_SECONDS", limit)
    (tmp_path / "data").write_bytes(DATA)
    output = io.BytesIO()
    program = feeding.Pipes(output, str(tmp_path))
    program.do_feed({"path": str(tmp_path), "files": {"a": "data"}})
    handle = os.open(tmp_path / "a_0", os.O_RDONLY)
    while b"opened" not in output.getvalue():
        time.sleep(0.001)
    report = threading.Thread(target=program.do_report, args=({},), daemon=True)
    report.start()
    if ends:
        threading.Timer(0.2, os.close, [handle]).start()
    report.join(END_SECONDS)
    events = [json.loads(line)["event"] for line in output.getvalue().splitlines()]
    if not ends:
        os.close(handle)
    assert events == expected


def test_a_report_has_what_was_open_at_the_end(pipes: Pipes) -> None:
    handle = os.open(pipes.path("a_0"), os.O_RDONLY)
    pipes.until(PipeOpened)
    assert os.read(handle, 10) == DATA[:10]
    threading.Timer(0.2, os.close, [handle]).start()
    pipes.client.report()
    assert pipes.until(Reported) == [PipeClosed("a_0", 10, True), Reported()]


def test_a_fifo_that_the_program_replaces(pipes: Pipes) -> None:
    pipes.path("a_0").read_bytes()
    pipes.path("a_1").unlink()
    (pipes.data / "a_1").write_bytes(b"its own")
    assert pipes.path("b_0").read_bytes() == b""
    pipes.client.report()
    pipes.until(Reported)
    assert (pipes.data / "a_1").read_bytes() == b"its own"


def test_the_program_ends_with_its_input(pipes: Pipes) -> None:
    handle = os.open(pipes.path("a_0"), os.O_RDONLY)
    pipes.until(PipeOpened)
    assert pipes.end() == 0
    os.close(handle)


def test_the_events_of_a_fifo_without_a_start_are_ignored() -> None:
    class Silent:
        def send(self, data: bytes) -> None:
            raise AssertionError(data)

        def lines(self) -> Iterator[bytes]:
            return iter(())

    client = PipesClient(Silent(), [channel("x_1")])
    client.on_event(PipeClosed("x_1_3", 5, False))
    client.on_event(object())
    client.on_event(PipeOpened("x_1_1"))
    assert client.uses == [PipeUse("x_1", "x_1_0"), PipeUse("x_1", "x_1_1", 1)]
    assert list(client.events()) == []


@pytest.mark.parametrize(
    "line", [b"", b"no JSON", b"[]", b"{}", b'{"event": "new"}', b'{"event": "fed", "name": "a", "bytes": {}}', b"\xff"]
)
def test_output_that_is_not_of_the_program(line: bytes) -> None:
    with pytest.raises(Failure) as caught:
        driver_client.parse(line, read)
    assert caught.value.message == f"unexpected output of the driver: {line.decode('utf-8', 'replace')}"
    assert caught.value.exit_code == USAGE
