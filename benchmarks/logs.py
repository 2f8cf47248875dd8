"""Following the log of a job, beside `aws logs filter-log-events`: speed, and memory over a million lines.

The sandbox runs in a separate process and does the same work for both readers, so there are two speeds: by elapsed
time, and by the reader's own processor time. Neither includes the start of the process: both keep running.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from benchmarks.pairs import in_turn
from benchmarks.processes import MeasurementFailed, client, run, sandbox
from benchmarks.rounds import rounds
from benchmarks.watch import request

_GROUP = "/aws/sagemaker/TransformJobs"
_LINES, _MANY_LINES = 50_000, 1_000_000
# As in the scenario logs-million-lines. A watch reads the last five minutes of a log again, as events can be late.
_LOG_SECONDS = 3600
_FIRST_LINES = 10_000


def measure(wanted: Collection[str], pairs: int, record: Callable[[str, float, float], None]) -> None:
    """Measure these rows."""
    if {"logs-speed", "logs-cpu"} & set(wanted):
        with sandbox(_scenario(_LINES)) as environment, tempfile.TemporaryDirectory() as folder:
            _measure_speed(environment, Path(folder), pairs, record)
    if "logs-memory" in wanted:
        with sandbox(_scenario(_MANY_LINES)) as environment, tempfile.TemporaryDirectory() as folder:
            _measure_memory(environment, Path(folder), record)


def _scenario(lines: int) -> dict[str, Any]:
    text = "row {number} scored: 0.12, 0.34, 0.54"
    generated = {"count": lines, "seconds": _LOG_SECONDS, "text": text}
    return {"description": "A long log.", "stages": {"transform": {"polls": 2, "generated_lines": generated}}}


def _measure_speed(
    environment: dict[str, str], folder: Path, pairs: int, record: Callable[[str, float, float], None]
) -> None:
    log = folder / "job.log"
    with rounds("follow", _write(folder / "request.json", request()), environment, str(log)) as ours:
        _check(log, _LINES)
        jobs = client("sagemaker", environment).list_transform_jobs()["TransformJobSummaries"]
        aws = ["logs", "filter-log-events", "--log-group-name", _GROUP, "--output", "json", "--region", "us-east-1"]
        arguments = _write(folder / "aws.json", [*aws, "--log-stream-name-prefix", f"{jobs[0]['TransformJobName']}/"])
        with rounds("aws", arguments, environment, str(folder / "events.json")) as peer:
            works = {"ours": lambda _: ours.run()["seconds"], "peer": lambda _: peer.run()["seconds"]}
            for _ in in_turn(works, pairs, warm_up=False):
                _check(log, _LINES)
                record("logs-speed", _LINES / ours.cost["seconds"], _LINES / peer.cost["seconds"])
                record("logs-cpu", _LINES / ours.cost["cpu"], _LINES / peer.cost["cpu"])


def _measure_memory(environment: dict[str, str], folder: Path, record: Callable[[str, float, float], None]) -> None:
    file, log = _write(folder / "request.json", request()), folder / "job.log"
    command = [sys.executable, "-m", "benchmarks.watch_process", "memory", file, str(log)]
    samples: list[tuple[int, float]] = json.loads(run(command, environment))
    bytes_per_line = log.stat().st_size / _check(log, _MANY_LINES)

    def memory(lines: int) -> float:
        return next(memory for size, memory in samples if size >= lines * bytes_per_line)

    for number in range(1, 11):
        record("logs-memory", memory(number * _MANY_LINES // 10), memory(_FIRST_LINES))


def _check(log: Path, lines: int) -> int:
    """Return the number of lines in the log file. Raises MeasurementFailed if some are missing."""
    with log.open(encoding="utf-8") as file:
        found = sum(1 for _ in file)
    if found < lines:
        raise MeasurementFailed(f"{found} of {lines} lines are in the log file")
    return found


def _write(file: Path, data: object) -> str:
    file.write_text(json.dumps(data), "utf-8")
    return str(file)
