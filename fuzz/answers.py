"""AWS's answers: whatever the services answer, a run ends with one of its exit codes and a message, not with a bug.

An input is text: a name of `_COMMANDS` on the first line, then answers. Each has a line `=== OPERATION STATUS`, and its
body on the next lines. A call gets the next answer of its operation, and the last one again; a call without any is
refused.
"""

from __future__ import annotations

import io
import json
import random
import re
import tempfile
import threading
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from sagemaker_marketplace import pipeline, runner
from sagemaker_marketplace.aws import parallel
from sagemaker_marketplace.aws.credentials import sessions
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.context import Clock, Context, Workspace
from sagemaker_marketplace.manifest.findings import INTERNAL_ERROR
from sagemaker_marketplace.settings.options import EXIT_CODES
from sagemaker_marketplace.settings.settings import Settings

from . import invariants

TOKENS = (
    *(
        "=== DescribeModelPackage 200\n",
        "=== CreateModelPackage 400\n",
        "=== FilterLogEvents 200\n",
        "create only\n",
        "watch\n",
    ),
    *('{"__type": "', "ValidationException", "ThrottlingException", "AccessDeniedException", "ResourceNotFound"),
    *("null", "[]", "{}", '""', "1e400", "-1", "<html>", "<Error><Code>", "NaN", "\\ud800", "Failed", "Completed"),
    *("InProgress", "is not authorized to perform: ", "1 validation error detected: Value ", "nextToken", "NextToken"),
)
# Without the preflight a run reaches the create call with few answers.
_ONLY_CREATE = {"command": "create", "preflight": False, "pin_image": False, "provenance_tags": False}
_COMMANDS: dict[bytes, dict[str, Any]] = {
    b"plan": {"command": "plan"},
    b"create": {"command": "create"},
    b"create only": _ONLY_CREATE,
    b"watch": {"command": "watch"},
}
_MANIFEST = Path(__file__).resolve().parent.parent / "examples" / "model-package.yaml"
_ARN = "arn:aws:sagemaker:us-east-2:111122223333:model-package/churn-scorer-1"
_ANSWER = re.compile(rb"^=== (\w+) ([0-9]{3})$", re.MULTILINE)
_STRANGE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e300,
    "",
    "::error::x",
    "\x1b[0m",
    "a" * 300,
    [],
    {},
    [None],
    {"a": None},
)
_REFUSED = (400, b'{"__type": "ValidationException", "message": "does not exist"}')


class _FastClock(Clock):
    """A clock that advances only during a sleep."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def now(self) -> float:
        return self._seconds

    def today(self) -> str:
        return "2026-11-29"

    def sleep(self, seconds: float) -> None:
        self._seconds += seconds


class _Body(io.BytesIO):
    """The body of a response, as botocore reads it."""

    def stream(self, **_: Any) -> Any:
        yield self.read()


class _Answers(Account):
    """An account whose calls get the answers of an input, without a connection; each call is sent once."""

    def __init__(self) -> None:
        super().__init__("fuzz")
        self.answers: dict[str, list[tuple[int, bytes]]] = {}
        self._created: dict[tuple[str, str], Any] = {}

    def _open(self, _region: str) -> Any:
        import boto3

        self._core = sessions.open_profile()
        self._core.set_credentials("fuzz", "fuzz")
        self._core.register("before-send", self._answer)
        return boto3.session.Session(botocore_session=self._core)

    def _client(self, region: str, attempts: int, service: str = "sagemaker") -> Any:
        if (region, service) not in self._created:
            self._created[region, service] = super()._client(region, min(attempts, 1), service)
        return self._created[region, service]

    def _answer(self, request: Any, event_name: str, **_: Any) -> Any:
        from botocore.awsrequest import AWSResponse

        answers = self.answers.get(event_name.rsplit(".", 1)[-1], [_REFUSED])
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        headers = {"Content-Type": "application/x-amz-json-1.1", "Content-Length": str(len(body))}
        return AWSResponse(request.url, status, headers, _Body(body))


def fuzz(content: bytes) -> None:
    """Run a command with the answers of an input. Raises AssertionError."""
    chosen = _COMMANDS.get(content.partition(b"\n")[0], _ONLY_CREATE)
    account = _account()
    account.answers = defaultdict(lambda: [_REFUSED], _answers(content))
    targets = (_ARN,) if chosen["command"] == "watch" else (_MANIFEST.name,)
    times: dict[str, Any] = {"timeout_minutes": 5, "poll_seconds": 120}  # some polls, not hundreds
    settings = Settings(manifest=targets, region="us-east-2", variables={"VERSION": "1"}, **times, **chosen)
    context = Context(lambda _role: account, _FastClock(), Workspace(str(_folder()), bound=True))
    lines: list[str] = []
    report = runner.run(settings, pipeline.run(settings, context), "github", lines.append)
    for thread in threading.enumerate():
        if thread.name == parallel.THREAD_NAME:  # its calls would get the answers of the next input
            thread.join()
    assert report.exit_code != INTERNAL_ERROR, "\n".join(lines)
    invariants.check_log("github", lines)
    invariants.check(report, EXIT_CODES)


def mutate(content: bytes, max_size: int, seed: int) -> bytes:
    """Replace, remove or repeat a value of one answer's JSON; the content is not changed if it has none."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice
    found = list(_ANSWER.finditer(content))
    if not found:
        return content
    number = chance.randrange(len(found))
    start = found[number].end() + 1
    end = found[number + 1].start() if number + 1 < len(found) else len(content)
    try:
        data = json.loads(content[start:end])
    except ValueError:
        return content
    changed = json.dumps(_changed(data, chance)).encode() + b"\n"
    return (content[:start] + changed + content[end:])[:max_size]


def _changed(data: Any, chance: random.Random) -> Any:
    """Return the data with one value changed, at any depth."""
    if isinstance(data, dict) and data and chance.random() < 0.8:
        key = chance.choice(list(data))
        if chance.random() < 0.1:
            return {name: value for name, value in data.items() if name != key}
        return {**data, key: _changed(data[key], chance)}
    if isinstance(data, list) and data and chance.random() < 0.8:
        index = chance.randrange(len(data))
        return [*data[:index], _changed(data[index], chance), *data[index + chance.randrange(2) :]]
    return chance.choice([*_STRANGE, f"{data}{data}" if isinstance(data, str) else [data]])


def _answers(content: bytes) -> dict[str, list[tuple[int, bytes]]]:
    """The answers of an input, by operation."""
    answers: dict[str, list[tuple[int, bytes]]] = defaultdict(list)
    parts = _ANSWER.split(content)
    for operation, status, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        answers[operation.decode()].append((int(status), body.strip(b"\n")))
    return answers


@cache
def _account() -> _Answers:
    """The account of all inputs: clients are slow to create."""
    return _Answers()


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    (folder / _MANIFEST.name).write_bytes(_MANIFEST.read_bytes())
    return folder
