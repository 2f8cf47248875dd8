"""The known causes: what each is detected by, their order, and the validity of the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants as constants  # type: ignore[attr-defined,unused-ignore]  # private, but the only reader of patterns
from re import _parser as parser  # type: ignore[attr-defined,unused-ignore]  # likewise
from typing import Any

import pytest

from sagemaker_marketplace.diagnosis.causes import GENERAL, find_causes, read_families
from sagemaker_marketplace.manifest import paths, schema

DATA: list[dict[str, Any]] = [entry for family in read_families().values() for entry in family]
STAGES = {
    "push",
    "create-call",
    "permission",
    "image-scan",
    "validation-start",
    "validation-training",
    "validation-transform",
    "wait",
    "auth",
}
CONSTRAINT = "failed to satisfy constraint: Member must"
EXAMPLES = [(entry["id"], example) for entry in DATA for example in entry.get("examples", ())]
LOG_EXAMPLES = [(entry["id"], example) for entry in DATA for example in entry.get("log_examples", ())]
NOT_EXAMPLES = [(entry["id"], example) for entry in DATA for example in entry.get("not_examples", ())]
STAGE = {entry["id"]: entry["stage"] for entry in DATA}


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_a_message_leads_to_its_cause_first(name: str, example: str) -> None:
    assert find_causes([example], STAGE[name])[0].id == name
    assert find_causes([example])[0].id == name


@pytest.mark.parametrize(("name", "example"), LOG_EXAMPLES)
def test_a_log_line_leads_to_its_cause_first(name: str, example: str) -> None:
    logs = ["Serving on port 8080", example, "and a line after it"]
    first = find_causes(["AlgorithmError: See job logs for more information"], "validation-transform", logs)[0]
    assert first.id == name
    # Without the time and the mark that a line of data-log begins with.
    assert " ".join(example.split()).endswith(first.evidence) or len(example) > 400


@pytest.mark.parametrize(("name", "example"), NOT_EXAMPLES)
def test_a_near_miss_does_not_lead_to_the_cause(name: str, example: str) -> None:
    assert name not in [cause.id for cause in find_causes([example], STAGE[name], [example])]


@pytest.mark.parametrize(
    "line",
    [
        '"GET /ping HTTP/1.1" 200 0',
        '"GET /execution-parameters HTTP/1.1" 404 9',
        '"POST /invocations HTTP/1.1" 200 512',
        "404 rows read, 500 to go",
        "errors: 0",
        "Starting the training",
        "out of 413 requests none failed",
        "exit code: 0",
        "the server is served",
        "/bin/sh: 1: nvidia-smi: not found",
        "nvidia-smi: failed to run (127): /bin/sh: nvidia-smi: command not found",
        "the client aborted",
        "key: not found",
        "Successfully installed boto3-1.44.8",
        "Permission denied for 3 of 40 users in the data",
    ],
)
def test_lines_of_a_successful_job_have_no_cause(line: str) -> None:
    assert find_causes([line], "validation-transform", [line]) == []


# AWS's words for the findings of a scan are not known; the field of an object in S3 depends on the manifest.
WITHOUT_EXAMPLES = {"image-vulnerabilities", "model-among-inputs"}


def test_each_pattern_has_an_example() -> None:
    for entry in DATA:
        examples = [" ".join(example.split()) for example in entry.get("examples", ())]
        log_examples = [*examples, *(" ".join(example.split()) for example in entry.get("log_examples", ()))]
        unmatched = [
            pattern
            for key, lines in (("patterns", examples), ("log_patterns", log_examples))
            for pattern in entry.get(key, ())
            if not any(re.search(pattern, line, re.IGNORECASE) for line in lines)
        ]
        assert unmatched == [] or entry["id"] in WITHOUT_EXAMPLES, entry["id"]


def test_a_cause_is_listed_before_its_consequences() -> None:
    message = "AlgorithmError: Model container failed to respond to ping."
    logs = [
        "ModuleNotFoundError: No module named 'flask'",
        "[ERROR] Worker failed to boot",
        '"GET /ping HTTP/1.1" 502',
    ]
    detected = find_causes([message], "validation-transform", logs)
    assert [cause.id for cause in detected] == [
        "python-package-missing",
        "program-exception",
        "worker-boot",
        "ping-proxy-error",
        "ping-failed",
        "algorithm-error",
    ]


def test_nothing_is_over_if_aws_never_got_an_answer() -> None:
    logs = ["ModuleNotFoundError: No module named 'flask'", '"GET /ping HTTP/1.1" 200']
    for message in ("AlgorithmError: Model container failed to respond to ping.", "CannotStartContainerError. Please"):
        assert find_causes([message], "validation-transform", logs)[0].id == "python-package-missing"
    answered = find_causes(["ClientError: See job logs"], "validation-transform", [*logs, '"POST /invocations" 400 1'])
    assert answered[0].id == "request-refused"


def test_the_evidence_is_the_last_matching_line() -> None:
    logs = ["KeyError: 'a'", "KeyError: 'b'", "done"]
    assert [cause.evidence for cause in find_causes([], None, logs)] == ["KeyError: 'b'"]


def test_log_patterns_do_not_apply_to_create_calls() -> None:
    text = f"Value 'a KeyError: b' at 'modelPackageDescription' {CONSTRAINT} have length less than or equal to 1024"
    assert [cause.id for cause in find_causes([text], "create-call")] == ["value-out-of-range"]
    assert [cause.id for cause in find_causes([text])] == ["program-exception", "value-out-of-range"]


def test_causes_of_the_stage_are_listed_first() -> None:
    texts = ["Missing ARN.", "no scan scheduled", "access denied for registry"]
    assert [cause.id for cause in find_causes(texts)] == ["registry-denied", "scan-not-started", "name-missing"]
    assert [cause.id for cause in find_causes(texts, "image-scan")] == [
        "scan-not-started",
        "registry-denied",
        "name-missing",
    ]


def test_evidence_is_cut_around_the_match() -> None:
    line = f"{'a' * 300} Exit Code: 1 {'b' * 500}"
    evidence = next(cause.evidence for cause in find_causes([line]) if cause.id == "program-exit-code")
    assert evidence == f"…{'a' * 79} Exit Code: 1 {'b' * 307}…"


def test_the_searched_length_is_limited() -> None:
    assert find_causes(["x" * 65_536 + "Exit Code: 1"]) == []
    line, long = "KeyError: 'a'", "x" * 4096
    for logs in ([line, *[long] * 30], [*[long] * 30, line], [*[long] * 7, line, *[long] * 7]):
        assert [cause.id for cause in find_causes([], None, logs)] == ["program-exception"]
    assert find_causes([], None, [*[long] * 8, line, *[long] * 8]) == []


def test_unknown_messages_have_no_cause() -> None:
    assert find_causes(["something new"], "validation-training", ["", "a new line"]) == []


# The verbs that a fix can begin with.
IMPERATIVES = re.compile(
    "accept|add|allow|ask|build|compare|convert|copy|create|fix|grant|include|increase|install|listen|make|pin|push|put|raise|read|rebuild"
    "|remove|request|rerun|resume|return|run|save|send|set|shorten|start|use|watch|write"
)


KEYS = {
    *("id", "stage", "weight", "confidence", "cause", "fix", "paths", "sources", "detected_by"),
    *("patterns", "log_patterns", "examples", "log_examples", "not_examples", "over_when_ready"),
    "observations",
}


@pytest.mark.parametrize("entry", DATA, ids=lambda entry: str(entry["id"]))
def test_each_entry_is_valid(entry: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry["id"])
    assert entry["stage"] in STAGES
    assert entry["confidence"] in ("observed", "documented", "general")
    assert 0 < entry["weight"] < 100
    assert entry.get("patterns") or entry.get("log_patterns") or entry.get("observations")
    assert bool(entry.get("examples") or entry.get("log_examples")) == bool(
        entry.get("patterns") or entry.get("log_patterns")
    )
    assert all(set(observation) <= {"id", "weight", "cause", "fix"} for observation in entry.get("observations", ()))
    assert entry["sources"]
    assert set(entry) <= KEYS
    shown = [entry, *entry.get("observations", ())]
    causes, fixes = ([each[key] for each in shown if key in each] for key in ("cause", "fix"))
    texts = [*causes, *fixes, *entry["sources"]]
    assert [text for text in texts if not text or text[-1] in ".;: " or "`" in text] == []
    assert [text for text in causes if not re.match(r"[a-z{]+\b|[A-Z]\w*[A-Z]\w*|AWS|GET|Tags", text)] == []
    assert [text for text in fixes if not IMPERATIVES.fullmatch(text.split()[0]) and text != "{hint}"] == []
    assert [path for path in entry["paths"] if not any(reaches(path, kind) for kind in schema.kinds())] == []


def reaches(pattern: str, kind: str) -> bool:
    node = schema.root(kind)
    for part in paths.parse(pattern):
        # Any item of a list, or any key of a map.
        node = (schema.child(node, 0) or schema.child(node, "key")) if part == paths.ANY else schema.child(node, part)
        if not node:
            return False
    return True


def test_ids_are_unique() -> None:
    assert len({entry["id"] for entry in DATA}) == len(DATA)
    assert len({entry["cause"] for entry in DATA}) == len(DATA)
    observations = [observation["id"] for entry in DATA for observation in entry.get("observations", ())]
    assert len(set(observations)) == len(observations)


def test_general_causes() -> None:
    assert {entry["id"] for entry in DATA if entry["weight"] <= GENERAL} == {
        "reason-in-job-log",
        "program-exit-code",
        "killed-by-signal",
        "algorithm-error",
        "ping-failed",
    }


PATTERNS = sorted({pattern for entry in DATA for key in ("patterns", "log_patterns") for pattern in entry.get(key, ())})
REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT)


def repeats(tree: Any, product: int = 1) -> Iterator[int]:
    """Yield the maximum number of repetitions of each repeat, multiplied by those of the enclosing repeats."""
    for operator, argument in tree:
        if operator in REPEATS:
            _, maximum, inner = argument
            yield product * int(maximum)
            yield from repeats(inner, product * int(maximum))
        elif operator is constants.BRANCH:
            for branch in argument[1]:
                yield from repeats(branch, product)
        elif operator is constants.SUBPATTERN:
            yield from repeats(argument[-1], product)
        elif operator in (constants.ASSERT, constants.ASSERT_NOT):
            yield from repeats(argument[1], product)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_repetitions_in_patterns_are_limited(pattern: str) -> None:
    assert [number for number in repeats(parser.parse(pattern)) if number > 400] == []
