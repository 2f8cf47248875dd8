"""Failures that `plan` detects before anything is created: cause, fix and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.pipeline.conftest import harness, shared
from tests.pipeline.harness import Harness

__all__ = ["harness", "shared"]

from sagemaker_marketplace import plugins
from sagemaker_marketplace.diagnosis import causes
from sagemaker_marketplace.report import built_in_rules

ROOT = Path(__file__).parents[2]
CAUSES = {cause["id"]: cause for family in causes.read_families().values() for cause in family}
STAGES = ("push", "create-call", "permission", "image-scan")
# Causes that no check can detect in advance, and why.
UNDETECTABLE = {
    "create-throttled": "it depends on other calls at the same time; the call is repeated",
    **dict.fromkeys(
        (
            "denied-by-organization",
            "not-allowed-by-organization",
            "denied-by-resource-control-policy",
            "denied-by-boundary",
            "not-allowed-by-boundary",
            "denied-by-session-policy",
            "not-allowed-by-session-policy",
            "denied-by-resource-policy",
            "not-allowed-by-resource-policy",
            "denied-by-endpoint-policy",
            "not-allowed-by-endpoint-policy",
        ),
        "only the call itself shows what all policies together decide",
    ),
    "kms-denied": "a key policy can allow what IAM policies don't, and vice versa",
    "quota-exceeded": "the number of existing resources is not queried",
    "object-key-denied-by-kms": "a key policy can allow what IAM policies don't, and vice versa",
    "access-denied": "the message names no resource",
    "server-error": "it is the service's own error",
}
# Cause, scenario with this cause, the check that detects it, its severity, and the content of its line.
SHOWN = [
    ("image-is-an-index", "image-index", "image-index", "error", "- Image:"),
    ("image-manifest-type", "image-oci", "image-oci-manifest", "warning", "- Image:"),
    ("image-missing", "image-not-pushed", "image-missing", "error", "- Image:"),
    ("image-missing", "repository-missing", "image-missing", "error", "- Image:"),
    ("image-missing", "role-without-ecr", "role-permissions", "warning", "- Image:"),
    ("role-path-missing", "role-path", "role-arn-mismatch", "error", "ValidationRole:"),
    ("role-path-missing", "role-missing", "role-missing", "error", "ValidationRole:"),
    ("role-not-trusted", "role-untrusted", "role-trust", "error", "ValidationRole:"),
    ("model-data-access", "model-missing", "model-data-missing", "error", "ModelDataUrl:"),
    ("model-data-access", "bucket-in-other-region", "bucket-region", "error", "ModelDataUrl:"),
    ("model-data-access", "role-without-s3", "role-permissions", "warning", "ModelDataUrl:"),
    ("no-objects-found", "validation-data-empty", "validation-data-empty", "error", "S3Uri:"),
    ("no-objects-found", "bucket-missing", "bucket-missing", "error", "ModelDataUrl:"),
    ("model-archive-invalid", "model-not-gzip", "model-data-not-gzip", "error", "ModelDataUrl:"),
    ("scan-not-started", "scan-missing", "image-not-scanned", "warning", "- Image:"),
    ("scan-not-started", "scan-failed", "image-not-scanned", "warning", "- Image:"),
    ("image-vulnerabilities", "scan-critical", "image-scan-findings", "error", "- Image:"),
    ("wrong-architecture", "image-arm64", "image-architecture", "error", "- Image:"),
    ("program-not-found", "image-entry-point", "image-entry-point", "warning", "- Image:"),
    ("argument-not-accepted", "image-argument-refused", "image-argument-refused", "error", "- Image:"),
    ("argument-not-accepted", "image-argument-as-script", "image-argument-as-script", "warning", "- Image:"),
    ("transform-quota", "quota-zero", "quota-zero", "error", "InstanceType:"),
    ("instance-type-not-in-region", "instance-types-unavailable", "instance-type-not-sold", "warning", "InstanceType:"),
]
EXAMPLE = (ROOT / "examples" / "model-package.yaml").read_text("utf-8")


@pytest.fixture
def example(harness: Harness) -> str:
    """The example manifest, in the test's folder."""
    (harness.root / "m.yaml").write_text(EXAMPLE, "utf-8")
    return "m.yaml"


def planned(harness: Harness, file: str, **settings: Any) -> Any:
    return harness.run(file, command="plan", preflight=True, pin_image=True, **settings)


def test_every_cause_is_detected_by_a_check_or_has_a_reason() -> None:
    known = {rule.name for rule in plugins.all_rules()} | {*built_in_rules.BUILT_IN, "existing name"}
    assert {name for cause in CAUSES.values() for name in cause.get("detected_by", ())} - known == set()
    of_stages = {name for name, cause in CAUSES.items() if cause["stage"] in STAGES}
    assert {name for name in of_stages if not CAUSES[name].get("detected_by")} == set(UNDETECTABLE)


def test_every_check_has_a_scenario() -> None:
    of_account = set(plugins.check_names())
    detected = [(cause, name) for cause, entry in CAUSES.items() for name in entry.get("detected_by", ())]
    checks = {(cause, name) for cause, name in detected if name in of_account}
    # tests/permissions covers the caller and its permissions, test_payload the size of test data, test_image_configs
    # and test_image_requirements the user and size of an image, test_archives other archives.
    tested_elsewhere = {
        "caller-account",
        "create-permission",
        "pass-role",
        "validation-data-payload",
        "image-serve-on-path",
        "image-cuda-too-new",
        "image-larger-than-volume",
        "image-user",
        "model-data-link",
        "model-data-not-tar",
        "model-data-wrapped",
    }
    shown = {name for _, _, name, _, _ in SHOWN}
    assert {name for _, name in checks} - shown == tested_elsewhere


@pytest.mark.parametrize(("cause", "scenario", "name", "severity", "line"), SHOWN)
def test_plan_detects_the_cause(
    harness: Harness, example: str, cause: str, scenario: str, name: str, severity: str, line: str
) -> None:
    harness.serve(scenario)
    outcome = planned(harness, example)
    findings = [finding for finding in outcome.report.findings if finding.rule == name]
    assert {finding.severity for finding in findings} == {severity}
    assert any(line in EXAMPLE.splitlines()[finding.location.line - 1] for finding in findings)
    assert all(finding.message and finding.hint for finding in findings)
    assert outcome.exit_code == (1 if severity == "error" else 0)
    assert name in CAUSES[cause]["detected_by"]
    if severity == "error":
        created = harness.run(example, preflight=True)
        assert (created.exit_code, "CreateModelPackage" in created.calls) == (1, False)


def test_a_valid_account_has_no_findings_for_the_examples(harness: Harness) -> None:
    harness.serve("success")
    for name in ("model-package.yaml", "algorithm.yaml", "hyperparameters.json"):
        (harness.root / name).write_text((ROOT / "examples" / name).read_text("utf-8"), "utf-8")
    outcome = planned(harness, "model-package.yaml", manifest=("model-package.yaml", "algorithm.yaml"))
    assert outcome.report.findings == []
    assert outcome.exit_code == 0
