"""Pipe channels of training jobs in real containers: byte for byte, closed early, and under another name."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from pathlib import Path
from textwrap import dedent

import pytest
from tests.container.rehearse.trainings import train
from tests.rehearse.record_writers import MAGIC, recordio_frame
from tests.rehearse.training_jobs import channel, job

from sagemaker_marketplace.rehearse.training import idleness, training
from sagemaker_marketplace.rehearse.training_observations import PipeUse

pytestmark = [pytest.mark.container, pytest.mark.usefixtures("programs_image")]

# Reads FIFOs, by name and how much of each: all of it without a number. Prints what was read.
READS = """
import gzip, json, time, os
def read(name, size=-1):
    path = "/opt/ml/input/data/" + name
    while not os.path.exists(path):  # that of the next epoch can be late
        time.sleep(0.001)
    with open(path, "rb", buffering=0) as fifo:
        data = b""
        while size < 0 or len(data) < size:
            part = fifo.read(65536 if size < 0 else size - len(data))
            if not part:
                break
            data += part
    return data
def check(name, size=-1):
    data = read(name, size)
    print(json.dumps([name, len(data), __import__("hashlib").sha256(data).hexdigest()]))
"""


def printed(name: str, data: bytes) -> str:
    return json.dumps([name, len(data), hashlib.sha256(data).hexdigest()])


def test_pipes(base: str, tmp_path: Path) -> None:
    first, second = random.Random(1).randbytes(300_000), b"magic" * 3 + b"!" + MAGIC + b"end"  # noqa: S311 - data
    files = {
        "plain": {"a": first, "b/c": second},
        "zipped": {"a.gz": gzip.compress(first), "b.gz": gzip.compress(second)},
        "wrapped": {"a": first, "b": second},
        "both": {"a.gz": gzip.compress(second)},
        "unused": {"a": b"x"},
        "file": {"a": b"x"},
    }
    pipe = {"input_mode": "Pipe"}
    channels = (
        channel("plain", **pipe),
        channel("zipped", **pipe, compression="Gzip"),
        channel("wrapped", **pipe, record_wrapper="RecordIO"),
        channel("both", **pipe, compression="Gzip", record_wrapper="RecordIO"),
        channel("unused", **pipe),
        channel("file"),
    )
    code = READS + dedent("""
        for name in ("plain_0", "wrapped_0", "zipped_0", "both_0", "plain_1"):
            check(name)
        check("plain_2", 1000)
        check("plain_3")
        check("wrapped_1", 0)
        print(json.load(open("/opt/ml/input/config/inputdataconfig.json"))["both"])
    """)
    seen = train(base, tmp_path, code, job(*channels), files)
    wrapped = recordio_frame(first) + recordio_frame(second)
    plain = first + second
    assert seen.log[:-1] == [
        printed("plain_0", plain),
        printed("wrapped_0", wrapped),
        printed("zipped_0", plain),
        printed("both_0", recordio_frame(second)),
        printed("plain_1", plain),
        printed("plain_2", plain[:1000]),
        printed("plain_3", plain),
        printed("wrapped_1", b""),
    ]
    assert "'TrainingInputMode': 'Pipe'" in seen.log[-1]
    assert "'RecordWrapperType': 'RecordIO'" in seen.log[-1]
    assert sorted(seen.observations.pipes, key=lambda use: use.name) == [
        PipeUse("both", "both_0", 1, len(recordio_frame(second))),
        PipeUse("plain", "plain_0", 1, len(plain)),
        PipeUse("plain", "plain_1", 1, len(plain)),
        PipeUse("plain", "plain_2", 1, 1000, was_closed_early=True),
        PipeUse("plain", "plain_3", 1, len(plain)),
        PipeUse("unused", "unused_0"),
        PipeUse("wrapped", "wrapped_0", 1, len(wrapped)),
        PipeUse("wrapped", "wrapped_1", 1, 0, was_closed_early=True),
        PipeUse("zipped", "zipped_0", 1, len(plain)),
    ]
    assert seen.observations.has_succeeded


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # Waits for the name without a number.
        ("while not os.path.exists('/opt/ml/input/data/training'): time.sleep(0.01)", (137, "abort", True)),
        ("os.mkfifo('/opt/ml/input/data/training'); read('training')", (137, "abort", True)),
        ("open('/opt/ml/input/data/training')", (1, "training", False)),
    ],
)
def test_a_pipe_of_another_name(base: str, tmp_path: Path, code: str, expected: tuple[int, str, bool]) -> None:
    files = {"training": {"a": b"x"}}
    patience = 1.5 if expected[2] else 60.0
    seen = train(base, tmp_path, READS + code, job(channel(input_mode="Pipe")), files, patience).observations
    assert seen.end
    assert (seen.end.exit_code, seen.end.during, seen.waited_for_pipes) == expected
    assert (seen.has_succeeded, seen.is_out_of_time, seen.pipes) == (False, False, [PipeUse("training", "training_0")])


@pytest.mark.parametrize(
    ("code", "is_stopped"),
    [
        ("while not os.path.exists('/opt/ml/input/data/training'): time.sleep(0.1)", True),
        ("end = time.monotonic() + 4\nwhile time.monotonic() < end: pass\ncheck('training_0')", False),
    ],
)
def test_a_program_that_waits(
    base: str, tmp_path: Path, code: str, is_stopped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "_IDLE_SECONDS", 2.5)
    # On a slow machine, a program that is busy gets little of the CPU, too.
    monkeypatch.setattr(idleness, "_MAX_CPU_SECONDS", 0.1)
    channels = (channel(input_mode="Pipe"), channel("validation"))
    files = {"training": {"a": b"x"}, "validation": {"a": b"x"}}
    seen = train(base, tmp_path, READS + code, job(*channels), files).observations
    assert (seen.waited_for_pipes, seen.is_out_of_time, seen.has_succeeded) == (is_stopped, False, not is_stopped)


def test_a_program_that_is_stopped_while_it_reads(base: str, tmp_path: Path) -> None:
    code = READS + "read('training_0', 10); fifo = open('/opt/ml/input/data/training_1', 'rb'); os._exit(3)"
    seen = train(base, tmp_path, code, job(channel(input_mode="Pipe")), {"training": {"a": bytes(1_000_000)}})
    assert [(use.name, use.opened, use.was_closed_early) for use in seen.observations.pipes] == [
        ("training_0", 1, True),
        ("training_1", 1, True),
    ]
    assert seen.observations.end
    assert seen.observations.end.exit_code == 3
