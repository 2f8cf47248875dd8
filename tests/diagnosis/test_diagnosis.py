"""Refusals and failures of AWS as causes, findings with locations, one reason, and log lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace import plugins
from sagemaker_marketplace.diagnosis import causes
from sagemaker_marketplace.diagnosis.diagnosis import Diagnosis, explain_failure, explain_refusal
from sagemaker_marketplace.manifest import paths, reader
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.findings import Finding
from sagemaker_marketplace.report.events import FailureCause

CAUSES = {cause.id: cause for cause in causes.all_causes()}
PACKAGE, ALGORITHM = plugins.kinds()["ModelPackage"], plugins.kinds()["Algorithm"]
JOB_LOGS = "AlgorithmError: See job logs for more information"
PROFILE = "spec.ValidationSpecification.ValidationProfiles[0]"
STATUS_500 = "rows.csv: Bad HTTP status received from algorithm: 500"


def read(name: str) -> Document:
    content = (Path(__file__).parent / name).read_bytes()
    return reader.parse(name, content, lambda *_: ("", b""), {})


def refusals(document: Document, kind: Any, operation: str, message: str) -> list[Finding]:
    diagnosis = explain_refusal(document, kind, operation, message)
    assert [finding.message for finding in diagnosis.findings] == [cause.cause for cause in diagnosis.causes]
    return list(diagnosis.findings)


@pytest.fixture(scope="module")
def package() -> Document:
    return read("model-package.yaml")


@pytest.fixture(scope="module")
def algorithm() -> Document:
    return read("algorithm.yaml")


def shown(finding: Finding) -> tuple[int, str, str, str]:
    assert finding.severity == "error"
    return finding.location.line, paths.text(finding.path), finding.rule, finding.message


def test_a_refusal_with_several_errors(package: Document) -> None:
    constraint = "failed to satisfy constraint: Member must"
    first = f"Value 'x; y' at 'modelPackageName' {constraint} satisfy regular expression pattern: [a-z]"
    second = (
        f"Value 'R' at 'validationSpecification.validationRole' {constraint} satisfy regular expression pattern: arn"
    )
    diagnosis = refusals(package, PACKAGE, "CreateModelPackage", f"2 validation errors detected: {first}; {second}")
    assert [shown(finding) for finding in diagnosis] == [
        (5, "spec.ModelPackageName", "create-refused", CAUSES["invalid-name"].cause),
        (29, "spec.ValidationSpecification.ValidationRole", "create-refused", CAUSES["role-not-an-arn"].cause),
    ]
    assert [finding.hint for finding in diagnosis] == [
        f"{CAUSES['invalid-name'].fix} (CreateModelPackage: {first})",
        f"{CAUSES['role-not-an-arn'].fix} (CreateModelPackage: {second})",
    ]


def test_a_missing_and_an_unknown_field(package: Document) -> None:
    message = 'Parameter validation failed:\nUnknown parameter in Tags[0]: "Value", must be one of: Key\n'
    message += 'Missing required parameter in InferenceSpecification.Containers[1]: "Image"'
    diagnosis = refusals(package, PACKAGE, "CreateModelPackage", message)
    assert [(*shown(finding), finding.location.column) for finding in diagnosis] == [
        (12, "spec.Tags[0].Value", "create-refused", CAUSES["unknown-field"].cause, 7),
        (17, "spec.InferenceSpecification.Containers[1].Image", "create-refused", CAUSES["missing-field"].cause, 16),
    ]


def test_an_unknown_refusal(package: Document) -> None:
    diagnosis = refusals(package, PACKAGE, "CreateModelPackage", "Something\nnew")
    assert [shown(finding) for finding in diagnosis] == [
        (4, "spec", "create-refused", "CreateModelPackage was refused: Something new")
    ]
    assert diagnosis[0].hint == ""
    unexplained = refusals(package, PACKAGE, "CreateModelPackage", "")
    assert [finding.message for finding in unexplained] == ["CreateModelPackage was refused: AWS gives no reason"]


def test_a_refusal_without_a_manifest_has_no_findings() -> None:
    assert explain_refusal(None, PACKAGE, "CreateModelPackage", "Missing ARN.") == Diagnosis((), (), "Missing ARN.")


def test_a_cause_in_a_log_line_precedes_the_reason(package: Document) -> None:
    statuses = [("validation", "batch", "Failed", JOB_LOGS), ("model package", "churn-scorer", "Failed", "")]
    diagnosis = explain_failure(package, PACKAGE, statuses, [("j", "transform", JOB_LOGS, ["Serving", STATUS_500])])
    cause = CAUSES["handler-failed"]
    path = paths.from_text(f"{PROFILE}.TransformJobDefinition.TransformInput.DataSource.S3DataSource.S3Uri")
    evidence = f"transform job j: {STATUS_500}"
    finding = package.finding(path, "error", "validation-failed", cause.cause, f"{cause.fix} ({evidence})")
    assert finding.location.line == 40
    assert diagnosis == Diagnosis(
        (FailureCause(cause.cause, cause.fix, evidence, path, finding.location, end=finding.end),),
        (finding,),
        f"{cause.cause}; transform job j: {JOB_LOGS}",
    )


def test_a_failure_without_a_manifest_has_causes() -> None:
    diagnosis = explain_failure(None, PACKAGE, [], [("j", "transform", JOB_LOGS, [STATUS_500])])
    cause = CAUSES["handler-failed"]
    assert diagnosis == Diagnosis(
        (FailureCause(cause.cause, cause.fix, f"transform job j: {STATUS_500}"),),
        (),
        f"{cause.cause}; transform job j: {JOB_LOGS}",
    )


@pytest.mark.parametrize("job_type", ["training", "transform"])
def test_an_unknown_failure_is_at_the_definition_of_its_job(algorithm: Document, job_type: str) -> None:
    diagnosis = explain_failure(algorithm, ALGORITHM, [], [("j", job_type, "Something new", ["a line"])])
    (finding,) = diagnosis.findings
    assert paths.text(finding.path) == f"{PROFILE}.{job_type.title()}JobDefinition"


def test_an_unknown_failure(algorithm: Document) -> None:
    logs = [f"line {number}" for number in range(100)]
    diagnosis = explain_failure(algorithm, ALGORITHM, [], [("j", "training", "Something new", logs)])
    assert [shown(finding) for finding in diagnosis.findings] == [
        (27, f"{PROFILE}.TrainingJobDefinition", "validation-failed", "training job j: Something new")
    ]
    assert diagnosis.reason == "training job j: Something new"
    assert [cause.cause for cause in diagnosis.causes] == ["training job j: Something new"]
    assert diagnosis.log_lines == (
        "last log lines of training job j, without repetitions:",
        *(f"  line {number}" for number in range(60, 100)),
    )


def test_where_only_a_failure_is_known_the_log_follows(algorithm: Document) -> None:
    diagnosis = explain_failure(
        algorithm, ALGORITHM, [], [("j", "training", "AlgorithmError: Exit Code: 1", ["fit", "stop"])]
    )
    cause = CAUSES["program-exit-code"]
    path = paths.from_text("spec.TrainingSpecification.TrainingImage")
    evidence = "training job j: AlgorithmError: Exit Code: 1"
    location, end = algorithm.span(path)
    assert (location.file, location.line) == ("algorithm.yaml", 7)
    assert diagnosis.causes == (FailureCause(cause.cause, cause.fix, evidence, path, location, end=end),)
    assert diagnosis.log_lines == ("last log lines of training job j, without repetitions:", "  fit", "  stop")


def test_logs_of_a_successful_job_are_not_searched(algorithm: Document) -> None:
    jobs = [("a", "training", "", ["KeyError: 'handled'"]), ("b", "transform", JOB_LOGS, [])]
    diagnosis = explain_failure(algorithm, ALGORITHM, [], jobs)
    assert [shown(finding)[3] for finding in diagnosis.findings] == [CAUSES["reason-in-job-log"].cause]


def test_without_reasons_the_log_of_the_last_job_is_searched(algorithm: Document) -> None:
    jobs = [("a", "training", "", ["KeyError: 'handled'"]), ("b", "transform", "", ["Killed"])]
    statuses = [("validation", "v", "Failed", ""), ("algorithm", "demand-forest", "Failed", "")]
    diagnosis = explain_failure(algorithm, ALGORITHM, statuses, jobs)
    assert [shown(finding) for finding in diagnosis.findings] == [
        (
            60,
            f"{PROFILE}.TransformJobDefinition.TransformResources.InstanceType",
            "validation-failed",
            CAUSES["out-of-memory"].cause,
        )
    ]
    assert diagnosis.reason == CAUSES["out-of-memory"].cause


@pytest.mark.parametrize(
    ("job_type", "line"),
    [("training", 45), ("transform", 60)],
)
def test_a_cause_of_either_job_is_located_at_the_failed_job(algorithm: Document, job_type: str, line: int) -> None:
    diagnosis = explain_failure(algorithm, ALGORITHM, [], [("j", job_type, "CapacityError: no ml.m5.xlarge", [])])
    assert [finding.location.line for finding in diagnosis.findings] == [line]


def test_the_three_most_likely_causes(package: Document) -> None:
    logs = [
        "Killed",
        "ModuleNotFoundError: x",
        '"GET /ping HTTP/1.1" 500',
        "CUDA out of memory",
        "No space left on device",
    ]
    diagnosis = explain_failure(package, PACKAGE, [], [("j", "transform", JOB_LOGS, logs)])
    assert [finding.message for finding in diagnosis.findings] == [
        CAUSES[name].cause for name in ("gpu-out-of-memory", "disk-full", "python-package-missing")
    ]


def test_a_failed_scan(package: Document) -> None:
    statuses = [
        ("image scan", "one", "Completed", ""),
        ("image scan", "two", "Failed", ""),
        ("validation", "batch", "NotStarted", ""),
        ("model package", "churn-scorer", "Failed", ""),
    ]
    diagnosis = explain_failure(package, PACKAGE, statuses, [])
    cause = CAUSES["image-vulnerabilities"].cause
    assert [shown(finding) for finding in diagnosis.findings] == [
        (15, "spec.InferenceSpecification.Containers[0].Image", "validation-failed", cause)
    ]
    assert diagnosis.reason == cause


def test_a_failure_without_a_reason(package: Document) -> None:
    diagnosis = explain_failure(package, PACKAGE, [("model package", "churn-scorer", "Failed", "")], [])
    assert [shown(finding) for finding in diagnosis.findings] == [
        (28, "spec.ValidationSpecification", "validation-failed", "validation: AWS gives no reason")
    ]
    assert (diagnosis.reason, diagnosis.log_lines) == ("AWS gives no reason", ())


DATA_LOG = f"2026-11-22T10:31:05.163:[sagemaker logs]: bucket/{'k' * 1000}: "
MESSAGES = st.text(max_size=60) | st.sampled_from(
    [JOB_LOGS, STATUS_500, "Killed", "x" * 5_000, "a b " * 1_000, DATA_LOG, f"{DATA_LOG}{'x ' * 300}KeyError: 'a'"]
)
JOBS = st.tuples(MESSAGES, st.sampled_from(["training", "transform"]), MESSAGES, st.lists(MESSAGES, max_size=3))
STATUSES = st.tuples(
    st.sampled_from(["image scan", "validation"]), MESSAGES, st.sampled_from(["Failed", "x"]), MESSAGES
)


@given(st.lists(STATUSES, max_size=2), st.lists(JOBS, max_size=2), MESSAGES)
def test_lengths_are_limited_for_any_input(
    statuses: list[tuple[str, str, str, str]], jobs: list[tuple[str, str, str, list[str]]], message: str
) -> None:
    document = read("algorithm.yaml")
    diagnosis = explain_failure(document, ALGORITHM, statuses, jobs)
    findings = [*diagnosis.findings, *refusals(document, ALGORITHM, "CreateAlgorithm", message)]
    assert diagnosis.causes
    assert 0 < len(diagnosis.reason) <= 4001
    parts = [part for cause in diagnosis.causes for part in (cause.cause, cause.fix, cause.evidence)]
    assert [part for part in parts if len(part) > 1600] == []
    assert [text for finding in findings for text in (finding.message, finding.hint) if len(text) > 1600] == []
    assert [line for line in diagnosis.log_lines if len(line) > 1600] == []
