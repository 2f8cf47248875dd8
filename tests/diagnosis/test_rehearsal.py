"""The diagnosis of a rehearsal: observations before patterns, and `rehearsal` before the fields of the spec."""

from __future__ import annotations

from sagemaker_marketplace.diagnosis.causes import Observed, find_causes


def test_a_general_observation_is_only_a_cause_without_another() -> None:
    ended = Observed("exit-code", "ended with exit code 3", {"code": "3"})
    assert [(cause.id, cause.evidence) for cause in find_causes([], observed=[ended])] == [
        ("program-exit-code", "ended with exit code 3")
    ]
    found = find_causes([], logs=["ModuleNotFoundError: No module named 'sklearn'"], observed=[ended])
    assert [cause.id for cause in found] == ["python-package-missing", "program-exception", "program-exit-code"]
