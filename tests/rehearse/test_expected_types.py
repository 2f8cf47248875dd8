"""Expectations: content types that are not the expected one, and an expected output that disappears."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.rehearse.given_answers import GivenAnswers
from tests.rehearse.jobs import job
from tests.rehearse.test_expectations import BODIES, FIX, GOOD, exchange, found

from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.manifest.rehearsal import Expectation
from sagemaker_marketplace.rehearse.outputs import expectations


@pytest.mark.parametrize("expected", ["text/cs", "text/csvx", "tex/*", "application/*", "csv/*"])
def test_another_type_than_the_expected_one(tmp_path: Path, expected: str) -> None:
    assert found(tmp_path, Expectation(content_type=expected), GOOD[:1], {}) == [
        ["rehearsal.expect.content-type", f"expected {expected}, got text/csv (request 1 of a.csv)", FIX]
    ]


def test_records_in_an_answer_without_type(tmp_path: Path) -> None:
    message = "expected 1 record, but records in an answer without content type can't be counted"
    [[_, shown, _]] = found(tmp_path, Expectation(records=1), [exchange("a.csv", 0, b"1\n", "")], {})
    assert shown == f"{message} (request 1 of a.csv)"


class Removing(GivenAnswers):
    """Answers that remove a file when they are asked for."""

    @property
    def objects(self) -> Sequence[str]:
        """The names, after the file is removed."""
        self.removed.unlink(missing_ok=True)
        return super().objects

    removed: Path


def test_an_output_that_disappears_before_the_comparison(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    answers = Removing({"a.csv": BODIES["a.csv"]})
    answers.removed = tmp_path / "out"
    workspace = Workspace(str(tmp_path), bound=True)
    with pytest.raises(Failure) as raised:
        list(expectations.findings(Expectation(output="out"), job(), GOOD, answers, workspace, "manifest.yaml"))
    shown = (raised.value.message, raised.value.hint, raised.value.exit_code)
    assert shown == ("cannot read out: No such file or directory", "check its permissions", USAGE)
