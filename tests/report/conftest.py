"""Recorded streams of events: what runs of each kind say."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.manifest.findings import Finding, Place
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event

M, N = "manifests/churn.yaml", "manifests/other.yaml"
ARN = "arn:aws:sagemaker:us-east-2:123456789012:model-package/churn-1-0"
LINES = {M: ("kind: ModelPackage", "region: us-east-2", "spec: {\tModelPackageName: churn_1}", "")}


def findings() -> list[Event]:
    """A check of two manifests, the first with three findings."""
    name = ("spec", "ModelPackageName")
    error = Finding(name, Place(M, 3, 27), "error", "wrong-pattern", '"churn_1" is no name', "letters, digits, hyphens")
    warning = Finding(("spec",), Place(M, 3, 1), "warning", "arm64-instance-type", "100% of, say, a::b")
    advice = Finding(("ignore",), Place(M, 9, 1), "info", "advice", "beyond the last line", "one\ntwo")
    return [
        events.StageBegan("check", M),
        events.Checked(M, LINES),
        *(events.Diagnosed(M, finding) for finding in (warning, error, advice)),
        events.StageEnded("check", M, False),
        events.StageBegan("check", N),
        events.Checked(N, {N: ("kind: Algorithm",)}),
        events.StageEnded("check", N, True),
        events.Verdict(),
    ]


def began() -> list[Event]:
    """The beginning of a create, up to the watch."""
    request = {"ModelPackageName": "churn-1-0", "CertifyForMarketplace": True}
    return [
        events.StageBegan("check", M),
        events.Checked(M, LINES),
        events.StageEnded("check", M, True),
        events.Verdict(),
        events.StageBegan("plan", M),
        events.OutputSet(M, "kind", "ModelPackage"),
        events.OutputSet(M, "name", "churn-1-0"),
        events.OutputSet(M, "region", "us-east-2"),
        events.Planned(
            M,
            "create",
            "nothing has this name",
            "CreateModelPackage",
            "us-east-2",
            request,
            ("CertifyForMarketplace",),
        ),
        events.StageEnded("plan", M, True),
        events.StageBegan("create", M),
        events.OutputSet(M, "arn", ARN),
        events.OutputSet(M, "action-taken", "created"),
        events.OutputSet(M, "console-url", "https://console/"),
        events.StageEnded("create", M, True),
        events.StageBegan("watch", M),
        events.StatusChanged(M, "validation", "profile-0", "InProgress", 0.4),
        events.OutputSet(M, "status", "InProgress"),
        events.StatusChanged(M, "model package", "", "InProgress", 0.4),
    ]


def success() -> list[Event]:
    """A create that ends well."""
    return [
        *began(),
        events.Note(M, "one answer was lost"),
        events.StillRunning(M, "InProgress", 3725.0),
        events.StatusChanged(M, "validation", "profile-0", "Completed", 4000.96),
        events.StatusChanged(M, "model package", "", "Completed", 4001.0),
        events.OutputSet(M, "status", "Completed"),
        events.StageEnded("watch", M, True),
    ]


def failed_scan() -> list[Event]:
    """A create whose image scan fails with a reason that tries to be more than text."""
    reason = "found | CVE-2024-0001\n::error::`gotcha` ##[error]<b>"
    return [
        *began(),
        events.StatusChanged(M, "image scan", "churn:1.0", "Failed", 61.0, reason),
        events.StatusChanged(M, "model package", "", "Failed", 61.0),
        events.OutputSet(M, "failure-reason", f"image scan churn:1.0: {reason}"),
        events.Failed(M, "churn-1-0 has Failed", 4, f"image scan churn:1.0: {reason}\nmend the image"),
        events.StageEnded("watch", M, False),
    ]


def time_up() -> list[Event]:
    """A create that outlasts its time, and a second manifest that AWS refuses."""
    return [
        *began(),
        events.Failed(M, f"time is up, {ARN} is still InProgress", 5, "it goes on in AWS"),
        events.Failed(N, "AWS refused CreateAlgorithm: ValidationException: no", 3),
        events.Failed("", "interrupted by SIGTERM", 130, "nothing more was changed"),
    ]


STREAMS = {"findings": findings(), "success": success(), "failed-scan": failed_scan(), "time-up": time_up()}


@pytest.fixture
def streams() -> dict[str, list[Event]]:
    """All recorded streams by name."""
    return STREAMS
