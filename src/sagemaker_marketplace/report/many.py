"""Events of many manifests as lines of text: one line per change, each with its manifest, and repetitions counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..manifest.findings import TIMED_OUT
from . import differences, events, messages, plans, relay, timeline
from .progress import COMPLETED, FAILED, FEW, Progress

# A table follows the first change or heartbeat after so many seconds.
_TABLE_SECONDS = 240.0
_TITLES = {
    "plan": "plan of {} manifests",
    "preflight": "preflight of {} manifests",
    "create": "create of {} manifests",
    "watch": "watch of {} resources",
}
# The first statuses of a resource and of its parts say only that it exists.
_FIRST_STATUSES = ("NotStarted", "Pending")
# The event that a job has finished has more.
_LAST_STATUSES = ("Completed", "Failed", "Stopped")
_NUMBERS = re.compile(r"[0-9][0-9,.]*")


class ManyLines:
    """The lines of a run of many manifests."""

    def __init__(self, has_tables: bool = True) -> None:
        """`has_tables` is false where another display shows the state of all manifests."""
        self.progress = Progress()
        self._has_tables = has_tables
        self._table_at = _TABLE_SECONDS
        self._titled: set[str] = set()
        self._stage = ""
        self._started_jobs: set[tuple[str, str]] = set()
        self._reasons: set[tuple[str, str]] = set()
        # By the text without its numbers: how often it came, and the last one.
        self._findings: dict[tuple[str, str], int] = {}
        self._notes: dict[str, tuple[int, str]] = {}
        # By what it says: the first manifest that failed with a cause.
        self._failures: dict[tuple[str, ...], str] = {}

    def add(self, event: events.Event) -> None:
        """Add the next event, before its lines."""
        self.progress.add(event)
        if isinstance(event, events.StageStarted):
            self._stage = event.stage

    def has(self, event: events.Event) -> bool:
        """Whether `lines` are those to show for an event.

        Rehearsals run one after the other, and findings and failures of the whole run are shown as those of few.
        """
        is_separate = self._stage == "rehearse" or not event.manifest
        return self.progress.is_many and not is_separate and not isinstance(event, events.FindingReported)

    def is_repeated(self, event: events.FindingReported) -> bool:
        """Whether enough manifests have had the same finding: one line is enough for a further one."""
        key = (event.finding.rule, _without_numbers(event.finding.message))
        self._findings[key] = self._findings.get(key, 0) + 1
        return self.progress.is_many and self._findings[key] > FEW

    def lines(self, event: events.Event) -> Iterator[str]:
        """Yield the lines of an event."""
        label = self.progress.label(event.manifest)
        match event:
            case events.StageStarted(stage=stage):
                yield from self._title(stage)
            case events.PlanMade():
                yield from (f"  {label}  {line}" for line in _plan(event))
            case events.StatusChanged() if self._is_change(event):
                reason = self._reason(event)
                at = messages.clock(event.elapsed_seconds)
                yield f"  [{at}] {label}  {event.resource_type}: {event.status}{reason}"
            case events.Note(text=text):
                yield from self._note(label, text)
            case events.RunFailed():
                yield from self._failure(label, event)
            case events.LogLine():
                prefix = relay.label(event.job_type, event.stream)
                yield from (f"  {label}  {prefix} | {line}" for line in relay.lines(event.text))
            case events.JobFinished():
                reason = self._reason(event)
                yield from (f"  {label}  {line.strip()}{reason}" for line in messages.lines(event, {}))
            case events.MetricReported() | events.OutputChanged():
                yield from (f"  {label}  {line.strip()}" for line in messages.lines(event, {}))
        yield from self._table(event)

    def end(self) -> Iterator[str]:
        """Yield the counts of notes that were not shown."""
        for count, text in self._notes.values():
            if count > FEW:
                yield f"  and {count - FEW} more manifests: {text}"
        self._notes.clear()

    def _title(self, stage: str) -> Iterator[str]:
        if stage in _TITLES and stage not in self._titled:
            self._titled.add(stage)
            yield from self.end()
            remaining = [row for row in self.progress.rows.values() if row.state not in (FAILED, COMPLETED)]
            yield _TITLES[stage].format(len(remaining))

    def _is_change(self, event: events.StatusChanged) -> bool:
        """Whether a status is worth a line: of scans and validations a failure, of jobs the start."""
        if event.status in _FIRST_STATUSES:
            return False
        if event.resource_type in (timeline.SCAN, timeline.VALIDATION):
            return event.status == "Failed"
        if event.resource_type not in (timeline.TRAINING, timeline.TRANSFORM):
            return True
        job = (event.manifest, event.name)
        is_new = job not in self._started_jobs
        self._started_jobs.add(job)
        return is_new and event.status not in _LAST_STATUSES

    def _reason(self, event: events.StatusChanged | events.JobFinished) -> str:
        """The reason behind a status, unless another line of the manifest has it."""
        key = (event.manifest, event.reason)
        is_new = key not in self._reasons
        self._reasons.add(key)
        return f": {event.reason}" if event.reason and is_new else ""

    def _note(self, label: str, text: str) -> Iterator[str]:
        key = _without_numbers(text)
        count = self._notes.get(key, (0, ""))[0] + 1
        self._notes[key] = (count, text)
        if count <= FEW:
            yield f"  {label}  {text}"

    def _failure(self, label: str, failure: events.RunFailed) -> Iterator[str]:
        """The failure, and its details unless another manifest failed with the same cause."""
        if failure.exit_code == TIMED_OUT:  # of all that are in progress at the same time
            yield from self._note(label, failure.title or "timed out")
            return
        yield f"  {label}  failed: {failure.message}"
        key = tuple(cause.cause for cause in failure.causes) or (_without_numbers(failure.hint),)
        first = self._failures.setdefault(key, failure.manifest)
        if first == failure.manifest:
            yield from (f"    {line}" for line in messages.failure_details(failure))
        elif failure.causes:
            yield f"    Cause: {failure.causes[0].cause} (as {first})"

    def _table(self, event: events.Event) -> Iterator[str]:
        is_timed = isinstance(event, (events.StatusChanged, events.Heartbeat))
        if self._has_tables and is_timed and self.progress.elapsed >= self._table_at:
            self._table_at = self.progress.elapsed + _TABLE_SECONDS
            yield from self.end()
            yield from self.progress.table()


def _plan(plan: events.PlanMade) -> Iterable[str]:
    """What will be done and what it costs in one line, then the differences, and the request if it is shown."""
    cost = plans.cost_text(plan)
    yield f"{plan.reason} ({cost})" if cost and plan.creates else plan.reason
    for difference in plan.differences:
        yield from (f"  {line}" for line in differences.lines(difference))
    if plan.show_request and plan.creates:
        yield from [f"{plan.operation} request:", *(f"  {line}" for line in plans.request_lines(plan))]


def _without_numbers(text: str) -> str:
    """Replace numbers, so that repetitions with other numbers are equal."""
    return _NUMBERS.sub("0", text)
