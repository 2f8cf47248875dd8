"""The seller's container while it runs: its log, memory, and end."""

from __future__ import annotations

import time

import pytest
from tests.container.rehearse.engines import MIB, client, engine, group, start

from sagemaker_marketplace.rehearse.engine.container import seconds_between
from sagemaker_marketplace.rehearse.observations import End, Limits

pytestmark = pytest.mark.container
SMALL = Limits(1, 128 * MIB)


def test_no_line_is_lost(base: str) -> None:
    program = "import sys; sys.stdout.write(''.join(f'{n}\\n' for n in range(300_000))); sys.stdout.flush()"
    with group(base) as made:
        lines = list(start(made, base, program).log())
    assert lines == [str(number).encode() for number in range(300_000)]


def test_both_streams_and_any_bytes(base: str) -> None:
    program = r"""
import os
os.write(2, b"error one ")
os.write(1, b"\xff\xfe out\r\n\n")
os.write(2, b"error two\n")
os.write(1, b"no newline" + b"x" * 300_000)
"""
    with group(base) as made:
        lines = list(start(made, base, program).log())
    assert sorted(lines) == sorted(
        [b"\xff\xfe out\r", b"", b"error one error two", (b"no newline" + b"x" * 300_000)[:262_144]]
    )


def test_a_container_that_prints_without_end_fills_no_disk(base: str) -> None:
    with group(base) as made:
        container = start(made, base, "import os\nwhile True: os.write(1, b'x' * 65_536)")
        chunks = container._attached.chunks()
        received = 0
        while received < 200 * MIB:
            received += len(next(chunks)[1])
        assert container.state().is_running
        inspected = client().inspect_container(container.id)
    assert (inspected["HostConfig"]["LogConfig"]["Type"], inspected.get("LogPath", "")) == ("none", "")


def test_the_program_runs_out_of_memory(base: str) -> None:
    with group(base) as made:
        container = start(made, base, "print('begin'); x = b'x' * (300 << 20)", SMALL)
        assert list(container.log()) == [b"begin"]
        assert container.wait(30)
        state = container.state()
    # Podman 4.3 does not report it on cgroup v1.
    assert (state.is_running, state.exit_code, state.out_of_memory) == (False, 137, engine().name.startswith("Docker"))


WORKER = """
import os, signal
child = os.fork()
if not child:
    open("/proc/self/oom_score_adj", "w").write("1000")
    x = b"x" * (300 << 20)
print(os.waitpid(child, 0)[1])
signal.pause()
"""


def test_a_worker_runs_out_of_memory_while_the_program_runs(base: str) -> None:
    if engine().name.startswith("Podman"):
        pytest.skip("Podman 4.3 reports no oom event on cgroup v1")
    with group(base) as made:
        container = start(made, base, WORKER, SMALL)
        assert next(container.log()) == b"9"
        limit = time.monotonic() + 30
        while not container.out_of_memory_events() and time.monotonic() < limit:
            time.sleep(0.01)
        state = container.state()
        assert (container.out_of_memory_events() > 0, state.is_running, state.out_of_memory) == (True, True, True)
        end = container.stop(0)
    assert (end.exit_code, end.out_of_memory) == (137, True)


def test_the_highest_memory_is_sampled(base: str) -> None:
    program = "import time\nx = bytearray(b'x' * (100 << 20))\ntime.sleep(60)"
    with group(base) as made:
        container = start(made, base, program)
        limit = time.monotonic() + 30
        while (container.memory_bytes() or 0) < 100 * MIB and time.monotonic() < limit:
            time.sleep(0.01)
        highest = container.memory_bytes()
    assert highest
    assert 100 * MIB < highest < 400 * MIB


ENDS = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
print("ready")
signal.pause()
"""
IGNORES = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready')\nwhile True: signal.pause()"


@pytest.mark.parametrize(
    ("program", "grace", "expected"),
    [
        (ENDS, 60, (7, "stop", False)),
        (IGNORES, 0.5, (137, "stop", True)),
        # The first process of a container ignores SIGTERM without a handler.
        ("import signal; print('ready'); signal.pause()", 0, (137, "stop", True)),
    ],
)
def test_the_end_of_a_container(base: str, program: str, grace: float, expected: tuple[int, str, bool]) -> None:
    with group(base) as made:
        container = start(made, base, program)
        assert next(container.log()) == b"ready"
        end = container.stop(grace)
        state = container.state()
    assert (end.exit_code, end.during, end.was_killed) == expected
    assert (state.is_running, state.exit_code) == (False, expected[0])


def test_a_container_that_has_ended_before(base: str) -> None:
    with group(base) as made:
        container = start(made, base, ENDS)
        log = container.log()
        assert next(log) == b"ready"
        assert not container.wait(0)
        client().kill(container.id, "SIGTERM")
        assert list(log) == []
        assert container.wait(60)
        times = client().inspect_container(container.id)["State"]
        end = container.stop(60)
    # How long the container ran, by the engine's clock, not how long the call took.
    seconds = seconds_between(times["StartedAt"], times["FinishedAt"])
    assert end == End(7, "requests", seconds, False, False)


def test_a_log_is_read_while_the_container_runs(base: str) -> None:
    with group(base) as made:
        log = start(made, base, "import time\nprint(1)\ntime.sleep(60)").log()
        assert next(log) == b"1"
        # The end of the group ends a log that is still read.
        made.__exit__(None, None, None)
        assert list(log) == []
