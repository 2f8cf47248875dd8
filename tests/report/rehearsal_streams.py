"""Recorded events of rehearsals: one that passes, one that fails, and one of several manifests with findings."""

from __future__ import annotations

from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event

M, N, EMPTY = "churn.yaml", "other.yaml", "trees.yaml"
IMAGE_PATH = ("rehearsal", "image")
IMAGE_LINE = '  image: "churn-scorer:dev"'
MIB, GIB = 1024**2, 1024**3
TRACEBACK = (
    "Traceback (most recent call last):",
    '  File "/app/serve.py", line 12, in <module>',
    "FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/model/model.pkl'",
)


def begin(manifest: str, seconds: float = 0.1) -> list[Event]:
    """The events up to the first request of a rehearsal."""
    return [
        events.StageStarted("rehearse", manifest, seconds),
        events.OutputChanged(manifest, "kind", "ModelPackage"),
        events.OutputChanged(manifest, "name", manifest.replace(".yaml", "-1-0")),
        events.OutputChanged(manifest, "region", "us-east-2"),
        events.StatusChanged(manifest, "transform rehearsal", "profile-0", "Starting", 0.5),
    ]


def check(*manifests: str) -> list[Event]:
    """The check before the rehearsal."""
    stages = [
        (
            events.StageStarted("check", manifest),
            events.ManifestRead(manifest, {manifest: {2: IMAGE_LINE}}),
            events.StageFinished("check", manifest, True, 0.1),
        )
        for manifest in manifests
    ]
    return [*(event for stage in stages for event in stage), events.FindingsComplete()]


def measured(manifest: str, succeeded: bool = True, **values: object) -> events.RehearsalMeasured:
    """What was measured on the whole instance type; `values` override it."""
    known = {
        "instance_cpus": 2,
        "instance_memory_bytes": 8 * GIB,
        "start_seconds": 0.31,
        "first_ping_seconds": 0.4213,
        "requests": 14,
        "p50_seconds": 0.0123,
        "p95_seconds": 0.02001,
        "records_per_request": 6,
        "highest_memory_bytes": 212 * MIB,
        "records_in": 18,
        "records_out": 18,
        "requests_per_second": 66.4321987,
        "records_per_second": 85.4128,
        **values,
    }
    return events.RehearsalMeasured(
        manifest,
        "profile-0",
        succeeded,
        "churn-scorer:dev",
        "ml.m5.large",
        2,
        8 * GIB,
        **known,  # type: ignore[arg-type] # the values of fields by name
    )


def passed() -> list[Event]:
    """A rehearsal that passes and saves its outputs."""
    files = ("listing/data/input/batch/a.csv", "listing/data/output/batch/a.csv.out")
    return [
        *check(M),
        *begin(M),
        events.LogLine(M, "transform", "container", "::error::listening on 0.0.0.0:8080"),
        events.StatusChanged(M, "transform rehearsal", "profile-0", "Ready", 0.9),
        events.StatusChanged(M, "transform rehearsal", "profile-0", "Transforming", 0.9),
        measured(M, saved_files=files),
        events.StageFinished("rehearse", M, True, 3.2),
        events.FindingsComplete(stage="rehearse"),
    ]


def failed() -> list[Event]:
    """A rehearsal whose container ends before it answers."""
    start, end = Location(M, 2, 10), Location(M, 2, 28)
    cause = events.FailureCause(
        "the model folder has no file model.pkl", "add it to the archive", TRACEBACK[-1], IMAGE_PATH, start, end=end
    )
    finding = Finding(IMAGE_PATH, start, "error", "rehearsal-failed", cause.cause, cause.fix, end=end)
    unknown = {
        "first_ping_seconds": None,
        "p50_seconds": None,
        "p95_seconds": None,
        "records_per_request": None,
        "records_out": None,
        "records_in": None,
        "requests_per_second": None,
        "records_per_second": None,
        "requests": 0,
    }
    return [
        *check(M),
        *begin(M),
        *(events.LogLine(M, "transform", "container", line) for line in TRACEBACK),
        measured(M, succeeded=False, **unknown),
        events.FindingReported(M, finding),
        events.StageFinished("rehearse", M, False, 1.2),
        events.RunFailed(
            M,
            "the transform job of validation profile profile-0 would fail in AWS",
            4,
            causes=(cause,),
            log_lines=("last log lines of the container:", *(f"  {line}" for line in TRACEBACK)),
            title="Rehearsal failed",
            service_words="AlgorithmError: Model container failed to respond to ping; see ##[error] <b>",
        ),
        events.FindingsComplete(stage="rehearse"),
    ]


def unrehearsed() -> list[Event]:
    """A container that needs a GPU, and ends before it gets a request."""
    start = Location(M, 2, 10)
    text = "not rehearsed: the GPUs of ml.p3.2xlarge"
    finding = Finding(IMAGE_PATH, start, "info", "not-rehearsed", text, "validate in AWS to see the rest")
    names = ("first_ping_seconds", "p50_seconds", "p95_seconds", "records_per_request", "records_in", "records_out")
    return [
        *check(M),
        *begin(M),
        measured(M, True, **dict.fromkeys(names), requests=0),
        events.FindingReported(M, finding),
        events.StageFinished("rehearse", M, True, 1.2),
        events.FindingsComplete(stage="rehearse"),
    ]


def several() -> list[Event]:
    """Three manifests: a rehearsal with findings and less memory, one that passes, and nothing to rehearse."""
    start = Location(M, 2, 10)
    warning = Finding(IMAGE_PATH, start, "warning", "records-lost", "3 records in, 2 out", "answer each record")
    error = Finding(IMAGE_PATH, start, "error", "expectation", "answered 201, expected 200")
    return [
        *check(M, N, EMPTY),
        *begin(M),
        measured(M, instance_cpus=4, instance_memory_bytes=16 * GIB),
        events.FindingReported(M, warning),
        events.FindingReported(M, error),
        events.StageFinished("rehearse", M, False, 3.0),
        *begin(N, 3.0),
        measured(
            N, requests=1, p50_seconds=1.234, p95_seconds=1.234, records_per_request=None, records_per_second=None
        ),
        measured(N, instance_cpus=None, records_per_request=1),
        events.StageFinished("rehearse", N, True, 6.0),
        *begin(EMPTY, 6.0)[:-1],
        events.Note(EMPTY, "nothing to rehearse: no validation profile has a transform job"),
        events.StageFinished("rehearse", EMPTY, True, 6.0),
        events.FindingsComplete(stage="rehearse"),
    ]


STREAMS = {"passed": passed(), "failed": failed(), "not-rehearsed": unrehearsed(), "several": several()}
