"""A watch of 1 to 500 resources, round by round, beside one Describe per resource and round with boto3.

The resources are in the image scan: nothing changes. Both processes run a round in turn.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from benchmarks.pairs import in_turn
from benchmarks.processes import ROOT, client, run, sandbox
from benchmarks.rounds import rounds
from benchmarks.watch_process import POLL_SECONDS

REQUEST = ROOT / "tests" / "pipeline" / "specs" / "ModelPackage.json"
_NUMBERS = (1, 10, 100, 500)
_FIGURES = ("calls", "all-calls", "cpu", "memory")
# In the first rounds, all is new.
_WARM_UP_ROUNDS = 3


def measure(wanted: Collection[str], pairs: int, record: Callable[[str, float, float], None]) -> None:
    """Measure these rows."""
    for number in _NUMBERS:
        if any(row.endswith(f"-{number}") for row in wanted):
            _measure_rounds(number, pairs, record)
    if "watch-end" in wanted:
        with sandbox() as environment, tempfile.TemporaryDirectory() as folder:
            file = _write(folder, request())
            command = [sys.executable, "-m", "benchmarks.watch_process", "end", file, str(pairs)]
            for delay in json.loads(run(command, environment)):
                record("watch-end", delay, POLL_SECONDS)


def request() -> dict[str, Any]:
    """Return a valid create request without its name."""
    return {**json.loads(REQUEST.read_text("utf-8")), "CertifyForMarketplace": True}


def _write(folder: str, data: object) -> str:
    file = Path(folder) / "data.json"
    file.write_text(json.dumps(data), "utf-8")
    return str(file)


def _measure_rounds(number: int, pairs: int, record: Callable[[str, float, float], None]) -> None:
    scenario = {"description": "The image scan never ends.", "stages": {"scan": {"final_status": "never"}}}
    with sandbox(scenario) as environment, tempfile.TemporaryDirectory() as folder:
        sagemaker = client("sagemaker", environment)
        names = [f"product-{index}" for index in range(number)]
        arns = [sagemaker.create_model_package(**request(), ModelPackageName=name)["ModelPackageArn"] for name in names]
        file = _write(folder, arns)
        with rounds("watch", file, environment) as ours, rounds("describe", file, environment) as peer:
            for _ in range(_WARM_UP_ROUNDS):
                ours.run()
                peer.run()
            works = {"ours": lambda _: ours.run()["cpu"], "peer": lambda _: peer.run()["cpu"]}
            for _ in in_turn(works, pairs, warm_up=False):
                for figure in _FIGURES:
                    record(f"watch-{figure}-{number}", ours.cost[figure], peer.cost[figure])
