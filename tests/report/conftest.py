"""Recorded events of several kinds of runs."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event

M, N = "manifests/churn.yaml", "manifests/other.yaml"
ARN = "arn:aws:sagemaker:us-east-2:123456789012:model-package/churn-1-0"
LINES = {M: {1: "kind: ModelPackage", 2: "region: us-east-2", 3: "spec: {\tModelPackageName: churn_1}", 4: ""}}
NAME, NAME_LOCATION = ("spec", "ModelPackageName"), Location(M, 3, 27)
NAME_END, HINT = Location(M, 3, 34), "use letters, digits and hyphens"


def findings() -> list[Event]:
    """A check of two manifests, the first with three findings."""
    message = 'invalid ModelPackageName: "churn_1" contains "_"'
    error = Finding(NAME, NAME_LOCATION, "error", "invalid-format", message, HINT, end=NAME_END)
    warning = Finding(("spec",), Location(M, 3, 1), "warning", "arm64-instance-type", "100% of, say, a::b")
    advice = Finding(("ignore",), Location(M, 9, 1), "info", "advice", "beyond the last line", "one\ntwo")
    return [
        events.ManifestsFound((M, N)),
        events.StageStarted("check", M),
        events.ManifestRead(M, LINES),
        *(events.FindingReported(M, finding) for finding in (warning, error, advice)),
        events.StageFinished("check", M, False),
        events.StageStarted("check", N),
        events.ManifestRead(N, {N: {1: "kind: Algorithm"}}),
        events.StageFinished("check", N, True),
        events.FindingsComplete(),
    ]


def create_started() -> list[Event]:
    """Events of a create up to its first poll."""
    request = {"ModelPackageName": "churn-1-0", "CertifyForMarketplace": True}
    return [
        events.StageStarted("check", M),
        events.ManifestRead(M, LINES),
        events.StageFinished("check", M, True),
        events.FindingsComplete(),
        events.StageStarted("plan", M),
        events.OutputChanged(M, "kind", "ModelPackage"),
        events.OutputChanged(M, "name", "churn-1-0"),
        events.OutputChanged(M, "region", "us-east-2"),
        events.PlanMade(
            M,
            "create",
            "churn-1-0 will be created: no resource with this name in us-east-2",
            "CreateModelPackage",
            "us-east-2",
            request,
            ("CertifyForMarketplace",),
            name="churn-1-0",
        ),
        events.StageFinished("plan", M, True),
        events.StageStarted("create", M),
        events.OutputChanged(M, "arn", ARN),
        events.OutputChanged(M, "action-taken", "created"),
        events.OutputChanged(M, "console-url", "https://console/"),
        events.StageFinished("create", M, True),
        events.StageStarted("watch", M),
        events.StatusChanged(M, "validation", "profile-0", "InProgress", 0.4),
        events.OutputChanged(M, "status", "InProgress"),
        events.StatusChanged(M, "model package", "", "InProgress", 0.4),
    ]


def success() -> list[Event]:
    """A successful create."""
    return [
        *create_started(),
        events.Note(M, "the request timed out once"),
        events.Heartbeat(M, "InProgress", 3725.0),
        events.StatusChanged(M, "validation", "profile-0", "Completed", 4000.96),
        events.StatusChanged(M, "model package", "", "Completed", 4001.0),
        events.OutputChanged(M, "status", "Completed"),
        events.StageFinished("watch", M, True),
    ]


def failed_scan() -> list[Event]:
    """A create whose image scan fails with a reason that contains markup and commands."""
    reason = "found | CVE-2024-0001\n::error::`gotcha` ##[error]<b>"
    evidence = f"image scan churn:1.0: {reason}"
    cause = events.FailureCause(
        "the image has vulnerabilities", "use a patched base image", evidence, NAME, NAME_LOCATION, end=NAME_END
    )
    return [
        *create_started(),
        events.StatusChanged(M, "image scan", "churn:1.0", "Failed", 61.0, reason),
        events.StatusChanged(M, "model package", "", "Failed", 61.0),
        events.OutputChanged(M, "failure-reason", f"image scan churn:1.0: {reason}"),
        events.RunFailed(
            M, "model package churn-1-0 failed validation", 4, causes=(cause,), logs="https://console/logs"
        ),
        events.StageFinished("watch", M, False),
    ]


def timed_out() -> list[Event]:
    """A create that times out, and a second manifest that AWS refuses."""
    return [
        *create_started(),
        events.RunFailed(M, f"timed out: {ARN} is still InProgress", 5, "validation continues in AWS"),
        events.RunFailed(N, "AWS refused CreateAlgorithm: ValidationException: no", 3),
        events.RunFailed("", "interrupted by SIGTERM", 130, "no further changes were made"),
    ]


STREAMS = {"findings": findings(), "success": success(), "failed-scan": failed_scan(), "timed-out": timed_out()}


@pytest.fixture
def streams() -> dict[str, list[Event]]:
    """All recorded streams by name."""
    return STREAMS
