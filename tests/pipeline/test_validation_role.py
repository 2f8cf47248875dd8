"""create-validation-role for a manifest that already names a role."""

from __future__ import annotations

from tests.pipeline.harness import Harness

ROLE = "arn:aws:iam::123456789012:role/validation"


def test_a_role_in_the_manifest_is_used_and_none_is_created(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(harness.manifest("ModelPackage", "own-role"), create_validation_role="Made", wait=False)
    assert (outcome.exit_code, outcome.report.outputs()["action-taken"]) == (0, "created")
    described = harness.call("describe_model_package", ModelPackageName="own-role")
    assert described["ValidationSpecification"]["ValidationRole"] == ROLE
    assert outcome.calls == ["DescribeModelPackage", "CreateModelPackage"]
