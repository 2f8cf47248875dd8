"""What a failure is related to in the manifest: findings that predicted it, and fields that an exception names."""

from __future__ import annotations

import pytest
from tests.diagnosis.test_diagnosis import ALGORITHM, CAUSES, JOB_LOGS, PACKAGE, PROFILE, STATUS_500, algorithm, read

from sagemaker_marketplace.diagnosis.diagnosis import explain_failure, explain_refusal
from sagemaker_marketplace.manifest import paths
from sagemaker_marketplace.manifest.document import Document

__all__ = ["algorithm"]


def reported(document: Document, *findings: tuple[str, str]) -> None:
    """Let check or preflight have found these rules at these paths."""
    found = [(paths.from_text(path), rule) for rule, path in findings]
    document.reported += [document.finding(path, "info", rule, f"found by {rule}") for path, rule in found]


def predictions(document: Document, job_type: str, line: str) -> list[str]:
    """The findings of the first cause of a failed job."""
    cause = explain_failure(document, ALGORITHM, [], [("j", job_type, JOB_LOGS, [line])]).causes[0]
    assert not cause.findings or (cause.path, cause.location) == (cause.findings[0].path, cause.findings[0].location)
    return [paths.text(finding.path) for finding in cause.findings]


def test_a_failure_brings_up_the_findings_that_predicted_it() -> None:
    document = read("algorithm.yaml")
    training, serving = "spec.TrainingSpecification.TrainingImage", "spec.InferenceSpecification.Containers[0].Image"
    reported(document, ("image-user", training), ("image-user", serving), ("image-size", serving))
    line = "PermissionError: [Errno 13] Permission denied: '/.server'"
    assert predictions(document, "training", line) == [training]
    assert predictions(document, "transform", line) == [serving]
    assert predictions(document, "transform", STATUS_500) == []


def test_findings_at_the_fields_of_the_cause_are_preferred() -> None:
    document = read("algorithm.yaml")
    elsewhere = [
        ("image-user", f"spec.TrainingSpecification.TrainingChannels[0].{name}") for name in ("Name", "A", "B", "C")
    ]
    line = "PermissionError: [Errno 13] Permission denied: '/.server'"
    reported(document, *elsewhere)
    assert predictions(document, "training", line) == [path for _, path in elsewhere[:3]]
    reported(document, ("image-user", "spec.TrainingSpecification.TrainingImage"))
    assert predictions(document, "training", line) == ["spec.TrainingSpecification.TrainingImage"]


def test_a_refusal_brings_up_the_findings_at_its_field() -> None:
    document = read("model-package.yaml")
    reported(document, ("name-never-changes", "spec.ModelPackageName"), ("some-rule", "spec.ModelPackageDescription"))
    message = "Value 'x_y' at 'modelPackageName' failed to satisfy constraint: Member must not be null"
    (cause,) = explain_refusal(document, PACKAGE, "CreateModelPackage", message).causes
    assert [finding.rule for finding in cause.findings] == ["name-never-changes"]
    (finding,) = explain_refusal(document, PACKAGE, "CreateModelPackage", message).findings
    assert finding.related == ((finding.location, "found by name-never-changes [name-never-changes]"),)


@pytest.mark.parametrize(
    ("job_type", "line", "name"),
    [
        ("transform", "json.decoder.JSONDecodeError: Extra data: line 2 column 1 (char 9)", "several-json-documents"),
        ("training", "json.decoder.JSONDecodeError: Extra data: line 2 column 1 (char 9)", "program-exception"),
        ("training", "ValueError: unknown hyperparameter: rate", "hyperparameter-refused"),
        ("transform", "ValueError: unknown hyperparameter: rate", "hyperparameter-refused"),
    ],
)
def test_a_cause_is_one_of_the_job_that_failed(algorithm: Document, job_type: str, line: str, name: str) -> None:
    first = explain_failure(algorithm, ALGORITHM, [], [("j", job_type, JOB_LOGS, [line])]).causes[0]
    assert first.cause == CAUSES[name].cause


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (
            "train.py: error: argument --max.depth: invalid int value: '4.5'",
            "TrainingJobDefinition.HyperParameters.max.depth",
        ),
        ("ValueError: unknown hyperparameter 4", "TrainingJobDefinition.HyperParameters"),
        ("ValueError: hyperparameter max.depths is unknown", "TrainingJobDefinition.HyperParameters"),
        ("ValueError: input channel holdout is empty", "TrainingJobDefinition.InputDataConfig"),
        ("ValueError: input channel validation is empty", "TrainingJobDefinition.InputDataConfig[1].ChannelName"),
    ],
)
def test_an_exception_is_located_at_what_it_names(algorithm: Document, line: str, path: str) -> None:
    cause = explain_failure(algorithm, ALGORITHM, [], [("j", "training", "AlgorithmError: ", [line])]).causes[0]
    assert paths.text(cause.path).replace('["max.depth"]', ".max.depth") == f"{PROFILE}.{path}"
