"""With `--quiet`, standard output has the result only, and standard error has the failures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.pipeline.expected import arn, resume_hint
from tests.pipeline.harness import Harness

from sagemaker_marketplace.cli.main import run

Run = Callable[..., tuple[int, list[str], list[str]]]
NAME, ARN = "m.yaml", arn("ModelPackage", "quiet")


@pytest.fixture
def quietly(harness: Harness, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command; gives its exit code, and the lines on standard output and standard error."""
    harness.manifest("ModelPackage", "quiet")

    def quietly(command: str, *arguments: str) -> tuple[int, list[str], list[str]]:
        rules = [] if command == "watch" else ["--ignore", "fixed-resource-name"]
        code = run([command, *(arguments or (NAME,)), "--quiet", *rules])
        printed = capsys.readouterr()
        return code, printed.out.splitlines(), printed.err.splitlines()

    return quietly


POLL = ("--poll-seconds", "0.1")


def test_the_arn_the_decision_or_nothing(harness: Harness, quietly: Run) -> None:
    harness.serve("success")
    assert quietly("check") == (0, [], [])
    assert quietly("plan") == (0, ["create"], [])
    assert quietly("create", NAME, *POLL) == (0, [ARN], [])
    assert quietly("create", NAME, *POLL) == (0, [ARN], [])
    assert quietly("plan") == (0, ["unchanged"], [])
    assert quietly("watch", ARN, *POLL) == (0, [ARN], [])


def test_a_failed_validation(harness: Harness, quietly: Run) -> None:
    harness.serve("image-scan-fails")
    code, printed, errors = quietly("create", NAME, *POLL)
    assert (code, printed, errors[:3]) == (
        4,
        [ARN],
        [
            "m.yaml: model package quiet failed validation",
            "  Cause: the image is in another account's registry; the validation for AWS Marketplace only pulls from "
            "the seller's own",
            "  Fix: copy the image to ECR in the seller's account, in the manifest's Region",
        ],
    )


def test_a_timeout(harness: Harness, quietly: Run) -> None:
    harness.serve("never-finishes")
    assert quietly("create", NAME, "--timeout-minutes", "0") == (
        5,
        [ARN],
        [
            f"m.yaml: timed out: {ARN} is still Pending",
            *(f"  {line}" for line in resume_hint(ARN).splitlines()),
        ],
    )


def test_findings(harness: Harness, quietly: Run) -> None:
    harness.serve("success")
    harness.manifest("ModelPackage", "quiet", CertifyForMarketplace=False)
    message = "an uncertified resource can't be listed, and CertifyForMarketplace can't be changed later"
    head = f"m.yaml:52:28: error: {message} [not-certified]"
    code, printed, errors = quietly("check")
    assert (code, printed[0], errors) == (1, head, [])
    # Standard error has no lines of the file.
    assert quietly("create") == (1, [], [head, *printed[3:]])


@pytest.mark.parametrize("command", ["check", "plan", "create"])
def test_findings_that_the_minimum_severity_hides(harness: Harness, quietly: Run, command: str) -> None:
    harness.serve("success")
    inference = harness.spec("ModelPackage", "quiet")["InferenceSpecification"]
    harness.manifest(
        "ModelPackage",
        "quiet",
        InferenceSpecification={**inference, "SupportedTransformInstanceTypes": ["ml.m5.xlarge"]},
    )
    options = (NAME, "--fail-on", "warning", "--min-severity", "error")
    assert quietly(command, *options) == (
        1,
        [],
        ["sagemaker-marketplace: failed because of 1 finding hidden by min-severity", "  omit min-severity to show it"],
    )


@pytest.mark.parametrize("name", ["json", "github", "live"])
def test_a_format_is_refused(quietly: Run, name: str) -> None:
    assert quietly("plan", NAME, "--format", name) == (
        2,
        [],
        [
            f"sagemaker-marketplace: --quiet and --format {name} are mutually exclusive",
            "  omit one of them, or write the report to a file: --output FORMAT=FILE",
        ],
    )
