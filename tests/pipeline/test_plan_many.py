"""Plan and preflight of several manifests: questions are asked once per run, and events have the manifests' order."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.pipeline.harness import Harness, Outcome, SingleAttemptAccount

from sagemaker_marketplace.aws.errors import REFRESH_CREDENTIALS

OWN, OTHER = "123456789012", "210987654321"
ROLE = f"arn:aws:iam::{OTHER}:role/release"
EXPIRED = f"failed 3: the AWS credentials have expired | {REFRESH_CREDENTIALS}"
# Of manifests that differ only in their names. All others are asked once for each manifest.
SHARED = {
    "SimulatePrincipalPolicy": 6,
    "ListServiceQuotas": 3,
    **dict.fromkeys(("DescribeImages", "BatchGetImage", "GetDownloadUrlForLayer", "DescribeImageScanFindings"), 1),
    **dict.fromkeys(("HeadBucket", "ListObjectsV2", "GetObject"), 1),
    **dict.fromkeys(("GetProducts", "GetCallerIdentity", "GetRole"), 1),
}


def run(harness: Harness, *files: str, command: str = "plan") -> Outcome:
    return harness.run(*files, command=command, preflight=True, pin_image=True, account=SingleAttemptAccount)


def serve(harness: Harness, fault: str) -> None:
    """Use a sandbox in which some calls fail."""
    (harness.root / "scenario.yaml").write_text(f"description: Some calls fail.\nfaults:\n  - {fault}\n", "utf-8")
    harness.serve(str(harness.root / "scenario.yaml"), fresh=True)


def manifest(harness: Harness, name: str, account: str = OWN, region: str = "us-east-1") -> str:
    """Write a manifest for an account."""
    role = ROLE if account == OTHER else ""
    file = harness.manifest("ModelPackage", name, f"{name}.yaml", region, role)
    text = (harness.root / file).read_text("utf-8")
    (harness.root / file).write_text(text.replace(OWN, account), "utf-8")
    return file


def stages(outcome: Outcome, *stages: str) -> list[str]:
    """The events of these stages' begin, and the failures."""
    begun = tuple(f"{stage} " for stage in stages)
    return [
        line
        for line in outcome.event_lines
        if line.startswith("failed") or (line.startswith(begun) and "ended" not in line)
    ]


@pytest.mark.parametrize("number", [1, 2, 20])
def test_only_the_names_are_queried_for_each_manifest(harness: Harness, number: int) -> None:
    harness.serve("success")
    files = [manifest(harness, f"scorer-{each:02}") for each in range(number)]
    outcome = run(harness, *files)
    calls = Counter(operation for operation in outcome.calls if not operation.startswith("GET "))
    assert calls == {**SHARED, "DescribeModelPackage": number}
    assert stages(outcome, "plan", "preflight") == [
        f"{stage} {file}" for stage in ("plan", "preflight") for file in files
    ]


def test_events_have_the_order_of_the_manifests_of_all_accounts_and_regions(harness: Harness) -> None:
    serve(harness, f"{{operations: [DescribeModelPackage], account: '{OTHER}', response: '500'}}")
    files = [
        manifest(harness, "first"),
        manifest(harness, "elsewhere", region="us-east-2"),
        manifest(harness, "middle", OTHER),
        manifest(harness, "last"),
        manifest(harness, "very-last"),
    ]
    expected = [f"plan {file}" for file in files]
    failed = (
        "failed 3: could not reach AWS: DescribeModelPackage: InternalFailure | check network and Region, then retry"
    )
    expected.insert(3, failed)
    expected += [f"preflight {file}" for file in files if file != "middle.yaml"]
    outcome = run(harness, *files)
    assert stages(outcome, "plan", "preflight") == expected


def test_credentials_that_expire_are_not_used_for_other_manifests(harness: Harness) -> None:
    serve(harness, "{operations: [DescribeModelPackage], response: expired}")
    files = [manifest(harness, f"scorer-{each:02}") for each in range(20)]
    outcome = run(harness, *files)
    assert stages(outcome, "plan", "preflight") == [line for file in files for line in (f"plan {file}", EXPIRED)]
    # As many as run at a time.
    assert outcome.calls.count("DescribeModelPackage") <= 8


def test_credentials_that_expire_during_the_preflight_end_the_run(harness: Harness) -> None:
    serve(harness, "{operations: [GetRole], response: expired}")
    files = [manifest(harness, name) for name in ("a", "b", "c")]
    outcome = run(harness, *files, command="create")
    assert stages(outcome, "preflight", "create") == ["preflight a.yaml", EXPIRED]


def test_credentials_of_one_account_that_expire_do_not_end_the_run_of_others(harness: Harness) -> None:
    serve(harness, f"{{operations: [GetRole], account: '{OTHER}', response: expired}}")
    files = [manifest(harness, name, account) for name, account in (("a", OTHER), ("b", OWN), ("c", OTHER))]
    outcome = run(harness, *files, command="create")
    assert stages(outcome, "preflight", "create") == [
        *("preflight a.yaml", EXPIRED, "preflight b.yaml", "preflight c.yaml", EXPIRED, "create b.yaml"),
    ]
    assert outcome.report.results["b.yaml"].outputs["status"] == "Completed"
    assert outcome.exit_code == 3
