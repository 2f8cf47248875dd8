"""What the sandbox keeps of the log of a container."""

from __future__ import annotations

from pathlib import Path
from threading import RLock
from typing import Any

import pytest

from sagemaker_marketplace.aws.logs import LogEvent
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.sandbox.containers.job_run import JobRun

MIB = 1024**2


class Counted:
    """A job of the stage "training", its engine, its storage, and its logs, which count their lines."""

    stage = "training"
    lines = 0

    def record(self, *_: object) -> None:
        self.lines += 1


@pytest.mark.parametrize(("text", "printed", "kept"), [("", 400_000, 335_544), ("x" * MIB, 70, 63), ("x", 1000, 1000)])
def test_the_log_has_a_limit(text: str, printed: int, kept: int) -> None:
    counted: Any = Counted()
    run = JobRun(Document("request"), counted, counted, counted, counted, counted, RLock(), Path())
    logbook, event = run.logbook(), LogEvent(0, "container", text)
    for _ in range(printed):
        logbook.add(event)
    assert counted.lines == kept
