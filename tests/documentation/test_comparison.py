"""What docs/comparison.md says about other clients of AWS, where this environment has them."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import botocore.session
import yaml
from botocore.validate import ParamValidator

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "comparison.md").read_text("utf-8")


def test_the_cli_has_no_waiter_for_either_kind() -> None:
    model = botocore.session.get_session().get_waiter_model("sagemaker")
    assert [name for name in model.waiter_names if "Package" in name or "Algorithm" in name] == []
    assert "TrainingJobCompletedOrStopped" in model.waiter_names


def test_the_cli_does_not_check_enumerations() -> None:
    manifest = yaml.safe_load((ROOT / "examples" / "model-package.yaml").read_text("utf-8"))
    request = manifest["spec"]
    request["InferenceSpecification"]["SupportedTransformInstanceTypes"] = ["ml.m5.xlrage"]
    service = botocore.session.get_session().get_service_model("sagemaker")
    shape = service.operation_model("CreateModelPackage").input_shape
    assert not ParamValidator().validate(request, shape).has_errors()
    request["InferenceSpecification"]["SupportedTransformInstanceTypes"] = "ml.m5.large"
    assert ParamValidator().validate(request, shape).has_errors()


def test_the_version_that_was_run_is_the_locked_one() -> None:
    assert f"AWS CLI {version('awscli')}" in PAGE
    locked = (ROOT / "requirements" / "compatibility.txt").read_text("utf-8")
    assert f"sagemaker-core=={PAGE.partition('sagemaker-core ')[2].partition(')')[0]}" in locked
