"""Facts about training jobs that fail, and their limits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.rehearse.training_observed import LOCAL, completed, failed, job

from sagemaker_marketplace.diagnosis.causes import Observed
from sagemaker_marketplace.rehearse.observations import End
from sagemaker_marketplace.rehearse.training_job import TrainingJob
from sagemaker_marketplace.rehearse.training_observations import PipeUse, TrainingObservations
from sagemaker_marketplace.rehearse.verdict import hyperparameter_facts, training_facts, training_file_facts

DATA = "/opt/ml/input/data"
NO_FILE = "No such file or directory: "
STRING = "TypeError: must be real number, not str"
TRACEBACK = "Traceback (most recent call last):"


def with_channels(*names: str, **changes: Any) -> TrainingJob:
    """A job with other channels."""
    given = job(**changes)
    [channel] = given.channels
    return replace(given, channels=tuple(replace(channel, name=name) for name in names))


def file_facts(line: str, given: TrainingJob | None = None, **fields: Any) -> list[tuple[str, dict[str, str]]]:
    """The facts about files that a line of the log shows, with their values."""
    observations = failed(LOCAL, **fields)
    observations.job = given or observations.job
    return [(fact.id, dict(fact.values)) for fact in training_file_facts.facts(observations, (line,))]


@pytest.mark.parametrize(
    ("names", "declared", "file", "expected"),
    [
        (("a", "b"), (), f"{DATA}/train", ("channel-absent", "a, b")),
        (("a", "b", "c", "d", "e", "f"), (), f"{DATA}/train", ("channel-absent", "a, b, c, d, e")),
        ((), (), f"{DATA}/train", ("channel-absent", "none")),
        (("a",), (), f"{DATA}/train", ("channel-named-otherwise", "a")),
        (("a", "training"), (), f"{DATA}/train", ("channel-named-otherwise", "training")),
        (("a", "b"), ("a", "train"), f"{DATA}/train", ("channel-not-in-job", "a, b")),
    ],
)
def test_another_channel(
    names: tuple[str, ...], declared: tuple[str, ...], file: str, expected: tuple[str, str]
) -> None:
    [(fact, values)] = file_facts(f"{NO_FILE}'{file}'", with_channels(*names, declared_channels=declared))
    assert (fact, values["file"], values["expected"]) == (expected[0], file, "train")
    assert expected[1] in (values["channels"], values.get("channel"))


def test_a_channel_that_is_not_declared_is_located_where_it_is_used() -> None:
    observations = failed(LOCAL, job={"declared_channels": ()})
    [fact] = training_file_facts.facts(observations, (f"{NO_FILE}'{DATA}/train'",))
    assert fact.path == (*observations.job.channels[0].path, "ChannelName")


@pytest.mark.parametrize(
    ("names", "entries"),
    [
        ((), "no files"),
        (("a", "sub", "sub/b"), "a, sub/b"),
        (tuple("abcde"), "a, b, c, d, e"),
        (tuple("abcdefg"), "a, b, c, d, e and 2 more"),
        (("x" * 201,), "x" * 200),
    ],
)
def test_what_a_channel_has(names: tuple[str, ...], entries: str) -> None:
    files = tuple(f"{DATA}/training/{name}" for name in names)
    [(fact, values)] = file_facts(f"{NO_FILE}'{DATA}/training/rows.csv'", files=(f"{DATA}/other/a", *files))
    assert (fact, values["entries"]) == ("input-file-absent", entries)


@pytest.mark.parametrize(
    "line",
    [
        f"{NO_FILE}'{DATA}/training/train.csv'",
        f"{NO_FILE}'{DATA}/training'",
        f"{NO_FILE}'/opt/ml/other'",
        f"{NO_FILE}'/opt/ml-data/input/data/train'",
        f"{NO_FILE}'/opt/ml'",
        f"read {DATA}/train",
        "Is a directory: '/opt/program'",
        f"Read-only file system: '{DATA}'",
        "OSError: [Errno 29] Illegal seek",
        "No module named 'train'",
    ],
)
def test_lines_without_a_fact(line: str) -> None:
    assert file_facts(line, files=(f"{DATA}/training/train.csv",), hidden_files=("/opt/ml/code/other.py",)) == []


@pytest.mark.parametrize(
    ("file", "hidden", "is_hidden"),
    [
        ("/opt/ml/code/a.py", "/opt/ml/code/a.py", True),
        ("/opt/ml/code", "/opt/ml/code/a.py", True),
        ("/opt/ml/cod", "/opt/ml/code/a.py", False),
        ("/opt/ml/code/a.pyc", "/opt/ml/code/a.py", False),
    ],
)
def test_files_of_the_image(file: str, hidden: str, is_hidden: bool) -> None:
    found = file_facts(f"can't open file '{file}': [Errno 2]", hidden_files=(hidden,))
    assert found == ([("image-files-hidden", {"file": file})] if is_hidden else [])


def test_a_configuration_file_without_any() -> None:
    file = "/opt/ml/input/config/a.json"
    assert file_facts(f"{NO_FILE}{file}", files=()) == [
        ("config-file-absent", {"file": file, "name": "", "names": "no files"})
    ]


def ids(observations: TrainingObservations) -> list[str]:
    return [fact.id for fact in training_facts.facts(observations)]


def test_pipes_that_are_not_opened() -> None:
    unused, used = PipeUse("training", "training_0"), PipeUse("training", "training_0", opened=1)
    stopped: dict[str, Any] = {"end": End(143, "stop", 1.0), "job": {"pipe": True}}
    for fields, expected in (
        ({"is_out_of_time": True, "pipes": [unused]}, ["pipes-not-opened", "out-of-time"]),
        ({"is_out_of_time": True, "pipes": [unused, used]}, ["out-of-time"]),
        ({"is_out_of_time": True}, ["out-of-time"]),
        ({"waited_for_pipes": True, "pipes": [unused]}, ["pipes-not-opened"]),
        ({"waited_for_pipes": True}, ["pipes-not-opened"]),
    ):
        assert ids(completed(**stopped, **fields)) == expected
    observations = completed(waited_for_pipes=True, pipes=[PipeUse("a", f"a_{number}") for number in range(6)])
    [fact] = training_facts.facts(observations)
    shown = ", ".join(f"{DATA}/a_{number}" for number in range(5))
    path = (*observations.job.path, "TrainingInputMode")
    assert fact == Observed("pipes-not-opened", f"not opened: {shown}", {"pipes": shown}, path)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (End(0, "training", 1.0), []),
        (End(1, "training", 1.0), ["training-exit-code"]),
        (End(128, "training", 1.0), ["training-exit-code"]),
        (End(193, "training", 1.0), ["training-exit-code"]),
        *((End(code, "training", 1.0), []) for code in (126, 127, 129, 132, 139, 192)),
        (End(1, "training", 1.0, out_of_memory=True), []),
        (End(1, "abort", 1.0), []),
    ],
)
def test_exit_codes(end: End, expected: list[str]) -> None:
    assert ids(completed(end=end)) == expected


def test_a_long_failure_file_is_cut() -> None:
    [fact] = training_facts.facts(completed(end=End(1, "training", 1.0), failure="x" * 300))
    assert fact == Observed("failure-file", f"/opt/ml/output/failure: {'x' * 200}", {"code": "1", "reason": "x" * 200})


@pytest.mark.parametrize(
    ("values", "lines", "expected"),
    [
        ({"depth": "5", "rate": "1"}, ("depth", "rate", STRING), ("rate", "1")),
        ({"depth": "5", "rate": "1"}, ("rate", TRACEBACK, "depth", STRING), ("depth", "5")),
        ({"depth": "5", "rate": "1"}, ("rate", TRACEBACK, STRING), None),
        ({"depth": "5", "rate": "1"}, ("depths", STRING), None),
        ({"depth": "5", "rate": "5"}, ("TypeError: must be an int. Got '5' instead", "rate"), None),
        ({"max-depth": "5"}, ("max_depth", STRING), ("max-depth", "5")),
        ({"k": "5"}, ("k means", STRING), None),
        ({"k": "5"}, ('hp["k"]', STRING), ("k", "5")),
        ({"k": "5"}, ("'k'", *("line",) * 40, STRING), None),
        ({"k": "5"}, ("'k'", *("line",) * 39, STRING), ("k", "5")),
        ({"depth": "5" * 300}, ("depth", STRING), ("depth", "5" * 200)),
        ({}, ("depth", STRING), None),
    ],
)
def test_the_hyperparameter_that_is_not_converted(
    values: dict[str, str], lines: tuple[str, ...], expected: tuple[str, str] | None
) -> None:
    given = job(hyperparameters=values)
    found = list(hyperparameter_facts.facts(given, lines))
    if expected is None:
        assert found == []
    else:
        path = (*given.path, "HyperParameters", expected[0])
        named = {"name": expected[0], "value": expected[1]}
        assert found == [Observed("hyperparameter-as-string", STRING, named, path)]


@pytest.mark.parametrize(
    ("values", "lines", "name"),
    [
        ({"rate": "auto"}, ("ValueError: could not convert string to float: 'auto'",), "rate"),
        ({"rate": "auto"}, ('strconv.ParseFloat: parsing "auto": invalid syntax: error',), "rate"),
        ({"rate": "auto"}, ('java.lang.NumberFormatException: For input string: "auto"',), "rate"),
        ({"rate": '"2"'}, ("ValueError: invalid literal for int() with base 10: '\"2\"'",), "rate"),
        ({"rate": "auto", "depth": "auto"}, ("ValueError: could not convert string to float: 'auto'",), None),
        (
            {"rate": "auto", "depth": "auto"},
            ("depth", "ValueError: could not convert string to float: 'auto'"),
            "depth",
        ),
        ({"rate": "1"}, ("rate", "ValueError: could not convert string to float: 'a'"), None),
    ],
)
def test_a_value_that_is_not_a_number(values: dict[str, str], lines: tuple[str, ...], name: str | None) -> None:
    given = job(hyperparameters=values)
    found = [(fact.id, fact.values["name"], fact.path[-1]) for fact in hyperparameter_facts.facts(given, lines)]
    assert found == ([("hyperparameter-value", name, name)] if name else [])


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("KeyError: 'seed'",), "seed"),
        (("KeyError: 'other'",), None),
        (("    hyperparameters['other']", "KeyError: 'other'"), "other"),
        (("    rows['other']", "KeyError: 'other'"), None),
        (("    hp['x']", "a", "b", "KeyError: 'other'"), None),
        (("KeyError: 'rate'",), None),
        (("a.py: error: the following arguments are required: --other",), None),
        (("a.py: error: the following arguments are required: --seed, --x",), "seed"),
    ],
)
def test_a_hyperparameter_that_is_not_set(lines: tuple[str, ...], name: str | None) -> None:
    found = [(fact.id, fact.values["name"]) for fact in hyperparameter_facts.facts(job(), lines)]
    assert found == ([("hyperparameter-not-set", name)] if name else [])
