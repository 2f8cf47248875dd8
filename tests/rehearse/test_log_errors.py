"""Which lines of a log can be why a program failed."""

from __future__ import annotations

import pytest
from tests.rehearse.observed import document
from tests.rehearse.training_observed import LOCAL, completed, failed, judged

from sagemaker_marketplace.manifest import paths
from sagemaker_marketplace.rehearse.observations import End
from sagemaker_marketplace.rehearse.verdict import training_facts
from sagemaker_marketplace.rehearse.verdict.log_errors import last_errors

CHECKPOINT = "no such file or directory: /opt/ml/checkpoints/last.pt"
MISSING = "FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/input/data/train'"
DURING = "During handling of the above exception, another exception occurred:"
TRACEBACK = "Traceback (most recent call last):"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), []),
        (("done",), ["done"]),
        (("file not found", "done"), ["done"]),
        (("cannot open a", "done"), ["done", "cannot open a"]),
        (("WARNING cannot open a", "done"), ["done"]),
        (("cannot open a", "INFO: cannot open b"), ["INFO: cannot open b", "cannot open a"]),
        ((MISSING, TRACEBACK, "ValueError: b"), ["ValueError: b"]),
        ((MISSING, "", DURING, "", TRACEBACK, "ValueError: b"), ["ValueError: b", DURING, MISSING]),
        ((MISSING, 'ERROR ExecuteUserScriptError: "x"'), ['ERROR ExecuteUserScriptError: "x"', MISSING]),
        (("java.lang.RuntimeException: a", "Caused by: b.c.IOException: d"), ["Caused by: b.c.IOException: d"]),
        (("fail",) * 600, ["fail"] * 500),
    ],
)
def test_the_last_errors(lines: tuple[str, ...], expected: list[str]) -> None:
    assert [lines[number] for number in last_errors(lines)] == expected


@pytest.mark.parametrize(
    ("lines", "ids"),
    [
        # An error that the program survived.
        ((MISSING, "using the other channel", TRACEBACK, "LookupError: b"), []),
        ((f"WARNING: {CHECKPOINT}", "LookupError: b"), []),
        (("TypeError: must be real number, not str", "rate", TRACEBACK, "LookupError: b"), []),
        ((f"INFO {CHECKPOINT}", MISSING), ["channel-named-otherwise"]),
        ((MISSING, DURING, "RuntimeError: can't read the data"), ["channel-named-otherwise"]),
        (("    rate < 1", "TypeError: must be real number, not str"), ["hyperparameter-as-string"]),
    ],
)
def test_the_facts_are_about_the_last_error(lines: tuple[str, ...], ids: list[str]) -> None:
    found = [fact.id for fact in training_facts.facts(failed(LOCAL, *lines))]
    assert found == [*ids, "training-exit-code"]


def test_a_signal_is_not_explained_by_an_error_in_the_log() -> None:
    diagnosis = judged(completed(end=End(139, "training", 1.0), log_lines=(CHECKPOINT,))).diagnosis
    assert diagnosis
    assert diagnosis.causes[0].cause == "the program crashed in native code (segmentation fault)"
    assert paths.text(diagnosis.causes[0].path) == "rehearsal.training.image"
    assert diagnosis.causes[0].location == document(LOCAL).location(diagnosis.causes[0].path)
