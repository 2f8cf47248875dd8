"""A run with every event and every field that the recorded runs do not have."""

from __future__ import annotations

from sagemaker_marketplace import runner
from sagemaker_marketplace.manifest.findings import Edit, Finding, Location
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.matrix import MatrixJob
from sagemaker_marketplace.settings.settings import Settings

M = "churn.yaml"
ROLE = "arn:aws:iam::222233334444:role/release"
DIGEST = f"sha256:{'a' * 64}"
START, END = Location(M, 3, 5), Location(M, 3, 9)
FINDING = Finding(("spec", "Tags", 0), START, "warning", "duplicate-tag", "message", "hint", ((END, "first"),), end=END)
FIXABLE = Finding(("spec",), START, "error", "unknown-field", "message", fix=Edit(START, END, "text"))
PLAN = events.PlanMade(
    M,
    "conflict",
    "reason",
    "CreateModelPackage",
    "us-east-2",
    {"ModelPackageName": "churn-1"},
    ("Tags",),
    (events.Difference(("Tags", 0), None, {"Key": "a"}, DIGEST),),
    (
        events.PlannedJob("transform", "ml.m5.large", 1, 0.115, 10, 30, "2026-11-01"),
        events.PlannedJob("training", "ml.m5.large", 1, 0.115, 10, 30),
    ),
    ("s3://bucket/input",),
    "churn-1",
    creates=False,
)
STREAM: list[events.Event] = [
    events.ShardSelected(2, 10, 100, 1000),
    events.FindingReported(M, FINDING),
    events.FindingReported(M, FIXABLE),
    events.FindingHidden(M, FINDING),
    PLAN,
    events.MatrixPlanned((MatrixJob("222233334444 us-east-2", "222233334444", "us-east-2", ROLE, (M,)),), 1, ("\t",)),
    events.OutputChanged(M, "role-to-assume", ROLE),
    events.OutputChanged(M, "image-digest", DIGEST),
    events.OutputChanged(M, "image-digests", DIGEST),
    events.OutputChanged(M, "rehearsed-image-digests", DIGEST),
    events.Heartbeat(M, "InProgress", 60.0, "detail"),
    events.LogLine(M, "transform", "container", "line"),
    events.MetricReported(M, "training", "auc", "0.9"),
    events.JobFinished(M, "transform", "job", "Completed", 1.0, 61.0, 0.0019, "reason"),
    events.RunFailed(M, "message", 4, "hint", (events.FailureCause("cause", path=("spec",), location=START, end=END),)),
    events.RunFailed(M, "message", 4, causes=(events.FailureCause("cause", findings=(FINDING, FIXABLE)),)),
]


def render(name: str) -> list[str]:
    """What a format prints for the run."""
    lines: list[str] = []
    runner.run(Settings(command="plan"), STREAM, name, lines.append)
    return lines
