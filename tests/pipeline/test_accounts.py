"""Several accounts and Regions in one run: each manifest is created and watched with the credentials of its role."""

from __future__ import annotations

import pytest
from tests.pipeline.harness import Harness

from sagemaker_marketplace.aws.credentials.assumed_role import AssumedRole
from sagemaker_marketplace.aws.credentials.oidc import Oidc
from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.create import cancel
from sagemaker_marketplace.settings import login
from sagemaker_marketplace.settings.settings import Settings
from sagemaker_marketplace.settings.triggers import refused_credentials

RELEASE, STAGING = "arn:aws:iam::123456789012:role/release", "arn:aws:iam::123456789012:role/staging"
ARN = "arn:aws:sagemaker:{}:123456789012:model-package/{}"


def three(harness: Harness, suffix: str) -> tuple[str, ...]:
    """Three manifests: without a role, and with two roles, one of them in another Region."""
    return (
        harness.manifest("ModelPackage", f"own-{suffix}", "a.yaml"),
        harness.manifest("ModelPackage", f"released-{suffix}", "b.yaml", role=RELEASE),
        harness.manifest("ModelPackage", f"staged-{suffix}", "c.yaml", role=STAGING, region="us-east-2"),
    )


def test_one_run_creates_in_each_account_and_region(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(*three(harness, "1"))
    assert outcome.exit_code == 0
    assert outcome.calls.count("AssumeRole") == 2
    results = {result.manifest: result for result in outcome.report.results.values()}
    assert {file: (result.outputs["arn"], result.role) for file, result in results.items()} == {
        "a.yaml": (ARN.format("us-east-1", "own-1"), ""),
        "b.yaml": (ARN.format("us-east-1", "released-1"), RELEASE),
        "c.yaml": (ARN.format("us-east-2", "staged-1"), STAGING),
    }


def test_the_hint_to_resume_keeps_the_role(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(*three(harness, "2"), timeout_minutes=0)
    assert outcome.exit_code == 5
    hints = {failure.manifest: failure.hint.splitlines()[1:] for failure in outcome.report.failures}
    assert hints == {
        "a.yaml": [
            f"sagemaker-marketplace watch {ARN.format('us-east-1', 'own-2')}",
            f"or, in a workflow, with: {{command: watch, manifest: {ARN.format('us-east-1', 'own-2')}}}",
        ],
        "b.yaml": [
            "sagemaker-marketplace watch b.yaml",
            f"or, in a workflow, with: {{command: watch, manifest: {ARN.format('us-east-1', 'released-2')}, "
            f"role-to-assume: {RELEASE}}}",
        ],
        "c.yaml": [
            "sagemaker-marketplace watch c.yaml",
            f"or, in a workflow, with: {{command: watch, manifest: {ARN.format('us-east-2', 'staged-2')}, "
            f"role-to-assume: {STAGING}}}",
        ],
    }
    resumed = harness.run("b.yaml", "c.yaml", command="watch")
    assert (resumed.exit_code, resumed.calls.count("AssumeRole")) == (0, 2)


def test_each_account_must_be_allowed(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(*three(harness, "3"), allowed_account_ids=("111122223333",))
    message = "the credentials belong to account 123456789012, which is not allowed"
    assert [(failure.manifest, failure.message) for failure in outcome.report.failures] == [
        (file, message) for file in ("a.yaml", "b.yaml", "c.yaml")
    ]
    assert not any(operation.startswith("Create") for operation in outcome.calls)


def test_the_same_name_in_two_accounts_is_no_duplicate(harness: Harness) -> None:
    files = [
        harness.manifest("ModelPackage", "same", f"{number}.yaml", role=role)
        for number, role in enumerate(("", RELEASE, STAGING, RELEASE))
    ]
    outcome = harness.run(*files, command="check")
    found = [(finding.location.file, finding.message) for finding in outcome.report.findings]
    assert found == [("3.yaml", "1.yaml also creates same in us-east-1")]


def test_what_is_left_of_a_cancelled_run_has_its_role(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(*three(harness, "4"), timeout_minutes=0)
    leftovers = cancel.find_leftovers(outcome.report, "mark")
    assert [leftover.role for leftover in leftovers] == ["", RELEASE, STAGING]
    assert cancel.from_json(cancel.to_json(leftovers)) == leftovers


TOKEN = {"ACTIONS_ID_TOKEN_REQUEST_URL": "https://example.com/", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "t"}


def test_how_the_role_of_a_manifest_is_assumed() -> None:
    settings, clock = Settings(command="create", role_session_name="me", role_duration_seconds=900), Clock()
    own = login.role_of_manifest(RELEASE, settings, {}, clock)
    assert own == AssumedRole(RELEASE, "me", 900, clock.sleep)
    web = login.role_of_manifest(RELEASE, settings, TOKEN, clock)
    assert isinstance(web, Oidc)
    assert (web.role, web.session, web.duration) == (RELEASE, "me", 900)
    assert login.role_of_manifest("", settings, TOKEN, clock) is None


@pytest.mark.parametrize("command", ["plan", "watch", "create", "rehearse"])
def test_untrusted_events(command: str) -> None:
    settings = Settings(command=command)
    for event in ("", "push", "release", "pull_request"):
        assert refused_credentials(settings, event, RELEASE) is None
    refusal = refused_credentials(settings, "pull_request_target", RELEASE)
    assert refusal
    assert refusal.exit_code == 2
    allowed = Settings(command=command, allow_untrusted_trigger=True)
    assert refused_credentials(allowed, "pull_request_target", RELEASE) is None
    if command == "plan":
        assert (refusal.message, refusal.hint) == (
            "role-to-assume of a manifest is not used on the event pull_request_target",
            "use the input role-to-assume, which a pull request can't change",
        )
