"""Containers with faults and hostile ones: the run ends soon, and shows what explains the failure."""

from __future__ import annotations

import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest
from tests.container.rehearse import programs
from tests.container.rehearse.programs import group, rehearse
from tests.generators import events_of
from tests.rehearse import jobs

from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.engine.engine import Engine
from sagemaker_marketplace.rehearse.engine.group import Group
from sagemaker_marketplace.rehearse.inference import inference
from sagemaker_marketplace.rehearse.inference.answers import AnswerFiles
from sagemaker_marketplace.rehearse.observations import Limits, Observations
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.watch.logbook import Logbook

pytestmark = [pytest.mark.container, pytest.mark.usefixtures("programs_image")]

ANY = "0.0.0.0"  # noqa: S104 - expected, not bound
LATE = "class Late(Handler):\n    def ping(self):\n        self.answer({status})\nserve(Late)"


# Outcome of the pings, sockets, exit code, when it ended, status or error of the requests.
FAULTS = {
    "ends at once": ("sys.exit(3)", ("stopped", [], 3, "start", [])),
    "ends without an error": ("", ("stopped", [], 0, "start", [])),
    "never ready": (LATE.format(status=500), ("patience", [(ANY, 8080)], 0, "abort", [])),
    "other port": ("serve(port=5000)", ("elsewhere", [(ANY, 5000)], 0, "abort", [])),
    "loopback": ("serve(address='127.0.0.1')", ("elsewhere", [("127.0.0.1", 8080)], 0, "abort", [])),
    "client error": (
        "Handler.invoke = lambda self, body: self.answer(415)\nserve()",
        ("ready", [(ANY, 8080)], 0, "abort", [415]),
    ),
    "ends with a request": (
        "Handler.invoke = lambda self, body: os._exit(4)\nserve()",
        ("ready", [(ANY, 8080)], 4, "requests", ["dropped"]),
    ),
    "ignores SIGTERM": (
        "signal.signal = lambda *_: None\nserve()",
        ("ready", [(ANY, 8080)], 137, "stop", [200]),
    ),
}


@pytest.mark.usefixtures("soon_elsewhere")
@pytest.mark.parametrize("name", FAULTS)
def test_faults(base: str, lines: Path, name: str) -> None:
    code, expected = FAULTS[name]
    seen = rehearse(base, code, {"data.csv": lines}, patience=10 if "patience" in expected else 60).observations
    # The program that has ended refuses the repetitions.
    statuses = [each.status or each.first_error or each.error for each in seen.exchanges]
    assert seen.end
    assert (seen.pings_outcome, seen.listening, seen.end.exit_code, seen.end.during, statuses) == expected
    assert seen.end.was_killed == (name == "ignores SIGTERM")


def test_a_container_that_can_not_be_started(base: str, lines: Path) -> None:
    with group(base) as (engine, containers):
        image = engine.find_image(base)
        assert image
        job = jobs.job()
        setup = inference.Setup("m.yaml", job, image, [], programs.LIMITS, 10, Logbook("transform", 10))
        run = inference.run(containers, setup, Clock())
        _, (observations, answers) = events_of(run)
    assert 'exec: "serve": executable file not found in $PATH' in observations.start_error
    assert (observations.end, observations.start_seconds, answers.objects) == (None, None, [])


def test_out_of_memory(base: str, lines: Path) -> None:
    code = "Handler.invoke = lambda self, body: bytearray(1 << 30)\nserve()"
    seen = rehearse(base, code, {"data.csv": lines}, limits=Limits(1, 64 << 20)).observations
    assert seen.end
    # A program that is gone refuses the repetitions.
    assert (seen.end.exit_code, seen.end.out_of_memory, seen.exchanges[0].first_error) == (137, True, "dropped")


def test_network_use_that_is_swallowed_is_counted(base: str, lines: Path) -> None:
    code = """
        import socket
        print([line for line in open("/etc/resolv.conf") if "search" in line])
        for host in ("huggingface.co", "192.0.2.1"):
            try:
                socket.create_connection((host, 443), 1)
            except OSError as error:
                pass
        try:
            socket.create_connection((socket.gethostname(), 9), 1)
        except OSError as error:
            print(error)
        serve()
    """
    found = rehearse(base, code, {"data.csv": lines})
    assert (found.observations.host_names, found.observations.network_attempts) == (["huggingface.co"], 1)
    assert found.log == ["[]", "[Errno 111] Connection refused"]


def test_other_verdict_without_the_final_newline(base: str, lines: Path) -> None:
    code = 'Handler.invoke = lambda self, body: self.answer(200 if body[-1:] == b"\\n" else 400, body)\nserve()'
    seen = rehearse(base, code, {"data.csv": lines}).observations
    assert ([each.status for each in seen.small_exchanges], seen.unterminated and seen.unterminated.status) == (
        [200, 200],
        400,
    )


HOSTILE = {
    "endless headers": 'self.wfile.write(b"HTTP/1.1 200 OK\\r\\n" + b"A: b\\r\\n" * 10000000)',
    "no HTTP": "self.wfile.write(bytes(range(256)) * 1000)",
    "fork": "[os.fork() for _ in range(3)], os._exit(0)",
    "terminal": 'self.answer(400, b"\\x1b[2J::error::x\\n" * 100000)',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers(base: str, lines: Path, name: str) -> None:
    code = f"Handler.invoke = lambda self, body: ({HOSTILE[name]})\nserve()"
    seen = rehearse(base, code, {"data.csv": lines}).observations
    assert [(each.status, len(each.head) <= 1024) for each in seen.exchanges] in ([(None, True)], [(400, True)])


def test_a_flood_of_log_lines_is_shortened(base: str, lines: Path) -> None:
    code = "print('first'); [print('y' * 200) for _ in range(100000)]; serve()"
    found = rehearse(base, code, {"data.csv": lines})
    # The first of the equal lines and the last, and the mark of the first successful ping.
    assert (len(found.log), found.log[0], len(found.observations.log_lines)) == (100, "first", 4)
    assert found.outputs == {"data.csv": [b"1\n2\n3\n"]}


def test_a_log_without_newline_and_with_other_bytes(base: str, lines: Path) -> None:
    found = rehearse(base, "os.write(2, bytes(range(128, 256)) + b'x' * 1000000); serve()", {"data.csv": lines})
    assert len(found.log) == 1
    assert found.outputs == {"data.csv": [b"1\n2\n3\n"]}


def test_a_container_without_output_streams_still_ends(base: str, lines: Path) -> None:
    code = "os.close(1); os.close(2); os.close(0); time.sleep(1); os._exit(5)"
    seen = rehearse(base, code, {"data.csv": lines}).observations
    assert seen.end
    assert (seen.pings_outcome, seen.end.exit_code, seen.end.during) == ("stopped", 5, "start")


def begun(engine: Engine, containers: Group) -> Generator[Event, None, tuple[Observations, AnswerFiles]]:
    """Return the rehearsal of a program that never listens, after its first event."""
    image = engine.find_image(programs.IMAGE)
    assert image
    job = jobs.job(environment=programs.program("time.sleep(60)"))
    setup = inference.Setup("m.yaml", job, image, [], programs.LIMITS, 60, Logbook("transform", 10))
    run = inference.run(containers, setup, Clock())
    next(run)
    return run


def test_a_driver_that_ends_is_a_failure(base: str, lines: Path) -> None:
    with group(base) as (engine, containers):
        run = begun(engine, containers)
        containers.stream.send(b"not JSON\n")
        # Before, while or after the container starts: the words are the engine's or the driver's.
        with pytest.raises(Failure):
            list(run)


def test_an_interrupted_run_leaves_nothing(base: str, lines: Path) -> None:
    with group(base) as (engine, containers):
        run = begun(engine, containers)
        run.close()
        name = containers.name
    command = ["docker", "ps", "--all", "--quiet", "--filter", f"label=sagemaker-marketplace.group={name}"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == ""
