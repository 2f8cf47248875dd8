"""The known causes: what each is detected by, their order, and the validity of the data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from re import _constants as constants  # type: ignore[attr-defined]  # private, but the only reader of patterns
from re import _parser as parser  # type: ignore[attr-defined]  # likewise
from typing import Any

import pytest

from sagemaker_marketplace.diagnosis.causes import GENERAL, all_causes, find_causes
from sagemaker_marketplace.manifest import paths, schema

FILE = Path(__file__).parents[2] / "src" / "sagemaker_marketplace" / "diagnosis" / "causes.json"
DATA: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["causes"]
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
LOG_LINES = [
    ("/usr/bin/env: 'python3\\r': No such file or directory", "windows-line-endings"),
    ("/bin/bash^M: bad interpreter: /bin/bash^M: no such file or directory", "windows-line-endings"),
    ("/opt/program/serve: line 2: $'\\r': command not found", "windows-line-endings"),
    ('exec: "train": executable file not found in $PATH: unknown', "program-not-found"),
    ("[FATAL tini (7)] exec train failed: No such file or directory", "program-not-found"),
    ("/bin/sh: 1: /opt/program/serve: not found", "program-not-found"),
    ("sh: no such file or directory: serve", "program-not-found"),
    ('exec: "/opt/program/serve": permission denied: unknown', "program-not-executable"),
    ("bash: /opt/program/train: Permission denied", "program-not-executable"),
    ("PermissionError: [Errno 13] Permission denied: '/opt/program/serve'", "program-not-executable"),
    ("exec /usr/local/bin/serve: exec format error", "wrong-architecture"),
    ("standard_init_linux.go:219: exec user process caused: exec format error", "wrong-architecture"),
    ("torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB", "gpu-out-of-memory"),
    ("RuntimeError: CUDA error: out of memory", "gpu-out-of-memory"),
    ("Killed", "out-of-memory"),
    ("/opt/program/start: line 3: Killed", "out-of-memory"),
    ("[ERROR] Worker (pid:12) was sent SIGKILL! Perhaps out of memory?", "out-of-memory"),
    ("MemoryError: Unable to allocate 8.00 GiB", "out-of-memory"),
    ("java.lang.OutOfMemoryError: Java heap space", "out-of-memory"),
    ("OSError: [Errno 28] No space left on device", "disk-full"),
    ("OSError: [Errno 30] Read-only file system: '/opt/ml/model/cache'", "read-only-file-system"),
    ("ModuleNotFoundError: No module named 'sklearn'", "python-package-missing"),
    ("ImportError: cannot import name 'soft_unicode' from 'markupsafe'", "python-package-missing"),
    ("ImportError: libgomp.so.1: cannot open shared object file: No such file or directory", "native-library-missing"),
    ("./serve: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found", "native-library-missing"),
    ("RuntimeError: Found no NVIDIA driver on your system.", "gpu-missing"),
    ("ImportError: libcuda.so.1: cannot open shared object file", "gpu-missing"),
    ("OSError: [Errno 98] Address already in use", "address-in-use"),
    ("socket.gaierror: [Errno -3] Temporary failure in name resolution", "network-access"),
    ("requests.exceptions.ConnectionError: HTTPSConnectionPool: Max retries exceeded with url: /", "network-access"),
    ("botocore.exceptions.NoCredentialsError: Unable to locate credentials", "aws-credentials-in-container"),
    ("FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/model/model.pkl'", "model-file-missing"),
    ("cat: /opt/ml/model/weights.bin: No such file or directory", "model-file-missing"),
    ("FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/input/data/train'", "input-file-missing"),
    ("Segmentation fault (core dumped)", "segmentation-fault"),
    ("[CRITICAL] WORKER TIMEOUT (pid:9)", "worker-timeout"),
    ("gunicorn.errors.HaltServer: <HaltServer 'Worker failed to boot.' 3>", "worker-boot"),
    ('"POST /invocations HTTP/1.1" 415 31', "content-type-refused"),
    ('"POST /invocations HTTP/1.1" 413 176', "body-too-large"),
    ("client intended to send too large body: 6291457 bytes", "body-too-large"),
    ('INFO: 169.254.255.130:1 - "POST /invocations HTTP/1.1" 500 Internal Server Error', "handler-failed"),
    ('"POST /invocations HTTP/1.1" 404 9', "request-refused"),
    ('"GET /ping HTTP/1.1" 404 9', "ping-not-found"),
    ('"GET /ping HTTP/1.1" 503 -', "ping-error-status"),
    ("KeyError: 'species'", "program-exception"),
    ("2026-11-22 10:31:02 pandas.errors.ParserError: Error tokenizing data", "program-exception"),
]
MESSAGES = [
    ("AlgorithmError: Exit Code: 127", "program-not-runnable"),
    ("AlgorithmError: , exit code: 137", "out-of-memory"),
    ("AlgorithmError: the program's own words", "algorithm-error"),
    ("AlgorithmError: ModuleNotFoundError: No module named 'sklearn', exit code: 1", "python-package-missing"),
    ("is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/V", "pass-role-denied"),
    ("is not authorized to perform: kms:Decrypt on resource: key", "kms-denied"),
    ("is not authorized to perform: ecr:StartImageScan on resource: r", "not-authorized"),
    ("Access Denied", "access-denied"),
    ("AdditionalS3DataSource is not allowed in InferenceSpecification", "additional-data-not-allowed"),
    ("ResourceLimitExceeded: 10,000 model packages", "quota-exceeded"),
    ("MaxRuntimeExceeded", "training-timeout"),
    ('Missing required parameter in Tags[0]: "Value"', "missing-field"),
    ("Invalid type for parameter AlgorithmName, value: 5", "wrong-field-type"),
    ("Invalid length for parameter AlgorithmName, value: 0, valid min length: 1", "value-too-small"),
]
CONSTRAINT = "failed to satisfy constraint: Member must"
REQUEST_ERRORS = [
    (f"Value 'a_b' at 'algorithmName' {CONSTRAINT} satisfy regular expression pattern: x", "invalid-name"),
    (
        f"Value 'ml.q' at 'inferenceSpecification.supportedTransformInstanceTypes' {CONSTRAINT} satisfy constraint: "
        "[Member must satisfy enum value set: [ml.m5.large]]",
        "invalid-instance-type",
    ),
    (f"Value 'Lines' at 'x.splitType' {CONSTRAINT} satisfy enum value set: [Line, None]", "invalid-enum-value"),
    (f"Value null at 'x.y' {CONSTRAINT} not be null", "missing-value"),
    (f"Value '0' at 'x.instanceCount' {CONSTRAINT} have value greater than or equal to 1", "value-out-of-range"),
    (f"Value 'text' at 'x.contentType' {CONSTRAINT} satisfy regular expression pattern: .*", "invalid-format"),
]


@pytest.mark.parametrize(("line", "name"), LOG_LINES)
def test_causes_in_log_lines(line: str, name: str) -> None:
    logs = ["Serving on port 8080", line, "and a line after it"]
    first = find_causes(["AlgorithmError: See job logs for more information"], "validation-transform", logs)[0]
    assert (first.id, first.evidence) == (name, line)


@pytest.mark.parametrize(("text", "name"), MESSAGES + REQUEST_ERRORS)
def test_causes_in_messages(text: str, name: str) -> None:
    first = find_causes([text])[0]
    assert (first.id, first.evidence) == (name, text)


def test_each_cause_is_detected_by_a_test() -> None:
    cases = json.loads((Path(__file__).parent / "messages.json").read_text(encoding="utf-8"))
    tested = {name for _, name in LOG_LINES + MESSAGES + REQUEST_ERRORS} | {case.get("cause") for case in cases}
    assert [cause.id for cause in all_causes() if cause.id not in tested] == []


@pytest.mark.parametrize("entry", DATA, ids=lambda entry: entry["id"])
def test_the_message_in_the_docs_shows_the_cause(entry: dict[str, Any]) -> None:
    message = entry["message"]
    assert entry["id"] in [cause.id for cause in find_causes([message], entry["stage"], [message])]
    assert "`" not in message


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
    ],
)
def test_lines_of_a_successful_job_have_no_cause(line: str) -> None:
    assert find_causes([line], "validation-transform", [line]) == []


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
        "ping-error-status",
        "program-exception",
        "worker-boot",
        "ping-failed",
        "algorithm-error",
    ]


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
    assert find_causes([], None, ["KeyError: 'a'", *["x" * 4096] * 16]) == []
    assert [cause.id for cause in find_causes([], None, ["KeyError: 'a'", *["x" * 4096] * 15])] == ["program-exception"]


def test_unknown_messages_have_no_cause() -> None:
    assert find_causes(["something new"], "validation-training", ["", "a new line"]) == []


# The verbs that a fix can begin with.
IMPERATIVES = re.compile(
    "accept|add|allow|build|compare|copy|create|fix|grant|include|increase|install|listen|pin|push|put|raise|read|rebuild"
    "|remove|request|rerun|resume|return|run|save|send|set|shorten|start|use|watch|write"
)


@pytest.mark.parametrize("entry", DATA, ids=lambda entry: str(entry["id"]))
def test_each_entry_is_valid(entry: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry["id"])
    assert entry["stage"] in STAGES
    assert entry["confidence"] in ("observed", "documented", "general")
    assert 0 < entry["weight"] < 100
    assert entry.get("patterns") or entry.get("log_patterns")
    assert [text for text in (entry["cause"], entry["fix"], entry["source"]) if not text or text[-1] in ".;: "] == []
    assert re.match(r"[a-z]+\b|[A-Z]\w*[A-Z]\w*|AWS|GET|Tags", entry["cause"])
    assert IMPERATIVES.fullmatch(entry["fix"].split()[0])
    assert [path for path in entry["paths"] if not any(reaches(path, kind) for kind in schema.kinds())] == []


def reaches(pattern: str, kind: str) -> bool:
    node = schema.root(kind)
    for part in paths.parse(pattern):
        node = schema.child(node, 0 if part == paths.ANY else part)
        if not node:
            return False
    return True


def test_ids_are_unique() -> None:
    assert len({entry["id"] for entry in DATA}) == len(DATA) == 87
    assert [entry["id"] for entry in DATA if entry["weight"] <= GENERAL] == [
        "reason-in-job-log",
        "program-exit-code",
        "algorithm-error",
    ]


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
