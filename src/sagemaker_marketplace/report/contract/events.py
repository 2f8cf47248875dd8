"""The types of the other events: one object per line of JSON lines."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from .findings import Errors, ExitCode, FailureEvent, FindingEvent, Hidden, HiddenFindingEvent, ManifestFile, Warnings
from .measurements import RealTimeEvent, TrainingEvent, TransformEvent
from .plans import MatrixEvent, PlanEvent
from .terms import COMMANDS, JOB_TYPES, RESOURCE_TYPES, STAGES, Known

Stage = Annotated[str, "The stage.", Known(*STAGES)]
JobType = Annotated[str, "The type of the job.", Known(*JOB_TYPES)]
SinceStart = Annotated[float, "Seconds since the start of the run."]
SinceWatch = Annotated[float, "Seconds since the start of the watch, or of the rehearsal."]


class Event(TypedDict):
    """The field of every event."""

    manifest: ManifestFile


class RunStartedEvent(Event):
    """The first line."""

    type: Literal["run_started"]
    schema_version: Annotated[Literal[1], "The version of the schema, which the next breaking change increases."]
    command: Annotated[str, "The command.", Known(*COMMANDS)]


class ManifestsFoundEvent(Event):
    """The run has several manifests."""

    type: Literal["manifests_found"]
    manifests: Annotated[list[str], "The files, or the ARNs that `watch` was started with, in the order of the report."]


class RunFinishedEvent(Event):
    """The last line. A file without it is incomplete: the program was killed."""

    type: Literal["run_finished"]
    exit_code: ExitCode
    errors: Errors
    warnings: Warnings
    hidden: Hidden


class StageStartedEvent(Event):
    """A stage started."""

    type: Literal["stage_started"]
    stage: Stage
    elapsed_seconds: SinceStart


class StageFinishedEvent(Event):
    """A stage finished; the next one follows if it succeeded."""

    type: Literal["stage_finished"]
    stage: Stage
    succeeded: Annotated[bool, "Whether the stage succeeded."]
    elapsed_seconds: SinceStart


class ShardEvent(Event):
    """The run has one of several parts of the manifests."""

    type: Literal["shard"]
    number: Annotated[int, "The number of the shard, from 1."]
    total: Annotated[int, "The number of shards."]
    manifests: Annotated[int, "The number of manifests in the shard."]
    all_manifests: Annotated[int, "The number of manifests in all shards."]


class ManifestReadEvent(Event):
    """A manifest was read."""

    type: Literal["manifest_read"]
    sources: Annotated[list[str], "The files that were read: the manifest, and those that it inserts."]


class FindingsCompleteEvent(Event):
    """A stage has reported all its findings, for all manifests."""

    type: Literal["findings_complete"]
    stage: Stage


class StatusEvent(Event):
    """The status of a resource, an image scan, a validation, a job or a rehearsal is new."""

    type: Literal["status"]
    resource_type: Annotated[str, "What the status is of.", Known(*RESOURCE_TYPES)]
    name: Annotated[str, "The name of the resource, image, validation profile or job."]
    status: Annotated[str, "The status in AWS's words, such as `InProgress` or `Completed`."]
    elapsed_seconds: SinceWatch
    reason: Annotated[str, "Why it failed, in AWS's words. Empty if AWS gives no reason."]


class HeartbeatEvent(Event):
    """The status has not changed for a while."""

    type: Literal["heartbeat"]
    status: Annotated[str, "The last status."]
    elapsed_seconds: SinceWatch
    detail: Annotated[str, "What has happened meanwhile. Empty if nothing is known."]


class LogEvent(Event):
    """A line of a job's log."""

    type: Literal["log"]
    job_type: JobType
    stream: Annotated[str, "The name of the log stream, without the job's."]
    text: Annotated[str, "The line as the job wrote it: untrusted text."]


class MetricEvent(Event):
    """A value of one of the algorithm's metrics, extracted from the job's log by the metric's definition."""

    type: Literal["metric"]
    job_type: JobType
    name: Annotated[str, "The name of the metric."]
    value: Annotated[str, "The value, as the log has it."]


class JobFinishedEvent(Event):
    """A job of the validation finished."""

    type: Literal["job_finished"]
    job_type: JobType
    name: Annotated[str, "The name of the job."]
    status: Annotated[str, "The status in AWS's words, such as `Completed` or `Failed`."]
    started_seconds: Annotated[float, "When the job started, in seconds since the start of the watch."]
    billed_seconds: Annotated[float, "The billed seconds."]
    cost_usd: Annotated[float | None, "The cost by list prices. `null` if the price is not known."]
    reason: Annotated[str, "Why it failed, in AWS's words. Empty if AWS gives no reason."]


class NoteEvent(Event):
    """A message for information."""

    type: Literal["note"]
    text: Annotated[str, "The message. The text can change in any release."]


class OutputEvent(Event):
    """An output of the action has a new value."""

    type: Literal["output"]
    name: Annotated[str, "The name of the output, such as `action-taken`."]
    value: Annotated[str, "The value."]


EVENTS: tuple[type, ...] = (
    RunStartedEvent,
    ManifestsFoundEvent,
    StageStartedEvent,
    StageFinishedEvent,
    ShardEvent,
    ManifestReadEvent,
    FindingEvent,
    HiddenFindingEvent,
    FindingsCompleteEvent,
    PlanEvent,
    MatrixEvent,
    StatusEvent,
    HeartbeatEvent,
    LogEvent,
    MetricEvent,
    JobFinishedEvent,
    TransformEvent,
    TrainingEvent,
    RealTimeEvent,
    NoteEvent,
    OutputEvent,
    FailureEvent,
    RunFinishedEvent,
)
