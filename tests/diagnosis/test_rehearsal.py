"""The diagnosis of a rehearsal: observations before patterns, and `rehearsal` before the fields of the spec."""

from __future__ import annotations

from sagemaker_marketplace.diagnosis.causes import Observed, find_causes
from sagemaker_marketplace.diagnosis.matches import TRANSFORM, Report, likeliest

NOT_FOUND = 'runc create failed: exec: "serve": executable file not found in $PATH: unknown'


def test_a_general_observation_is_only_a_cause_without_another() -> None:
    ended = Observed("exit-code", "ended with exit code 3", {"code": "3"})
    assert [(cause.id, cause.evidence) for cause in find_causes([], observed=[ended])] == [
        ("program-exit-code", "ended with exit code 3")
    ]
    found = find_causes([], logs=["ModuleNotFoundError: No module named 'sklearn'"], observed=[ended])
    assert [cause.id for cause in found] == ["python-package-missing", "program-exception", "program-exit-code"]


def test_words_that_only_repeat_an_observation_are_no_other_cause() -> None:
    mode = Observed("not-executable", "mode of /opt/serve: 0644", {"program": "/opt/serve", "mode": "0644"})
    packages = "ModuleNotFoundError: No module named 'sklearn'"
    for observed, log, ids in (
        ((mode,), (), ["program-not-executable"]),
        ((mode,), (packages,), ["program-not-executable", "python-package-missing"]),
        ((), (), ["program-not-found"]),
    ):
        report = Report("rehearsal", TRANSFORM, NOT_FOUND, log, observed, 0)
        assert [match.cause.id for match in likeliest([report], {})] == ids


def test_an_answer_of_415_or_413_is_not_also_another_4xx() -> None:
    for status in ("413", "415"):
        found = find_causes([], logs=[f"2026-11-22T10:33:51.549:[sagemaker logs]: b/rows.csv: ClientError: {status}"])
        assert "request-refused" not in [cause.id for cause in found]
