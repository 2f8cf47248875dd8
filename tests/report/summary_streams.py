"""Recorded events of complete runs, for the scans, jobs and causes in a summary."""

from __future__ import annotations

from sagemaker_marketplace.aws.errors import REFRESH_CREDENTIALS
from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events, report, resume
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import summary

M, N = "manifests/churn.yaml", "manifests/trees.yaml"
ARN = "arn:aws:sagemaker:us-east-2:123456789012:algorithm/trees-2-1"
CONSOLE = "https://us-east-2.console.aws.amazon.com/sagemaker/home?region=us-east-2#/algorithms"
TRAINING, TRANSFORM = "trees-2-1-1763890000-training", "trees-2-1-1763890000-transform"
OUTPUTS = {"kind": "Algorithm", "name": "trees-2-1", "region": "us-east-2"}
CREATED = {"arn": ARN, "action-taken": "created", "console-url": CONSOLE}


def stage(name: str, started: float, ended: float, *between: Event, ok: bool = True) -> list[Event]:
    """The events of a stage, with other events in between."""
    return [
        events.StageStarted(name, N, elapsed_seconds=started),
        *between,
        events.StageFinished(name, N, ok, elapsed_seconds=ended),
    ]


def output_events(**outputs: str) -> list[Event]:
    """Events that set outputs."""
    return [events.OutputChanged(N, name.replace("_", "-"), value) for name, value in outputs.items()]


def status(resource_type: str, name: str, status: str, seconds: float, reason: str = "") -> Event:
    """A status of the manifest's resource."""
    return events.StatusChanged(N, resource_type, name, status, seconds, reason)


def until_create() -> list[Event]:
    """Check, plan, preflight and create of an algorithm."""
    return [
        *stage("check", 0.0, 0.1, events.ManifestRead(N, {N: {1: "kind: Algorithm"}})),
        events.FindingsComplete(),
        *stage("plan", 0.1, 3.0, *output_events(**OUTPUTS)),
        *stage("preflight", 3.0, 9.0),
        events.FindingsComplete(stage="preflight"),
        *stage(
            "create", 9.0, 11.0, *output_events(**{name.replace("-", "_"): value for name, value in CREATED.items()})
        ),
    ]


def until_training_ended() -> list[Event]:
    """The first half of a watch: a scan, and a training job with its statuses."""
    return [
        status("image scan", "trees@sha256", "InProgress", 0.0),
        status("validation", "profile", "NotStarted", 0.0),
        status("algorithm", "trees-2-1", "InProgress", 0.0),
        *output_events(status="InProgress"),
        status("image scan", "trees@sha256", "Completed", 300.0),
        status("validation", "profile", "InProgress", 300.0),
        status("training job", TRAINING, "Starting", 360.0),
        status("training job", TRAINING, "Training", 540.0),
        events.LogLine(N, TRAINING, "algo-1-1763890000", "epoch 1: loss=0.5"),
        events.MetricReported(N, TRAINING, "loss", "0.5"),
        status("training job", TRAINING, "Completed", 900.0),
        events.JobFinished(N, "training", TRAINING, "Completed", 330.0, 420.0, 0.03),
    ]


def succeeded() -> list[Event]:
    """A create of an algorithm that passes validation."""
    ended = [
        status("transform job", TRANSFORM, "InProgress", 960.0),
        events.Heartbeat(N, "InProgress", 1200.0),
        status("transform job", TRANSFORM, "Completed", 1500.0),
        events.JobFinished(N, "transform", TRANSFORM, "Completed", 950.0, 200.0, 0.01),
        status("validation", "profile", "Completed", 1560.0),
        status("algorithm", "trees-2-1", "Completed", 1560.0),
        *output_events(status="Completed"),
    ]
    return [*until_create(), *stage("watch", 11.0, 1571.0, *until_training_ended(), *ended)]


def cause_finding(rule: str, cause: events.FailureCause) -> Event:
    """The finding for a cause."""
    assert cause.location
    hint = f"{cause.fix} ({cause.evidence})" if cause.fix else ""
    return events.FindingReported(N, Finding(cause.path, cause.location, "error", rule, cause.cause, hint))


def failed_transform() -> list[Event]:
    """An algorithm whose transform job fails, with two known causes and log lines."""
    reason = "AlgorithmError: See job logs for more information"
    image = ("spec", "InferenceSpecification", "Containers", 0, "Image")
    causes = (
        events.FailureCause(
            "a Python package that the program imports is not in the image",
            "add the package to the image",
            f"transform job {TRANSFORM}: ModuleNotFoundError: No module named 'pandas' ```",
            image,
            Location(N, 17, 5),
            (Finding(image, Location(N, 17, 5), "info", "image-user", "the image runs as user <1000>"),),
        ),
        events.FailureCause("GET /ping returned an error", "return 200", f"transform job {TRANSFORM}: 502", image),
    )
    ended = [
        status("transform job", TRANSFORM, "InProgress", 960.0),
        status("transform job", TRANSFORM, "Failed", 1500.0, reason),
        events.JobFinished(N, "transform", TRANSFORM, "Failed", 950.0, 200.0, None, reason),
        status("validation", "profile", "Failed", 1560.0, reason),
        status("algorithm", "trees-2-1", "Failed", 1560.0),
        *output_events(status="Failed", failure_reason=reason),
        cause_finding("validation-failed", causes[0]),
        events.RunFailed(
            N,
            "algorithm trees-2-1 failed validation",
            4,
            causes=causes,
            log_lines=(
                f"last log lines of transform job {TRANSFORM}, without repetitions:",
                "  </details>",
                "  ```",
                "# gotcha",
                "<b>x</b>",
            ),
            logs="https://us-east-2.console.aws.amazon.com/cloudwatch/home?region=us-east-2#logsV2",
        ),
    ]
    return [*until_create(), *stage("watch", 11.0, 1571.0, *until_training_ended(), *ended, ok=False)]


def failed_scan() -> list[Event]:
    """An algorithm whose image has a vulnerability; AWS's reason contains markup and commands."""
    reason = "Image has | CRITICAL ![x](https://evil.example/) www.evil.example\n::error::`gotcha` ##[error]<b>"
    ended = [
        status("image scan", "trees@sha256", "InProgress", 0.0),
        status("algorithm", "trees-2-1", "InProgress", 0.0),
        status("image scan", "trees@sha256", "Failed", 300.0, reason),
        status("algorithm", "trees-2-1", "Failed", 300.0),
        *output_events(status="Failed", failure_reason=reason),
        events.RunFailed(
            N, "algorithm trees-2-1 failed validation", 4, causes=(events.FailureCause(f"image scan trees: {reason}"),)
        ),
    ]
    return [*until_create(), *stage("watch", 11.0, 311.0, *ended, ok=False)]


def refused() -> list[Event]:
    """A create call that AWS refuses with two errors."""
    role = events.FailureCause(
        "ValidationRole is not a role ARN",
        "use the full ARN",
        "CreateAlgorithm: Value 'x' at 'validationSpecification.validationRole' failed to satisfy constraint",
        ("spec", "ValidationSpecification", "ValidationRole"),
        Location(N, 30, 5),
    )
    unknown = events.FailureCause("CreateAlgorithm was refused: 1 | 2", path=("spec",), location=Location(N, 3, 5))
    return [
        *stage("check", 0.0, 0.1, events.ManifestRead(N, {N: {1: "kind: Algorithm"}})),
        events.FindingsComplete(),
        *stage("plan", 0.1, 3.0, *output_events(**OUTPUTS)),
        events.StageStarted("create", N, elapsed_seconds=3.0),
        cause_finding("create-refused", role),
        cause_finding("create-refused", unknown),
        events.RunFailed(
            N, "AWS refused CreateAlgorithm: ValidationException", 3, "fix the manifest", causes=(role, unknown)
        ),
    ]


def timed_out() -> list[Event]:
    """Two manifests, the first of which times out after more than a day."""
    ended: list[Event] = [
        events.Heartbeat(N, "InProgress", 90_000.0),
        events.RunFailed(
            N,
            f"timed out: {ARN} is still InProgress",
            5,
            resume.hint(ARN),
            title="Timed out; validation continues",
        ),
    ]
    other: list[Event] = [
        events.StageStarted("watch", M, elapsed_seconds=11.0),
        events.StatusChanged(M, "validation", "profile", "InProgress", 60.0),
        events.StatusChanged(M, "validation", "profile", "Completed", 4000.0),
        events.StageFinished("watch", M, True, elapsed_seconds=90_011.0),
    ]
    return [*until_create(), *stage("watch", 11.0, 90_011.0, *until_training_ended(), *ended, ok=False), *other]


def credentials_expired() -> list[Event]:
    """A watch that ends with its credentials."""
    message, title = "the AWS credentials have expired", "Credentials expired; validation continues"
    ended = events.RunFailed(N, message, 5, f"{REFRESH_CREDENTIALS}\n{resume.hint(ARN)}", title=title)
    return [*until_create(), *stage("watch", 11.0, 3000.0, *output_events(status="InProgress"), ended, ok=False)]


def several() -> list[Event]:
    """Three manifests: one Completed, one that AWS refuses, one that is not created because the run was interrupted."""
    first = [
        events.OutputChanged(M, name, value)
        for name, value in {
            "kind": "ModelPackage",
            "name": "churn-1-0",
            "region": "us-east-2",
            "arn": "arn:aws:sagemaker:us-east-2:123456789012:model-package/churn-1-0",
            "action-taken": "created",
            "console-url": CONSOLE.replace("algorithms", "model-packages"),
            "image-digests": f"sha256:{'0a' * 32}",
            "status": "Completed",
        }.items()
    ]
    finding = Finding(("spec",), Location(N, 3, 1), "warning", "mutable-tag", "the tag is mutable", "use a digest")
    return [
        events.StageStarted("check", M),
        *first,
        events.FindingReported(N, finding),
        *refused(),
        events.StageStarted("check", "manifests/third.yaml"),
        events.RunFailed("", "interrupted by SIGTERM", 130, "nothing was changed"),
    ]


def checked() -> list[Event]:
    """A check of two manifests with findings of each severity."""
    fields = {
        "error": ("invalid-type", "InstanceCount must be an integer, not one", "use plain decimal digits, such as 10"),
        "warning": ("mutable-tag", 'the tag "latest" is mutable', "use a version tag"),
        "info": ("advice", "a | b", ""),
    }
    found = [
        Finding(("spec",), Location(M, number, 1), severity, rule, message, hint)
        for number, (severity, (rule, message, hint)) in enumerate(fields.items(), 3)
    ]
    return [
        events.ManifestRead(N, {}),
        *(events.FindingReported(M, finding) for finding in reversed(found)),
        events.FindingsComplete(),
    ]


RUNS = {
    "success": succeeded(),
    "failed-transform": failed_transform(),
    "failed-scan": failed_scan(),
    "refused": refused(),
    "timed-out": timed_out(),
    "credentials-expired": credentials_expired(),
    "not-watched": until_create(),
}


def planned() -> list[Event]:
    """A plan to create an algorithm."""
    job = events.PlannedJob("transform", "ml.m5.large", 1, 0.115, 10, 30, "2026-11-01")
    reason = "trees-2-1 will be created: no resource with this name in us-east-2"
    plan = events.PlanMade(
        N, "create", reason, "CreateAlgorithm", "us-east-2", {"AlgorithmName": "trees-2-1"}, jobs=(job,)
    )
    return [*stage("plan", 0.1, 3.0, *output_events(**OUTPUTS), plan)]


# Runs whose summary is compared, by the run's name; of the command `create` if it has no other.
SUMMARIES = {**RUNS, "findings": checked(), "several": several(), "planned": planned()}
COMMANDS = {"findings": "check", "planned": "plan"}


def summary_of(run_name: str) -> str:
    """The summary of a run, with links to lines of a commit."""
    run = report.build(SUMMARIES[run_name], COMMANDS.get(run_name, "create"), "error")
    return summary.of_report(run, "https://github.com/octo-org/models/blob/6dcb09b")
