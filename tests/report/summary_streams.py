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


def found(rule: str, cause: events.FailureCause) -> Event:
    """The finding of a cause."""
    assert cause.location
    hint = f"{cause.fix} ({cause.evidence})" if cause.fix else ""
    return events.FindingReported(N, Finding(cause.path, cause.location, "error", rule, cause.cause, hint))


def transform_failed() -> list[Event]:
    """An algorithm whose transform job fails: two causes are known, log lines come with the failure."""
    reason = "AlgorithmError: See job logs for more information"
    image = ("spec", "InferenceSpecification", "Containers", 0, "Image")
    causes = (
        events.FailureCause(
            "a Python package that the program imports is not in the image",
            "add the package to the image",
            f"transform job {TRANSFORM}: ModuleNotFoundError: No module named 'pandas' ```",
            image,
            Location(N, 17, 5),
        ),
        events.FailureCause("GET /ping returned an error", "return 200", f"transform job {TRANSFORM}: 502", image),
    )
    ended = [
        seen("transform job", TRANSFORM, "InProgress", 960.0),
        seen("transform job", TRANSFORM, "Failed", 1500.0, reason),
        events.JobFinished(N, "transform", TRANSFORM, "Failed", 950.0, 200.0, None, reason),
        seen("validation", "profile", "Failed", 1560.0, reason),
        seen("algorithm", "trees-2-1", "Failed", 1560.0),
        *put(status="Failed", failure_reason=reason),
        found("validation-failed", causes[0]),
        events.RunFailed(
            N,
            "algorithm trees-2-1 failed validation",
            4,
            causes=causes,
            log_lines=(
                f"last 4 log lines of transform job {TRANSFORM}:",
                "  </details>",
                "  ```",
                "# gotcha",
                "<b>x</b>",
            ),
            logs="https://us-east-2.console.aws.amazon.com/cloudwatch/home?region=us-east-2#logsV2",
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
        events.RunFailed(
            N, "algorithm trees-2-1 failed validation", 4, causes=(events.FailureCause(f"image scan trees: {reason}"),)
        ),
    ]
    return [*begun(), *stage("watch", 11.0, 311.0, *ended, ok=False)]


def refused() -> list[Event]:
    """A create call with two errors."""
    role = events.FailureCause(
        "ValidationRole is not a role ARN",
        "use the full ARN",
        "CreateAlgorithm: Value 'x' at 'validationSpecification.validationRole' failed to satisfy constraint",
        ("spec", "ValidationSpecification", "ValidationRole"),
        Location(N, 30, 5),
    )
    unknown = events.FailureCause("CreateAlgorithm was refused: 1 | 2", path=("spec",), location=Location(N, 3, 5))
    return [
        *stage("check", 0.0, 0.1, events.ManifestRead(N, {N: ("kind: Algorithm",)})),
        events.FindingsComplete(),
        *stage("plan", 0.1, 3.0, *put(**OUTPUTS)),
        events.StageStarted("create", N, elapsed_seconds=3.0),
        found("create-refused", role),
        found("create-refused", unknown),
        events.RunFailed(
            N, "AWS refused CreateAlgorithm: ValidationException", 3, "fix the manifest", causes=(role, unknown)
        ),
    ]


def time_up() -> list[Event]:
    """Two manifests, of which the first outlasts the time over more than a day."""
    ended: list[Event] = [
        events.Heartbeat(N, "InProgress", 90_000.0),
        events.RunFailed(
            N, f"timed out: {ARN} is still InProgress", 5, f"validation continues in AWS; resume with:\nwatch {ARN}"
        ),
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
