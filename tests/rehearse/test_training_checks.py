"""What a rehearsal reports about a training job besides the verdict."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rehearse.observed import GIB, document, image
from tests.rehearse.observed import failed as transform_observations
from tests.rehearse.training_observed import GOOD_METRIC, LOCAL, LOSS, SPEC, completed, failed, judged

from sagemaker_marketplace.rehearse.contract import contract
from sagemaker_marketplace.rehearse.observations import End, Limits, ModelProblem
from sagemaker_marketplace.rehearse.training_observations import MetricUse, TrainingObservations
from sagemaker_marketplace.rehearse.verdict import verdict as verdicts

IMAGE, REGEX, TYPE = 72, 17, 52
KILLED = End(137, "stop", 10.0, was_killed=True)
SHELL = ("/bin/sh", "-c", "python3 train.py")
WRITE = "make the program write the model to /opt/ml/model"
END = "make the program end with exit code 1 after it has written the file"
PRINT = "print the value to standard output in this form, or correct the expression"
NEWLINE = "print the value in a line that ends with a newline: a carriage return separates it from what matches"
GROUP = "put the group around the number alone, such as loss=([0-9.]+)"
CONFIG = "/opt/ml/input/config/resource"


def found(observations: TrainingObservations, text: str = LOCAL) -> list[str]:
    """The findings, one line each."""
    return [
        f"{finding.location.line} {finding.severity} {finding.rule}: {finding.message} | {finding.hint}"
        for finding in judged(observations, text).findings
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"model_files": ()},
            f"{IMAGE} error model-folder-empty: /opt/ml/model is empty after the training job: it completes, but no "
            f"model can be created from it | {WRITE}",
        ),
        (
            {"model_problems": (ModelProblem("device", "a", "", ""), ModelProblem("symbolic-link", "last", "", ""))},
            f"{IMAGE} warning model-folder-link: the program wrote a symbolic link to /opt/ml/model (last) | make the "
            "program write files instead of links",
        ),
        (
            {"failure": "KeyError:\n 'a'"},
            f"{IMAGE} warning failure-file-ignored: the program wrote /opt/ml/output/failure and ended with exit code "
            f"0, so the job completes: \"KeyError: 'a'\" | {END}",
        ),
        (
            {"failure": ""},
            f"{IMAGE} warning failure-file-ignored: the program wrote /opt/ml/output/failure and ended with exit code "
            f"0, so the job completes | {END}",
        ),
        (
            {"metrics": [MetricUse(LOSS)]},
            f"{REGEX} warning metric-never-matches: no line of the log matches the metric loss | {PRINT}",
        ),
        (
            {"metrics": [MetricUse(LOSS, progress_matches=2)]},
            f"{REGEX} warning metric-never-matches: no line of the log matches the metric loss | {NEWLINE}",
        ),
        (
            {"metrics": [MetricUse(LOSS, matches=2, invalid_value="low")]},
            f'{REGEX} warning metric-not-a-number: the group of the metric loss captures "low", not a number | {GROUP}',
        ),
        (
            {"metrics": [MetricUse(LOSS, matches=2)]},
            f"{REGEX} warning metric-not-a-number: the group of the metric loss captures an empty string, not a number "
            f"| {GROUP}",
        ),
        ({"metrics": [MetricUse(LOSS, matches=2, values=1, invalid_value="low", last_value=1.0)]}, None),
        (
            {"metrics": [MetricUse(LOSS, is_counted=False)]},
            f"{REGEX} info not-rehearsed: not rehearsed: the metric loss, whose expression is too slow or invalid | "
            "change it so that it has fewer repetitions",
        ),
        (
            {"log_lines": (f"{CONFIG}config.json", f"no {CONFIG}Config.json, using one host")},
            f"{IMAGE} warning config-file-spelling: the log names {CONFIG}Config.json, but SageMaker's file is named "
            f"resourceconfig.json | use {CONFIG}config.json in the program",
        ),
        (
            {"host_names": ["a.example"]},
            f"{IMAGE} warning network-use: the container tried to reach a.example; it has no network, and in AWS the "
            "attempt may hang | remove the call, or include what it fetches in the image",
        ),
        (
            {
                "job": {"instance_type": "ml.g4dn.xlarge", "instance_count": 2},
                "limits": Limits(2, 16 * GIB, 4, 16 * GIB),
            },
            f"{TYPE} info not-rehearsed: not rehearsed: the GPUs of ml.g4dn.xlarge; 2 instances; local instance "
            "storage | validate in AWS to see the rest",
        ),
    ],
)
def test_findings_on_a_job_that_completes(fields: dict[str, Any], expected: str | None) -> None:
    assert found(completed(**fields)) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {},
            f"{IMAGE} info sigterm-ignored: the container did not stop within 10 s of SIGTERM, and was killed | make "
            "the program exit when it gets SIGTERM",
        ),
        (
            {"image": image(*SHELL)},
            f"{IMAGE} warning sigterm-not-received: the container did not stop within 10 s of SIGTERM: its ENTRYPOINT "
            'is in shell form | write ENTRYPOINT in exec form, such as ["python", "train.py"]',
        ),
    ],
)
def test_a_program_that_does_not_stop(fields: dict[str, Any], expected: str) -> None:
    assert found(completed(end=KILLED, is_out_of_time=True, **fields)) == [expected]


def test_a_good_container_has_no_finding() -> None:
    for observations in (completed(), completed(model_files=None), completed(metrics=[]), completed(SPEC)):
        assert judged(observations) == verdicts.Verdict(None, ())


def test_what_a_failed_job_does_not_do_is_not_reported() -> None:
    observations = failed(LOCAL, "KeyError: 'a'", metrics=[MetricUse(LOSS)], failure="KeyError")
    assert found(observations) == []
    diagnosis = judged(observations).diagnosis
    assert diagnosis
    assert (diagnosis.reason.split("; ")[-1], diagnosis.log_lines) == (
        "rehearsal of small: AlgorithmError: KeyError, exit code: 1",
        (),
    )


def test_without_a_local_image_findings_are_at_the_training_image() -> None:
    assert [line.split()[:3] for line in found(completed(SPEC, model_files=()), SPEC)] == [
        ["6", "error", "model-folder-empty:"]
    ]


def test_a_gpu_that_the_instance_type_has_is_not_missed() -> None:
    """The program may work in AWS: that is one info, and no failure."""
    line = "RuntimeError: Found no NVIDIA driver on your system."
    verdict = judged(failed(LOCAL, line, job={"instance_type": "ml.g4dn.xlarge"}))
    assert verdict.diagnosis is None
    assert [(each.location.line, each.severity, each.rule, each.message) for each in verdict.findings] == [
        (TYPE, "info", "not-rehearsed", "the program requires a GPU: ml.g4dn.xlarge has one, but a rehearsal does not")
    ]


def test_an_unknown_end_has_the_end_of_the_log() -> None:
    diagnosis = judged(completed(end=End(200, "training", 1.0), log_lines=("one", "two"))).diagnosis
    assert diagnosis
    assert diagnosis.log_lines == (
        "last log lines of rehearsal of small, without repetitions:",
        "  one",
        "  two",
    )


def test_the_transform_job_misses_a_file_of_the_model() -> None:
    line = "FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/model/model.bin'"
    parsed, end = document(LOCAL), End(1, "start", 0.3)
    observations = transform_observations(LOCAL, log_lines=(line,), end=end, model_entries=("model.json",))
    diagnosis = verdicts.decide(parsed, observations, contract.service_words(observations)).diagnosis
    assert diagnosis
    first = diagnosis.causes[0]
    assert (first.cause, first.location and first.location.line) == (
        "the program opens /opt/ml/model/model.bin, which the training job did not write; its model has model.json",
        IMAGE,
    )


def test_checks_can_be_ignored() -> None:
    text = f"{LOCAL}ignore: [metric-never-matches]\n"
    observations = completed(text, metrics=[MetricUse(LOSS), GOOD_METRIC])
    assert verdicts.findings(document(text), observations) == []
