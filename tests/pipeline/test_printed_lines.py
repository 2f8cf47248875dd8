"""The lines that runs print."""

from __future__ import annotations

import json

import pytest
from tests.pipeline.expected import IMAGE, TITLES, TRAINING_IMAGE, arn, closing_lines
from tests.pipeline.harness import Harness

from sagemaker_marketplace.manifest import content

PLAN = [
    "1 manifest checked: 0 errors, 0 warnings",
    "plan m.yaml",
    "  planned will be created: no resource with this name in us-east-1",
    "  transform job on 1 x ml.m5.large: $0.115 per hour "
    "(about $0.02 for 10 min, $0.06 for 30 min, price of 2025-06-16)",
    "  added: CertifyForMarketplace: true, ClientToken",
    "  visible to buyers, with the logs and metrics of the validation:",
    "    s3://seller-data/transform/",
    "    s3://seller-data/output/",
]
LIST_IT = """add the ARN to your AWS Marketplace product as a new version, or create a product with it
https://docs.aws.amazon.com/marketplace/latest/userguide/ml-manage-product-version.html"""


@pytest.mark.parametrize("show_request", [False, True])
def test_a_plan_shows_the_request_only_if_the_option_is_set(harness: Harness, show_request: bool) -> None:
    harness.serve("success")
    manifest = harness.manifest("ModelPackage", "planned")
    outcome = harness.run(manifest, command="plan", show_request=show_request)
    added = {"CertifyForMarketplace": True, "ClientToken": "336134ad550a6ba99cb0f7e321cf6144d579"}
    shown = json.dumps(harness.spec("ModelPackage", "planned") | added, indent=2).splitlines()
    request = ["  CreateModelPackage request:", *(f"    {line}" for line in shown)]
    assert outcome.output == [
        *PLAN,
        *(request if show_request else []),
        "",
        "Will be created: planned (model package, us-east-1)",
        "  Cost       about $0.02, at most $0.06",
        "  Create it  run create with the same options",
    ]
    assert outcome.exit_code == 0
    assert outcome.calls == ["DescribeModelPackage"]


@pytest.mark.parametrize("kind", TITLES)
def test_the_planned_request_is_sent(harness: Harness, kind: str) -> None:
    harness.serve("success")
    planned = harness.run(harness.manifest(kind, "sent"), command="plan").report.results["m.yaml"].plan
    assert planned
    harness.run("m.yaml", wait=False)
    found = harness.call(f"describe_{TITLES[kind].replace(' ', '_')}", **{f"{kind}Name": "sent"})
    sent = {field: value for field, value in planned.request.items() if field != "ClientToken"}
    assert list(content.differences(sent, found, ())) == []


def test_a_successful_run(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(harness.manifest("ModelPackage", "well", CertifyForMarketplace=True))
    begin = outcome.output.index("create m.yaml")
    assert outcome.output[begin:] == [
        "create m.yaml",
        f"  arn: {arn('ModelPackage', 'well')}",
        "watch m.yaml",
        "  [0:00:00] image scan well: NotStarted",
        "  [0:00:00] validation validation: NotStarted",
        "  [0:00:00] model package well: Pending",
        "  [0:01:00] image scan well: InProgress",
        "  [0:01:00] model package well: InProgress",
        "  [0:02:00] image scan well: Completed",
        "  [0:02:00] validation validation: InProgress",
        "  [0:03:00] validation validation: Completed",
        "  [0:03:00] model package well: Completed",
        *closing_lines(
            "ModelPackage",
            "well",
            "Created and validated",
            Status="Completed",
            Duration="3 min",
            Image=IMAGE,
            List_it=LIST_IT,
        ),
    ]


def test_a_failed_run(harness: Harness) -> None:
    harness.serve("training-fails")
    outcome = harness.run(harness.manifest("Algorithm", "ill"))
    begin = outcome.output.index("create m.yaml")
    assert outcome.output[begin:] == [
        "create m.yaml",
        f"  arn: {arn('Algorithm', 'ill')}",
        "watch m.yaml",
        "  [0:00:00] image scan ill: NotStarted",
        "  [0:00:00] validation validation: NotStarted",
        "  [0:00:00] algorithm ill: Pending",
        "  [0:01:00] image scan ill: InProgress",
        "  [0:01:00] algorithm ill: InProgress",
        "  [0:02:00] image scan ill: Completed",
        "  [0:02:00] validation validation: InProgress",
        "  [0:03:00] validation validation: Failed: AlgorithmError: Exit Code: 1",
        "  [0:03:00] algorithm ill: Failed",
        "m.yaml: algorithm ill failed validation",
        "  Cause: the program exited with an error code",
        "  Fix: write the reason to /opt/ml/output/failure, which SageMaker shows, and read the end of the job's log",
        "  Where: m.yaml:8: spec.TrainingSpecification.TrainingImage",
        "  Evidence: validation validation: AlgorithmError: Exit Code: 1",
        *closing_lines(
            "Algorithm",
            "ill",
            "Validation failed",
            Status="Failed",
            Duration="3 min",
            Image=TRAINING_IMAGE,
            Fix="write the reason to /opt/ml/output/failure, which SageMaker shows, and read the end of the job's log",
        ),
    ]


def test_a_run_that_times_out(harness: Harness) -> None:
    harness.serve("never-finishes")
    outcome = harness.run(harness.manifest("Algorithm", "long"), timeout_minutes=7)
    begin = outcome.output.index("watch m.yaml")
    assert outcome.output[begin + 8 :] == [
        "  [0:06:00] m.yaml: still InProgress",
        f"m.yaml: timed out: {arn('Algorithm', 'long')} is still InProgress",
        "  validation continues in AWS",
        *closing_lines(
            "Algorithm",
            "long",
            "Timed out; validation continues",
            Status="InProgress",
            Duration="7 min",
            Image=TRAINING_IMAGE,
            Resume=f"sagemaker-marketplace watch {arn('Algorithm', 'long')}\n"
            f"in a workflow, with: {{command: watch, manifest: {arn('Algorithm', 'long')}}}",
        ),
    ]


def test_a_conflict(harness: Harness) -> None:
    harness.serve("success")
    harness.run(harness.manifest("Algorithm", "conflict"))
    outcome = harness.run(harness.manifest("Algorithm", "conflict", AlgorithmDescription="new"), show_request=True)
    difference = ["  AlgorithmDescription:", '    - "Trains a scorer of churn"', '    + "new"']
    conflict = "conflict: conflict exists with different content (Completed)"
    assert outcome.output == [
        "1 manifest checked: 0 errors, 0 warnings",
        "plan m.yaml",
        f"  {conflict}",
        *difference,
        "create m.yaml",
        "",
        "Name conflict: conflict (algorithm, us-east-1)",
        "  Fix  certified resources are immutable; use a new name",
    ]
