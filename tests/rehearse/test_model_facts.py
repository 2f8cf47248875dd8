"""Facts about the model: what AWS can't unpack, and files that the program does not find in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.rehearse.jobs import job, observations

from sagemaker_marketplace.diagnosis.causes import Observed
from sagemaker_marketplace.rehearse.observations import ModelProblem
from sagemaker_marketplace.rehearse.verdict import model_facts

PATH = ("spec", "InferenceSpecification", "Containers", 0, "ModelDataUrl")
TRAINED = ("spec", "TrainingSpecification", "TrainingImage")


def facts(line: str, entries: tuple[str, ...] | None) -> list[Observed]:
    log = ("No such file: '/opt/ml/model/earlier'", line, "open /opt/ml/model/a", "not found")
    return list(model_facts.facts(observations(log_lines=log, model_entries=entries)))


def absent(line: str, file: str, entries: str) -> Observed:
    return Observed("model-file-absent", line, {"file": file, "entries": entries}, PATH)


LINE = "FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/model/sub/m.pkl'"


@pytest.mark.parametrize(
    ("line", "entries", "expected"),
    [
        (LINE, None, Observed("model-not-named", LINE, {"file": "/opt/ml/model/sub/m.pkl"}, PATH)),
        (
            "cannot find /opt/ml/model",
            None,
            Observed("model-not-named", "cannot find /opt/ml/model", {"file": "/opt/ml/model"}, PATH),
        ),
        ("cannot find /opt/ml/model/", ("a",), None),
        (LINE, ("sub", "sub/m.pkl"), None),
        (LINE, ("./sub/m.pkl/x",), None),
        (
            LINE,
            ("./", "./model/", "./model/sub/m.pkl"),
            Observed(
                "model-wrapped",
                f"{LINE}; the model has model/sub/m.pkl",
                {"file": "/opt/ml/model/sub/m.pkl", "folder": "model"},
                PATH,
            ),
        ),
        (LINE, ("model/sub/m.pkl", "other"), absent(LINE, "/opt/ml/model/sub/m.pkl", "model/sub/m.pkl, other")),
        (LINE, ("model/m.pkl",), absent(LINE, "/opt/ml/model/sub/m.pkl", "model/m.pkl")),
        (LINE, ("./", "a", "a/b", "ab"), absent(LINE, "/opt/ml/model/sub/m.pkl", "a/b, ab")),
        (LINE, (), absent(LINE, "/opt/ml/model/sub/m.pkl", "no files")),
        (LINE, tuple("abcde"), absent(LINE, "/opt/ml/model/sub/m.pkl", "a, b, c, d, e")),
        (LINE, tuple("abcdefg"), absent(LINE, "/opt/ml/model/sub/m.pkl", "a, b, c, d, e and 2 more")),
        (LINE, ("x" * 201,), absent(LINE, "/opt/ml/model/sub/m.pkl", "x" * 200)),
        (
            f"/opt/ml/model/m not found {'!' * 300}",
            ("a",),
            absent(f"/opt/ml/model/m not found {'!' * 174}", "/opt/ml/model/m", "a"),
        ),
        (
            f"{'!' * 300} /opt/ml/model/m does not exist",
            None,
            Observed("model-not-named", "!" * 200, {"file": "/opt/ml/model/m"}, PATH),
        ),
    ],
)
def test_a_file_that_the_program_does_not_find(
    line: str, entries: tuple[str, ...] | None, expected: Observed | None
) -> None:
    assert facts(line, entries) == ([expected] if expected else [])


@pytest.mark.parametrize(
    "line", ["can't find /opt/ml/models/m", "can't find /opt/ml/model-2/m", "/opt/ml/model/m read"]
)
def test_other_lines(line: str) -> None:
    assert list(model_facts.facts(observations(log_lines=(line,), model_entries=("a",)))) == []


def test_a_model_that_aws_can_not_unpack() -> None:
    problems = (
        ModelProblem("wrapped", "a", "in a folder", "pack again"),
        ModelProblem("symbolic-link", "b", "is a link", "pack files", fails=True),
    )
    assert list(model_facts.facts(observations(model_problems=problems))) == [
        Observed("model-not-extracted", "is a link", {"message": "is a link", "hint": "pack files"}, PATH)
    ]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (
            ("a",),
            Observed("trained-model-file-absent", LINE, {"file": "/opt/ml/model/sub/m.pkl", "entries": "a"}, TRAINED),
        ),
        (
            ("out/sub/m.pkl",),
            Observed(
                "trained-model-wrapped",
                f"{LINE}; the model has out/sub/m.pkl",
                {"file": "/opt/ml/model/sub/m.pkl", "folder": "out"},
                TRAINED,
            ),
        ),
    ],
)
def test_the_model_of_a_training_job(entries: tuple[str, ...], expected: Observed) -> None:
    trained = job(is_trained=True)
    assert list(model_facts.facts(observations(trained, log_lines=(LINE,), model_entries=entries))) == [expected]


def test_a_rehearsal_without_the_model_that_the_manifest_names() -> None:
    seen = observations(log_lines=(LINE,), model_entries=None)
    seen = replace(seen, job=replace(seen.job, model_uri="s3://acme/model.tar.gz"))
    assert list(model_facts.facts(seen)) == [
        Observed("model-not-rehearsed", LINE, {"file": "/opt/ml/model/sub/m.pkl"}, PATH)
    ]
