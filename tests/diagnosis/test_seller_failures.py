"""Failures that sellers have reported: the first cause and its location are correct."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sagemaker_marketplace.diagnosis import causes


def script() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "causes_table.py"
    spec = importlib.util.spec_from_file_location("causes_table", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLE = script()
CASES: list[dict[str, Any]] = TABLE.cases()
CAUSES = {cause.id: cause.cause for cause in causes.all_causes()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['stage']}: {case['entry']}")
def test_the_first_cause_is_correct(case: dict[str, Any]) -> None:
    row = TABLE.row(case)
    assert (row.cause, row.where) == (CAUSES.get(case.get("cause", ""), ""), case.get("where", ""))


def test_failures_without_a_cause_have_a_reason() -> None:
    unnamed = [TABLE.row(case) for case in CASES if "cause" not in case]
    assert [(row.entry, row.note) for row in unnamed] == [
        (
            "pings for half an hour",
            "no message: the job is InProgress meanwhile and ends with the one of the entry above",
        ),
        ("Completed with errors for answers", "no failure: the answers in the output files have to be read"),
    ]


def test_number_of_failures_by_stage() -> None:
    assert Counter(case["stage"] for case in CASES) == {
        "push": 2,
        "create-call": 19,
        "permission": 8,
        "image-scan": 2,
        "validation-start": 1,
        "validation-training": 6,
        "validation-transform": 11,
        "wait": 3,
        "auth": 2,
    }


def test_the_printed_table(capsys: pytest.CaptureFixture[str]) -> None:
    code = TABLE.main()
    lines = capsys.readouterr().out.splitlines()
    assert (code, lines[-1]) == (0, "54 failures, 0 with an unexpected first cause")
    assert lines[-6:-1] == [
        "",
        "auth",
        "  AssumeRoleWithWebIdentity: the role's trust policy does not allow this workflow to assume it",
        "  no OIDC provider: the account has no OIDC provider for GitHub",
        "",
    ]
