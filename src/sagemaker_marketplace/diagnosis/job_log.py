"""Reads a job's log for the diagnosis: what data-log reports about each object, and which symptoms were over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .request_errors import MAX_MESSAGE, one_line

_MAX_LINE = 4096
# A line of the stream data-log about an object of the input, such as
# `2020-10-14T04:08:19.666:[sagemaker logs]: bucket/key.csv: ClientError: 400`. Those after the status have the
# container's response (aws/amazon-sagemaker-examples#1620, huggingface/notebooks#227).
_DATA_LOG = re.compile(r"[0-9T:.-]{1,40}:\[sagemaker logs\]: (?P<object>.{1,1200}?):(?: (?P<text>.*))?")
_MESSAGE = "Message:"
# What SageMaker does after the container has answered a ping with 200 (developer guide, batch transform inference
# code): it requests /execution-parameters, and writes the parameters to data-log before it sends the first object.
_STATUS = r'/%s(?:[^" ]{0,20} HTTP/[0-9.]{1,5}")? %s\b'
_SERVING = re.compile(
    "|".join(
        (
            _STATUS % ("ping", "2[0-9][0-9]"),
            _STATUS % ("execution-parameters", "[1-4][0-9][0-9]"),
            _STATUS % ("invocations", "2[0-9][0-9]"),
            r"\b2[0-9][0-9] (?:GET|POST) /(?:ping|invocations)\b",
            r"\[sagemaker logs\]: MaxConcurrentTransforms=",
        )
    )
)
# A request with an object of the input.
_REQUESTED = re.compile(
    "|".join(
        (
            _STATUS % ("invocations", "[1-5][0-9][0-9]"),
            r"\[sagemaker logs\]: ",
            r"\bBad HTTP status received from algorithm\b",
        )
    )
)
_PING = re.compile(r"/ping\b")


@dataclass(frozen=True)
class LogLine:
    """A line of a log, or all that data-log reports about the object of the input named in `subject`.

    `is_over`: a later line shows that the container was ready after this one.
    """

    text: str
    subject: str = ""
    is_over: bool = False


def read(lines: Sequence[str], objects: Mapping[str, str]) -> list[LogLine]:
    """The first and last lines of a log, in order, as many as are allowed for a message; each object's joined.

    `objects` are names of objects, and what they are in the manifest, which is added to their lines.
    """
    texts = [one_line(line[:_MAX_LINE]) for line in both_ends(lines)]
    served = _first(_SERVING, texts)
    pinged = min(filter(None, (served, _first(_REQUESTED, texts))), default=0)
    marked = []
    for number, text in enumerate(texts):
        marked.append(LogLine(text, is_over=number < (pinged if _PING.search(text) else served)))
    return _join_objects(marked, objects)


def both_ends(lines: Sequence[str]) -> list[str]:
    """The lines from both ends of a log whose cut length fits into half a message each."""
    last = _fitting(reversed(lines), MAX_MESSAGE // 2)
    first = _fitting(lines[: len(lines) - len(last)], MAX_MESSAGE // 2)
    return [*first, *reversed(last)]


def _fitting(lines: Iterable[str], room: int) -> list[str]:
    kept = []
    for line in lines:
        room -= min(len(line), _MAX_LINE) + 1
        if room < 0:
            break
        kept.append(line)
    return kept


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> int:
    """The number of the first line that matches; 0 if there is none."""
    return next((number for number, line in enumerate(lines) if pattern.search(line)), 0)


def _join_objects(lines: Iterable[LogLine], objects: Mapping[str, str]) -> list[LogLine]:
    """The lines, with those of data-log about one object joined at the location of the first."""
    joined: list[LogLine] = []
    indexes: dict[str, int] = {}
    for line in lines:
        match = _DATA_LOG.fullmatch(line.text)
        if match is None:
            joined.append(line)
            continue
        name, text = match["object"], match["text"] or ""
        if name not in indexes:
            indexes[name] = len(joined)
            subject = f"{name} ({objects[name]})" if name in objects else name
            joined.append(replace(line, text=f"{subject}: {text}", subject=subject))
        elif text and text != _MESSAGE:
            index = indexes[name]
            joined[index] = replace(joined[index], text=f"{joined[index].text} {text}"[:_MAX_LINE])
    return joined
