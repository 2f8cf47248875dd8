"""What AWS reports, as causes and findings at the manifest's lines, as one reason and as log lines."""

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


def test_a_refusal_of_several_things(package: Document) -> None:
    put = "failed to satisfy constraint: Member must"
    first = f"Value 'x; y' at 'modelPackageName' {put} satisfy regular expression pattern: [a-z]"
    second = f"Value 'R' at 'validationSpecification.validationRole' {put} satisfy regular expression pattern: arn"
    found = refusals(package, PACKAGE, "CreateModelPackage", f"2 validation errors detected: {first}; {second}")
    assert [shown(finding) for finding in found] == [
        (5, "spec.ModelPackageName", "create-refused", CAUSES["invalid-name"].cause),
        (29, "spec.ValidationSpecification.ValidationRole", "create-refused", CAUSES["role-not-an-arn"].cause),
    ]
    assert [finding.hint for finding in found] == [
        f"{CAUSES['invalid-name'].fix} (CreateModelPackage: {first})",
        f"{CAUSES['role-not-an-arn'].fix} (CreateModelPackage: {second})",
    ]


def test_a_member_that_is_missing_or_unknown(package: Document) -> None:
    said = 'Parameter validation failed:\nUnknown parameter in Tags[0]: "Value", must be one of: Key\n'
    said += 'Missing required parameter in InferenceSpecification.Containers[1]: "Image"'
    found = refusals(package, PACKAGE, "CreateModelPackage", said)
    assert [(*shown(finding), finding.location.column) for finding in found] == [
        (12, "spec.Tags[0].Value", "create-refused", CAUSES["unknown-field"].cause, 7),
        (17, "spec.InferenceSpecification.Containers[1].Image", "create-refused", CAUSES["missing-field"].cause, 16),
    ]


def test_a_refusal_nobody_knows(package: Document) -> None:
    found = refusals(package, PACKAGE, "CreateModelPackage", "Something\nnew")
    assert [shown(finding) for finding in found] == [
        (4, "spec", "create-refused", "CreateModelPackage was refused: Something new")
    ]
    assert found[0].hint == ""
    silent = refusals(package, PACKAGE, "CreateModelPackage", "")
    assert [finding.message for finding in silent] == ["CreateModelPackage was refused: AWS gives no reason"]


def test_without_a_manifest_nothing_is_found() -> None:
    assert explain_refusal(None, PACKAGE, "CreateModelPackage", "Missing ARN.") == Diagnosis((), (), "Missing ARN.")


def test_a_log_line_says_more_than_the_reason(package: Document) -> None:
    statuses = [("validation", "batch", "Failed", JOB_LOGS), ("model package", "churn-scorer", "Failed", "")]
    found = explain_failure(package, PACKAGE, statuses, [("j", "transform", JOB_LOGS, ["Serving", STATUS_500])])
    cause = CAUSES["handler-failed"]
    path = paths.from_text(f"{PROFILE}.TransformJobDefinition.TransformInput.DataSource.S3DataSource.S3Uri")
    evidence = f"transform job j: {STATUS_500}"
    finding = package.finding(path, "error", "validation-failed", cause.cause, f"{cause.fix} ({evidence})")
    assert finding.location.line == 40
    assert found == Diagnosis(
        (FailureCause(cause.cause, cause.fix, evidence, path, finding.location),),
        (finding,),
        f"{cause.cause}; transform job j: {JOB_LOGS}",
    )


def test_without_a_manifest_the_lines_stay() -> None:
    found = explain_failure(None, PACKAGE, [], [("j", "transform", JOB_LOGS, [STATUS_500])])
    cause = CAUSES["handler-failed"]
    assert found == Diagnosis(
        (FailureCause(cause.cause, cause.fix, f"transform job j: {STATUS_500}"),),
        (),
        f"{cause.cause}; transform job j: {JOB_LOGS}",
    )


def test_a_failure_nobody_knows(algorithm: Document) -> None:
    logs = [f"line {number}" for number in range(100)]
    found = explain_failure(algorithm, ALGORITHM, [], [("j", "training", "Something new", logs)])
    assert [shown(finding) for finding in found.findings] == [
        (27, f"{PROFILE}.TrainingJobDefinition", "validation-failed", "training job j: Something new")
    ]
    assert found.reason == "training job j: Something new"
    assert [cause.cause for cause in found.causes] == ["training job j: Something new"]
    assert found.log_lines == (
        "last 40 log lines of training job j:",
        *(f"  line {number}" for number in range(60, 100)),
    )


def test_where_only_a_failure_is_known_the_log_follows(algorithm: Document) -> None:
    found = explain_failure(
        algorithm, ALGORITHM, [], [("j", "training", "AlgorithmError: Exit Code: 1", ["fit", "stop"])]
    )
    cause = CAUSES["program-exit-code"]
    path = paths.from_text("spec.TrainingSpecification.TrainingImage")
    evidence = "training job j: AlgorithmError: Exit Code: 1"
    location = algorithm.location(path)
    assert (location.file, location.line) == ("algorithm.yaml", 7)
    assert found.causes == (FailureCause(cause.cause, cause.fix, evidence, path, location),)
    assert found.log_lines == ("last 2 log lines of training job j:", "  fit", "  stop")


def test_a_job_that_went_well_is_not_asked(algorithm: Document) -> None:
    jobs = [("a", "training", "", ["KeyError: 'handled'"]), ("b", "transform", JOB_LOGS, [])]
    found = explain_failure(algorithm, ALGORITHM, [], jobs)
    assert [shown(finding)[3] for finding in found.findings] == [CAUSES["reason-in-job-log"].cause]


def test_without_reasons_the_last_job_is_asked(algorithm: Document) -> None:
    jobs = [("a", "training", "", ["KeyError: 'handled'"]), ("b", "transform", "", ["Killed"])]
    statuses = [("validation", "v", "Failed", ""), ("algorithm", "demand-forest", "Failed", "")]
    found = explain_failure(algorithm, ALGORITHM, statuses, jobs)
    assert [shown(finding) for finding in found.findings] == [
        (
            60,
            f"{PROFILE}.TransformJobDefinition.TransformResources.InstanceType",
            "validation-failed",
            CAUSES["out-of-memory"].cause,
        )
    ]
    assert found.reason == CAUSES["out-of-memory"].cause


@pytest.mark.parametrize(
    ("use", "line"),
    [("training", 45), ("transform", 60)],
)
def test_a_cause_of_both_jobs_is_placed_at_the_one_that_failed(algorithm: Document, use: str, line: int) -> None:
    found = explain_failure(algorithm, ALGORITHM, [], [("j", use, "CapacityError: no ml.m5.xlarge", [])])
    assert [finding.location.line for finding in found.findings] == [line]


def test_the_three_likeliest_causes(package: Document) -> None:
    logs = [
        "Killed",
        "ModuleNotFoundError: x",
        '"GET /ping HTTP/1.1" 500',
        "CUDA out of memory",
        "No space left on device",
    ]
    found = explain_failure(package, PACKAGE, [], [("j", "transform", JOB_LOGS, logs)])
    assert [finding.message for finding in found.findings] == [
        CAUSES[name].cause for name in ("gpu-out-of-memory", "disk-full", "python-package-missing")
    ]


def test_a_scan_and_a_validation(package: Document) -> None:
    statuses = [
        ("image scan", "one", "Completed", ""),
        ("image scan", "two", "Failed", ""),
        ("validation", "batch", "NotStarted", ""),
        ("model package", "churn-scorer", "Failed", ""),
    ]
    found = explain_failure(package, PACKAGE, statuses, [])
    cause = CAUSES["image-vulnerabilities"].cause
    assert [shown(finding) for finding in found.findings] == [
        (15, "spec.InferenceSpecification.Containers[0].Image", "validation-failed", cause)
    ]
    assert found.reason == cause


def test_nothing_is_said_at_all(package: Document) -> None:
    found = explain_failure(package, PACKAGE, [("model package", "churn-scorer", "Failed", "")], [])
    assert [shown(finding) for finding in found.findings] == [
        (28, "spec.ValidationSpecification", "validation-failed", "validation: AWS gives no reason")
    ]
    assert (found.reason, found.log_lines) == ("AWS gives no reason", ())


TEXTS = st.text(max_size=60) | st.sampled_from([JOB_LOGS, STATUS_500, "Killed", "x" * 5_000, "a b " * 1_000])
JOBS = st.tuples(TEXTS, st.sampled_from(["training", "transform"]), TEXTS, st.lists(TEXTS, max_size=3))
STATUSES = st.tuples(st.sampled_from(["image scan", "validation"]), TEXTS, st.sampled_from(["Failed", "x"]), TEXTS)


@given(st.lists(STATUSES, max_size=2), st.lists(JOBS, max_size=2), TEXTS)
def test_whatever_is_said_is_bounded(
    statuses: list[tuple[str, str, str, str]], jobs: list[tuple[str, str, str, list[str]]], message: str
) -> None:
    read_once = read("algorithm.yaml")
    found = explain_failure(read_once, ALGORITHM, statuses, jobs)
    findings = [*found.findings, *refusals(read_once, ALGORITHM, "CreateAlgorithm", message)]
    assert found.causes
    assert 0 < len(found.reason) <= 4001
    parts = [part for cause in found.causes for part in (cause.cause, cause.fix, cause.evidence)]
    assert [part for part in parts if len(part) > 1600] == []
    assert [text for one in findings for text in (one.message, one.hint) if len(text) > 1600] == []
    assert [line for line in found.log_lines if len(line) > 1600] == []
