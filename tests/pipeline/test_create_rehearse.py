"""`create` with `rehearse` and without a container engine: nothing is created, and what exists needs no rehearsal."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pipeline.expected import TITLES, arn
from tests.pipeline.harness import Harness

REHEARSE: dict[str, Any] = {"rehearse": True, "pin_image": True}


@pytest.mark.parametrize("kind", TITLES)
def test_nothing_is_created_without_an_engine(harness: Harness, kind: str) -> None:
    harness.serve("success")
    files = [harness.manifest(kind, f"unrehearsed-{number}", file=f"{number}.yaml") for number in range(2)]
    ran = harness.run(*files, **REHEARSE)
    # The second run of the account uses the digest of the first.
    assert (ran.exit_code, ran.calls) == (2, ["DescribeImages", f"Describe{kind}", f"Describe{kind}"])
    assert ran.output[-4:] == [
        "sagemaker-marketplace: no container engine",
        "  use the command line or the action",
        "",
        "2 manifests: Not rehearsed; not created (2)",
    ]
    assert harness.run(*files, wait=False).report.outputs()["action-taken"] == "created"


@pytest.mark.parametrize("kind", TITLES)
def test_what_exists_is_not_rehearsed(harness: Harness, kind: str) -> None:
    harness.serve("success")
    file = harness.manifest(kind, "existing")
    assert harness.run(file).exit_code == 0
    again = harness.run(file, **REHEARSE)
    assert (again.exit_code, again.report.outputs()["arn"]) == (0, arn(kind, "existing"))
    assert again.report.outputs()["action-taken"] == "unchanged"
    assert "rehearsed-image-digests" not in again.report.outputs()
