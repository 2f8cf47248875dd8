"""Requests and answers by object: what was sent, what came back, which outputs are complete."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sagemaker_marketplace.rehearse.contract.contract import Parameters
from sagemaker_marketplace.rehearse.inference.answers import AnswerFiles
from sagemaker_marketplace.rehearse.inference.arrivals import Arrivals
from sagemaker_marketplace.rehearse.inference.batches import Batch, Batches
from sagemaker_marketplace.rehearse.inference.driver_client import Answered
from sagemaker_marketplace.rehearse.sources.inputs import InputObject

SINGLE = Parameters(strategy="SINGLE_RECORD", max_payload_mb=1)


def answered(number: int, **changes: Any) -> Answered:
    facts: dict[str, Any] = {
        "number": number,
        "file": "answers/job-0",
        "offset": 0,
        "length": 2,
        "status": 200,
        "error": "",
        "content_type": "text/csv",
        "headers": {},
        "head": b"1\n",
        "seconds": 0.5,
        "attempts": 1,
        "first_status": 200,
        "first_error": "",
    }
    return Answered(**{**facts, **changes})


def objects(folder: Path, **contents: bytes) -> list[InputObject]:
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [InputObject(name, folder / name) for name in contents]


def test_requests_are_numbered_within_their_object(tmp_path: Path) -> None:
    batches = Batches("job", 2)
    bodies = list(batches.bodies(objects(tmp_path, a=b"1\n2\n", b=b"3\n"), "Line", SINGLE))
    assert bodies == [b"1\n", b"2\n", b"3\n"]
    assert batches.batches == [Batch("a", 0, 2, 1), Batch("a", 1, 2, 1), Batch("b", 0, 2, 1)]
    assert (batches.requests, batches.answers) == ("requests-job", ("answers/job-0", "answers/job-1"))


def test_the_number_of_requests_is_limited(tmp_path: Path) -> None:
    batches = Batches("small")
    found = list(batches.bodies(objects(tmp_path, a=b"1\n2\n3\n4\n", b=b"5\n"), "Line", Parameters(), 2, 2))
    assert (found, len(batches.batches)) == ([b"1\n2\n", b"3\n4\n"], 2)


def test_an_object_with_a_problem_has_no_output_and_the_others_have(tmp_path: Path) -> None:
    batches = Batches("job")
    given = objects(tmp_path, a=b"1\n" + b"x" * (2 << 20), b=b"3\n")
    assert list(batches.bodies(given, "Line", SINGLE)) == [b"1\n", b"3\n"]
    for number in range(2):
        batches.on_answer(answered(number))
    with AnswerFiles() as answers:
        answers.set_job(batches)
        assert (answers.objects, [problem.object for problem in batches.problems]) == (["b"], ["a"])


INCOMPLETE: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "all": ([{}, {}], ["a"]),
    "one is missing": ([{}], []),
    "one failed": ([{}, {"status": 500}], []),
    "one has no answer": ([{"status": None, "error": "dropped"}, {}], []),
    "a redirect": ([{}, {"status": 302}], []),
}


@pytest.mark.parametrize("name", INCOMPLETE)
def test_an_output_is_complete_if_all_requests_succeed(tmp_path: Path, name: str) -> None:
    changes, expected = INCOMPLETE[name]
    batches = Batches("job")
    list(batches.bodies(objects(tmp_path, a=b"1\n2\n"), "Line", SINGLE))
    for number, change in enumerate(changes):
        batches.on_answer(answered(number, **change))
    with AnswerFiles() as answers:
        answers.set_job(batches)
        assert answers.objects == expected


def test_bodies_are_read_from_the_files_in_order(tmp_path: Path) -> None:
    batches = Batches("job", 2)
    list(batches.bodies(objects(tmp_path, a=b"1\n2\n", b=b"3\n"), "Line", SINGLE))
    batches.on_answer(answered(2, offset=2, length=3))
    batches.on_answer(answered(1, file="answers/job-1", length=4))
    batches.on_answer(answered(0))
    with AnswerFiles() as answers:
        answers.receive([("answers/job-0", io.BytesIO(b"a\nbb\n")), ("answers/job-1", io.BytesIO(b"ccc\n"))])
        answers.set_job(batches)
        assert {name: list(answers.bodies(name)) for name in answers.objects} == {
            "a": [b"a\n", b"ccc\n"],
            "b": [b"bb\n"],
        }


COUNTED: dict[str, tuple[dict[str, Any], int | None]] = {
    "whole head": ({"head": b"1\n2\n", "length": 4}, 2),
    "file": ({"head": b"1", "length": 6}, 3),
    "failed": ({"status": 500}, None),
    "too large": ({"length": 1 << 40}, None),
    "other type": ({"content_type": "image/png"}, None),
}


@pytest.mark.parametrize("name", COUNTED)
def test_records_of_an_answer(name: str) -> None:
    changes, expected = COUNTED[name]
    with AnswerFiles() as answers:
        answers.receive([("answers/job-0", io.BytesIO(b"1\n2\n3\n"))])
        assert answers.count_records(answered(0, **changes)) == expected


def test_later_answers_keep_less_of_their_beginning(tmp_path: Path) -> None:
    batches = Batches("job")
    list(batches.bodies(objects(tmp_path, a=b"1\n" * 1002), "Line", SINGLE))
    for number in range(1001):
        batches.on_answer(answered(number, head=b"x" * 1024))
    batches.on_answer(answered(1001, head=b"y" * 1024, status=500))
    heads = [each.head for each in batches.exchanges(lambda _: None)]
    assert [len(head) for head in heads] == [1024] * 1000 + [64, 1024]


def test_what_arrives_from_several_iterators_is_merged() -> None:
    arrivals = Arrivals()
    arrivals.follow(iter(range(5000)), "end")
    assert [arrivals.wait(60) for _ in range(5001)] == [*range(5000), "end"]
    assert arrivals.wait(0) is None


def test_long_items_fill_the_queue_early() -> None:
    arrivals, read = Arrivals(), []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield bytes(262_144)

    arrivals.follow(endless(), "end", len)
    limit = time.monotonic() + 60
    while len(read) < 5 and time.monotonic() < limit:
        time.sleep(0.01)
    time.sleep(0.1)
    # Four fill the queue; the thread has another one.
    assert len(read) == 5
    assert [len(arrivals.wait(60)) for _ in range(6)] == [262_144] * 6
    arrivals.close()


def test_an_exception_of_an_iterator_arrives() -> None:
    arrivals = Arrivals()
    arrivals.follow(map(int, ["1", "x"]), "end")
    assert arrivals.wait(60) == 1
    with pytest.raises(ValueError, match="invalid literal"):
        arrivals.wait(60)


def test_an_endless_iterator_ends_after_close() -> None:
    arrivals = Arrivals()
    ended: list[bool] = []

    def endless() -> Any:
        try:
            while True:
                yield b"x"
        finally:
            ended.append(True)

    arrivals.follow(endless(), "end")
    arrivals.close()
    for _ in range(6000):
        if ended:
            return
        arrivals.wait(0.01)
    raise AssertionError("the iterator has not ended")
