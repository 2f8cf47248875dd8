"""Generated runs of many manifests: the events of each, and their interleavings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from hypothesis import strategies as st

from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event

PING = "AlgorithmError: Model container failed to respond to ping"
CAUSE = events.FailureCause("GET /ping never returned 200", "listen on port 8080", PING)


def arn(manifest: str) -> str:
    """The ARN of the model package of a manifest."""
    return f"arn:aws:sagemaker:us-east-2:123456789012:model-package/{name(manifest)}"


def name(manifest: str) -> str:
    """The name of the model package of a manifest."""
    return manifest.removesuffix(".yaml")


def checked(manifest: str) -> list[Event]:
    """A check with a warning."""
    finding = Finding(("spec",), Location(manifest, 3, 1), "warning", "arm64-instance-type", f"warning of {manifest}")
    return [
        events.StageStarted("check", manifest),
        events.ManifestRead(manifest, {manifest: {3: "spec:"}}),
        events.FindingReported(manifest, finding),
        events.StageFinished("check", manifest, True),
    ]


def planned(manifest: str) -> list[Event]:
    """A plan of a create call."""
    reason = f"{name(manifest)} will be created: no resource with this name in us-east-2"
    job = events.PlannedJob("transform", "ml.m5.large", 1, 0.115, 10, 30)
    plan = events.PlanMade(manifest, "create", reason, "CreateModelPackage", "us-east-2", {"a": 1}, jobs=(job,))
    known = {"kind": "ModelPackage", "name": name(manifest), "region": "us-east-2"}
    return [
        events.StageStarted("plan", manifest),
        *(events.OutputChanged(manifest, output, value) for output, value in known.items()),
        plan,
        events.StageFinished("plan", manifest, True),
    ]


def created(manifest: str) -> list[Event]:
    """A create call, and the first statuses."""
    return [
        events.StageStarted("create", manifest, 10.0),
        events.OutputChanged(manifest, "arn", arn(manifest)),
        events.OutputChanged(manifest, "action-taken", "created"),
        events.StageFinished("create", manifest, True, 11.0),
        events.StageStarted("watch", manifest, 12.0),
        events.StatusChanged(manifest, "image scan", "image", "NotStarted", 0.0),
        events.StatusChanged(manifest, "model package", name(manifest), "Pending", 0.0),
        events.OutputChanged(manifest, "status", "Pending"),
        events.StatusChanged(manifest, "image scan", "image", "Completed", 60.0),
        events.StatusChanged(manifest, "model package", name(manifest), "InProgress", 120.0),
        events.OutputChanged(manifest, "status", "InProgress"),
        events.StatusChanged(manifest, "transform job", f"job-of-{name(manifest)}", "InProgress", 180.0),
        events.LogLine(manifest, "transform", "algo-1", "a line"),
    ]


def finished(manifest: str, status: str, reason: str = "") -> list[Event]:
    """The end of the job and of the resource."""
    job = f"job-of-{name(manifest)}"
    return [
        events.StatusChanged(manifest, "transform job", job, status, 600.0, reason),
        events.JobFinished(manifest, "transform", job, status, 180.0, 400.0, 0.01, reason),
        events.StatusChanged(manifest, "model package", name(manifest), status, 700.0),
        events.OutputChanged(manifest, "status", status),
    ]


def completed(manifest: str) -> list[Event]:
    """A create that succeeds."""
    return [
        *(*checked(manifest), *planned(manifest), *created(manifest), *finished(manifest, "Completed")),
        events.StageFinished("watch", manifest, True, 800.0),
    ]


def failed(manifest: str) -> list[Event]:
    """A create whose validation fails."""
    finding = Finding(("spec",), Location(manifest, 3, 1), "error", "validation-failed", CAUSE.cause)
    return [
        *(*checked(manifest), *planned(manifest), *created(manifest), *finished(manifest, "Failed", PING)),
        events.FindingReported(manifest, finding),
        events.RunFailed(manifest, f"{name(manifest)} failed", 4, "", (CAUSE,), ("last line",)),
        events.StageFinished("watch", manifest, False, 800.0),
    ]


def conflicting(manifest: str) -> list[Event]:
    """A create that the plan refuses."""
    refused = events.RunFailed(manifest, f"{name(manifest)} exists with other content", 6, "use a new name")
    return [*checked(manifest), *planned(manifest)[:-2], refused]


def timed_out(manifest: str) -> list[Event]:
    """A create that is still in progress at the end of the run."""
    hint = f"validation continues in AWS; resume with:\nsagemaker-marketplace watch {arn(manifest)}"
    return [
        *(*checked(manifest), *planned(manifest), *created(manifest)),
        events.Heartbeat(manifest, "InProgress", 500.0),
        events.RunFailed(manifest, f"timed out: {arn(manifest)} is still InProgress", 5, hint),
        events.StageFinished("watch", manifest, False, 800.0),
    ]


KINDS: tuple[Callable[[str], list[Event]], ...] = (completed, failed, conflicting, timed_out)


@st.composite
def interleavings(draw: st.DrawFn, per_manifest: Sequence[Sequence[Event]]) -> list[Event]:
    """Events in an order that keeps that of each manifest."""
    turns = draw(st.permutations([index for index, stream in enumerate(per_manifest) for _ in stream]))
    remaining = [iter(stream) for stream in per_manifest]
    return [next(remaining[index]) for index in turns]


def run_of(count: int) -> list[Event]:
    """A create of many manifests: their checks, their plans, and then one event of each in turn."""
    manifests = tuple(f"p{number:03}.yaml" for number in range(count))
    streams = [KINDS[0 if number % 20 > 3 else number % 4](manifest) for number, manifest in enumerate(manifests)]
    stages = [[_stage(stream, *borders) for stream in streams] for borders in (("", "plan"), ("plan", "create"))]
    turns = zip_longest(*(_stage(stream, "create", "") for stream in streams))
    return [
        events.ManifestsFound(manifests),
        *(event for stream in stages[0] for event in stream),
        events.FindingsComplete(),
        *(event for stream in stages[1] for event in stream),
        *(event for turn in turns for event in turn if event),
    ]


def _stage(stream: Sequence[Event], first: str, last: str) -> list[Event]:
    """The events from the start of a stage to that of another; empty names are the start and the end."""
    starts = {event.stage: at for at, event in enumerate(stream) if isinstance(event, events.StageStarted)}
    return list(stream[starts.get(first, len(stream) if first else 0) : starts.get(last, len(stream))])
