"""The bodies of answers in the driver's files: failed ones have none, and the files are closed."""

from __future__ import annotations

import io
import os
from typing import Any

import pytest
from tests.rehearse.jobs import observations
from tests.rehearse.test_answers import answered

from sagemaker_marketplace.rehearse.contract import contract
from sagemaker_marketplace.rehearse.inference.answers import AnswerFiles
from sagemaker_marketplace.rehearse.observations import Exchange


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, b"1\n"),
        ({"offset": 1, "length": 3}, b"\n2\n"),
        ({"status": 299}, b"1\n"),
        ({"status": 300}, b""),
        ({"status": 500}, b""),
        ({"status": None, "error": "dropped"}, b""),
        ({"file": "elsewhere/job-0"}, b"1\n"),
        ({"file": "answers/job-1"}, b""),
    ],
)
def test_the_body_of_an_answer(changes: dict[str, Any], expected: bytes) -> None:
    with AnswerFiles() as answers:
        answers.receive([("answers/job-0", io.BytesIO(b"1\n2\n3\n"))])
        assert answers.body(answered(0, **changes)) == expected


def test_the_files_are_closed_at_the_end() -> None:
    before = len(os.listdir("/dev/fd"))
    with AnswerFiles() as answers:
        answers.receive([("answers/job-0", io.BytesIO(b"1")), ("answers/job-1", io.BytesIO(b"2"))])
        assert len(os.listdir("/dev/fd")) == before + 2
    assert len(os.listdir("/dev/fd")) == before


def test_there_is_no_output_without_a_job() -> None:
    with AnswerFiles() as answers:
        assert (answers.objects, list(answers.bodies("a"))) == ([], [])


@pytest.mark.parametrize(("length", "expected"), [(64 << 20, 1), ((64 << 20) + 1, None)])
def test_records_of_a_large_answer_are_not_counted(length: int, expected: int | None) -> None:
    with AnswerFiles() as answers:
        answers.receive([("answers/job-0", io.BytesIO(b"1\n"))])
        assert answers.count_records(answered(0, length=length)) == expected


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (199, "Bad HTTP status received from algorithm: 199"),
        (399, "Bad HTTP status received from algorithm: 399"),
        (400, "ClientError: 400"),
        (499, "ClientError: 499"),
        (500, "Bad HTTP status received from algorithm: 500"),
    ],
)
def test_the_words_for_a_status(status: int, words: str) -> None:
    seen = observations(exchanges=[Exchange("a.csv", 0, 10, 0.1, status)])
    assert contract.data_log(seen)[1] == f"[sagemaker logs]: a.csv: {words}"
