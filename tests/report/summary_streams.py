"""Recorded streams of whole lives: what a summary tells of scans, jobs and causes."""

from __future__ import annotations

from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event

M, N = "manifests/churn.yaml", "manifests/trees.yaml"
ARN = "arn:aws:sagemaker:us-east-2:123456789012:algorithm/trees-2-1"
PAGES = "https://us-east-2.console.aws.amazon.com/sagemaker/home?region=us-east-2#/algorithms"
TRAINING, TRANSFORM = "trees-2-1-1763890000-training", "trees-2-1-1763890000-transform"
OUTPUTS = {"kind": "Algorithm", "name": "trees-2-1", "region": "us-east-2"}
KNOWN = {"arn": ARN, "action-taken": "created", "console-url": PAGES}


def stage(name: str, began: float, ended: float, *between: Event, ok: bool = True) -> list[Event]:
    """A stage with what happens in it."""
    return [
        events.StageStarted(name, N, elapsed_seconds=began),
        *between,
        events.StageFinished(name, N, ok, elapsed_seconds=ended),
    ]


def put(**outputs: str) -> list[Event]:
    """Outputs that become known."""
    return [events.OutputChanged(N, name.replace("_", "-"), value) for name, value in outputs.items()]


def seen(what: str, name: str, status: str, seconds: float, reason: str = "") -> Event:
    """A status of the manifest's resource."""
    return events.StatusChanged(N, what, name, status, seconds, reason)


def begun() -> list[Event]:
    """Check, plan, preflight and create of an algorithm."""
    return [
        *stage("check", 0.0, 0.1, events.ManifestRead(N, {N: ("kind: Algorithm",)})),
        events.FindingsComplete(),
        *stage("plan", 0.1, 3.0, *put(**OUTPUTS)),
        *stage("preflight", 3.0, 9.0),
        events.FindingsComplete(stage="preflight"),
        *stage("create", 9.0, 11.0, *put(**{name.replace("-", "_"): value for name, value in KNOWN.items()})),
    ]


def trained() -> list[Event]:
    """The first half of a watch: a scan, and a training job with its phases."""
    return [
        seen("image scan", "trees@sha256", "InProgress", 0.0),
        seen("validation", "profile", "NotStarted", 0.0),
        seen("algorithm", "trees-2-1", "InProgress", 0.0),
        *put(status="InProgress"),
        seen("image scan", "trees@sha256", "Completed", 300.0),
        seen("validation", "profile", "InProgress", 300.0),
        seen("training job", TRAINING, "Starting", 360.0),
        seen("training job", TRAINING, "Training", 540.0),
        events.LogLine(N, TRAINING, "algo-1-1763890000", "epoch 1: loss=0.5"),
        events.MetricReported(N, TRAINING, "loss", "0.5"),
        seen("training job", TRAINING, "Completed", 900.0),
        events.JobFinished(N, "training", TRAINING, "Completed", 330.0, 420.0, 0.03),
    ]


def succeeded() -> list[Event]:
    """An algorithm that passes."""
    ended = [
        seen("transform job", TRANSFORM, "InProgress", 960.0),
        events.Heartbeat(N, "InProgress", 1200.0),
        seen("transform job", TRANSFORM, "Completed", 1500.0),
        events.JobFinished(N, "transform", TRANSFORM, "Completed", 950.0, 200.0, 0.01),
        seen("validation", "profile", "Completed", 1560.0),
        seen("algorithm", "trees-2-1", "Completed", 1560.0),
        *put(status="Completed"),
    ]
    return [*begun(), *stage("watch", 11.0, 1571.0, *trained(), *ended)]


def found(rule: str, line: int, message: str, hint: str) -> Event:
    """A cause at a line of the manifest."""
    return events.FindingReported(N, Finding(("spec",), Location(N, line, 5), "error", rule, message, hint))


def transform_failed() -> list[Event]:
    """An algorithm whose transform job fails: a cause is known, the last log lines come with the failure."""
    reason = "AlgorithmError: See job logs for more information"
    evidence = f"transform job {TRANSFORM}: ModuleNotFoundError: No module named 'pandas' ```"
    ended = [
        seen("transform job", TRANSFORM, "InProgress", 960.0),
        seen("transform job", TRANSFORM, "Failed", 1500.0, reason),
        events.JobFinished(N, "transform", TRANSFORM, "Failed", 950.0, 200.0, None, reason),
        seen("validation", "profile", "Failed", 1560.0, reason),
        seen("algorithm", "trees-2-1", "Failed", 1560.0),
        *put(status="Failed", failure_reason=reason),
        found(
            "validation-failed",
            17,
            "a Python module that the code imports is not in the image",
            f"install it in the image (RUN pip install NAME) and push it again ({evidence})",
        ),
        events.RunFailed(
            N,
            "algorithm trees-2-1 has Failed",
            4,
            f"validation profile: {reason}\n{evidence}\n</details>\n```\n# gotcha\n<b>x</b>",
        ),
    ]
    return [*begun(), *stage("watch", 11.0, 1571.0, *trained(), *ended, ok=False)]


def scan_failed() -> list[Event]:
    """An algorithm whose image has a vulnerability; AWS's reason tries to be more than text."""
    reason = "Image has | CRITICAL ![x](https://evil.example/) www.evil.example\n::error::`gotcha` ##[error]<b>"
    ended = [
        seen("image scan", "trees@sha256", "InProgress", 0.0),
        seen("algorithm", "trees-2-1", "InProgress", 0.0),
        seen("image scan", "trees@sha256", "Failed", 300.0, reason),
        seen("algorithm", "trees-2-1", "Failed", 300.0),
        *put(status="Failed", failure_reason=reason),
        events.RunFailed(N, "algorithm trees-2-1 has Failed", 4, f"image scan trees@sha256: {reason}"),
    ]
    return [*begun(), *stage("watch", 11.0, 311.0, *ended, ok=False)]


def refused() -> list[Event]:
    """A create call with two complaints."""
    said = "CreateAlgorithm said: Value 'x' at 'validationSpecification.validationRole' failed to satisfy constraint"
    return [
        *stage("check", 0.0, 0.1, events.ManifestRead(N, {N: ("kind: Algorithm",)})),
        events.FindingsComplete(),
        *stage("plan", 0.1, 3.0, *put(**OUTPUTS)),
        events.StageStarted("create", N, elapsed_seconds=3.0),
        found("create-refused", 30, "ValidationRole is not the ARN of a role", f"write the whole ARN ({said})"),
        found("create-refused", 3, "CreateAlgorithm was refused: nobody knows why", ""),
        events.RunFailed(N, "AWS refused CreateAlgorithm: ValidationException", 3, "mend the manifest"),
    ]


def time_up() -> list[Event]:
    """Two manifests, of which the first outlasts the time over more than a day."""
    ended: list[Event] = [
        events.Heartbeat(N, "InProgress", 90_000.0),
        events.RunFailed(N, f"time is up, {ARN} is still InProgress", 5, f"take it up again with\nwatch {ARN}"),
    ]
    other: list[Event] = [
        events.StageStarted("watch", M, elapsed_seconds=11.0),
        events.StatusChanged(M, "validation", "profile", "InProgress", 60.0),
        events.StatusChanged(M, "validation", "profile", "Completed", 4000.0),
        events.StageFinished("watch", M, True, elapsed_seconds=90_011.0),
    ]
    return [*begun(), *stage("watch", 11.0, 90_011.0, *trained(), *ended, ok=False), *other]


LIVES = {
    "success": succeeded(),
    "failed-transform": transform_failed(),
    "failed-scan": scan_failed(),
    "refused": refused(),
    "time-up": time_up(),
}
