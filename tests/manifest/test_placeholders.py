"""Placeholders of other template languages: where they are reported, how severe they are, and the variable to write."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sagemaker_marketplace.manifest import placeholders, reader
from sagemaker_marketplace.manifest.findings import Failure


def findings(spec: dict[str, Any], region: str = "us-east-1") -> list[tuple[str, str, str]]:
    text = json.dumps({"kind": "ModelPackage", "region": region, "spec": spec})
    document = reader.parse("m.yaml", text.encode(), _no_files, {"TEAM": "<team>"})
    found = [finding for finding in document.findings if finding.rule == placeholders.RULE]
    return [(str(finding.path[-1]), finding.severity, finding.message) for finding in found]


def container(**fields: Any) -> dict[str, Any]:
    return {"InferenceSpecification": {"Containers": [fields]}}


def job(**fields: Any) -> dict[str, Any]:
    return {"ValidationSpecification": {"ValidationProfiles": [{"TransformJobDefinition": fields}]}}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"ModelPackageName": "churn-{{ version }}"}, [("ModelPackageName", "error", "{{ version }}")]),
        ({"ModelPackageName": "churn-{version}"}, [("ModelPackageName", "error", "{version}")]),
        ({"ModelPackageName": "churn-%(version)s"}, [("ModelPackageName", "error", "%(version)s")]),
        ({"ModelPackageName": "churn-${TEAM}"}, [("ModelPackageName", "error", "<team>")]),
        ({"ModelPackageName": "churn-$VERSION"}, [("ModelPackageName", "error", "$VERSION")]),
        # Dollar signs that are meant literally are not variables of a shell; the schema reports them.
        ({"ModelPackageName": "churn-$$VERSION"}, []),
        ({"ModelPackageDescription": "<b>{{ x }}</b> of $HOME [[1]] %(s)s {y}"}, []),
        ({"CertifyForMarketplace": "<% true %>"}, [("CertifyForMarketplace", "error", "<% true %>")]),
        ({"SkipModelValidation": "$SKIP"}, [("SkipModelValidation", "error", "$SKIP")]),
        (container(Image="<account>.dkr.ecr/x:1"), [("Image", "error", "<account>")]),
        (container(ModelDataUrl="s3://<bucket>/m.tar.gz"), [("ModelDataUrl", "error", "<bucket>")]),
        (container(ModelDataUrl="s3://b/<stage>/m.tar.gz"), [("ModelDataUrl", "warning", "<stage>")]),
        (container(ModelDataUrl="s3://b/x_$folder$/m.tar.gz"), []),
        (container(Environment={"GREETING": "Hello {{ name }}", "HOME_DIR": "$HOME"}), []),
        ({"Unknown": "{{ x }}"}, []),
        (job(TransformInput={"ContentType": "<type>"}), [("ContentType", "warning", "<type>")]),
        (job(TransformOutput={"Accept": "text/{kind}"}), [("Accept", "warning", "{kind}")]),
        # As in a regular YAML list in a list, and in an object in an object.
        ({"Tags": [[{"Key": "a"}]]}, []),
    ],
)
def test_findings(spec: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert findings(spec) == [(name, level, f"placeholder not filled in: {text}") for name, level, text in expected]


def test_a_training_image() -> None:
    text = '{"kind": "Algorithm", "region": "r", "spec": {"TrainingSpecification": {"TrainingImage": "<image>"}}}'
    document = reader.parse("m.yaml", text.encode(), _no_files, {})
    assert [finding.message for finding in document.findings] == ["placeholder not filled in: <image>"]


def test_a_region() -> None:
    assert findings({}, "[[ region ]]") == [("region", "error", "placeholder not filled in: [[ region ]]")]


@pytest.mark.parametrize(
    ("placeholder", "variable"),
    [
        ("{{ account_id }}", "ACCOUNT_ID"),
        ("{{ .Values.image-tag }}", "VALUES_IMAGE_TAG"),
        ("%(bucket)s", "BUCKET"),
        ("$X", "X"),
        ("<ProfileName>", "PROFILE_NAME"),
        ("<1st bucket>", "NAME"),
        ("<Customer to specify the role ARN>", "NAME"),
        ("{{}}", "NAME"),
        ("{{ a1 }}", "A1"),
        (f"<{'a' * 30}>", "A" * 30),
        (f"<{'a' * 31}>", "NAME"),
    ],
)
def test_the_variable_to_write(placeholder: str, variable: str) -> None:
    assert placeholders.variable(placeholder) == variable


@pytest.mark.parametrize(
    ("placeholder", "shown"), [(f"<{'a' * 58}>", f"<{'a' * 58}>"), (f"<{'a' * 59}>", f"<{'a' * 59}…")]
)
def test_a_long_placeholder_is_shortened(placeholder: str, shown: str) -> None:
    message, _ = placeholders.message_and_hint(placeholder)
    assert message == f"placeholder not filled in: {shown}"


def _no_files(name: str, relative_to: str) -> tuple[str, bytes]:
    raise Failure(f"{name} is not read here", 2)
