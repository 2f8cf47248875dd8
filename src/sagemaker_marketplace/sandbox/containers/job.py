"""A job that a container runs: its times are those of the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sagemaker_marketplace.sandbox.jobs import Job
from sagemaker_marketplace.sandbox.json_protocol import now
from sagemaker_marketplace.sandbox.scenario import Stage

# The SecondaryStatus of a job that was stopped at the end of its time (service model, DescribeTrainingJob).
MAX_RUNTIME = "MaxRuntimeExceeded"


@dataclass
class ContainerJob(Job):
    """A job whose container runs, or has run.

    `last_values` are those of the metrics. `cancel` stops the job, `stopped_as` is the SecondaryStatus of one that the
    service has stopped.
    """

    starts: list[tuple[str, float]] = field(default_factory=list)
    ended_at: float | None = None
    last_values: dict[str, float] = field(default_factory=dict)
    cancel: Callable[[], object] = lambda: None
    stopped_as: str = ""

    @property
    def phase(self) -> str:
        """The current phase."""
        return self.starts[-1][0] if self.starts else "Starting"

    @property
    def phase_starts(self) -> list[tuple[str, float]]:
        """The phases so far with their times."""
        return self.starts or [("Starting", self.created)]

    @property
    def metrics(self) -> dict[str, float]:
        """The last value of each metric that was found in the log."""
        return self.last_values

    @property
    def started(self) -> float | None:
        """The time the preparation ended; that of the end if it never did."""
        return next((start for phase, start in self.starts if phase != "Starting"), self.ended_at)

    @property
    def ended(self) -> float | None:
        """The time the job ended; None while it runs."""
        return self.ended_at

    def enter(self, phase: str) -> None:
        """Begin a phase, if it is another one."""
        if not self.starts or phase != self.phase:
            self.starts.append((phase, now()))
            self.modified = now()

    @property
    def secondary_status(self) -> str:
        """The SecondaryStatus of a training job."""
        return self.stopped_as or super().secondary_status

    def end(self, reason: str) -> None:
        """Set the final status and the FailureReason, which is empty if the job completes; a stopped job has none."""
        self.ended_at = self.modified = now()
        if self.status == "Stopping" or reason == MAX_RUNTIME:
            self.status, self.stopped_as = "Stopped", reason if self.status == "InProgress" else ""
        else:
            self.outcome = Stage(final_status="Failed" if reason else "Completed", reason=reason or None)
            self.status, self.reason = self.outcome.final_status, self.outcome.reason

    def stop(self) -> None:
        """Start to stop the job."""
        super().stop()
        self.cancel()

    def finish_stopping(self) -> None:
        """Leave the status to the end of the container."""
