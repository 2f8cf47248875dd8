"""Lines of jobs' logs, made safe to print in a job log."""

from __future__ import annotations

import re

from . import events

MAX_LINE = 2000
# A line that was cut, with the count of what was cut, is not cut again.
_CUT_NOTE = 40
_MAX_LABEL = 80
# Control sequences and control strings of terminals, in their 7-bit and 8-bit forms. Source: ECMA-48, 5.4, 5.6.
# A string ends before the next one begins, so that a line is read in linear time.
_SEQUENCES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\x9d\x90\x98\x9e\x9f]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-~]"
)
# A stream of a training job is named after its host: algo-1, algo-2 (SageMaker developer guide, logging).
_HOST = re.compile(r"(algo-[0-9]{1,5})-[0-9]+$")
_FIRST_HOST = "algo-1"
_DATA_LOG = "data-log"


def lines(text: str, limit: int | None = MAX_LINE) -> tuple[str, ...]:
    """Split a string into printable lines without escape sequences, reordering marks and workflow commands.

    A line keeps `limit` characters and a count of the others; None keeps all of them. An empty string is one empty
    line. Source of what is a command: actions/runner, ActionCommand.cs; `##[name]` is one anywhere in a line,
    `::name::` at its start, which is why a line is shown after a label (see `labeled`).
    """
    if text.isprintable() and "##[" not in text and (limit is None or len(text) <= limit + _CUT_NOTE):
        return (text,)
    return tuple(_safe(line, limit) for line in text.splitlines()) or ("",)


def _safe(line: str, limit: int | None) -> str:
    plain = _SEQUENCES.sub("", line) if not line.isprintable() else line
    cut = "" if limit is None or len(plain) <= limit + _CUT_NOTE else f"… ({len(plain) - limit:,} more characters)"
    kept = plain[:limit] if cut else plain
    if not kept.isprintable():
        kept = "".join(sign if sign.isprintable() else " " if sign.isspace() else "" for sign in kept)
    return kept.replace("##[", "## [") + cut


def labeled(event: events.LogLine) -> list[str]:
    """The lines of a log event, each after the label of its job."""
    prefix = label(event.job_type, event.stream)
    return [f"  {prefix} | {line}" for line in lines(event.text)]


def is_data_log(stream: str) -> bool:
    """Whether a stream is the one in which a transform job lists what happened to each object of its input."""
    return stream.endswith(_DATA_LOG)


def label(job_type: str, stream: str) -> str:
    """The label of a line: the type of the job, and the stream if it is not the job's usual one."""
    host = _HOST.search(stream)
    if is_data_log(stream):
        job_type = f"{job_type} {_DATA_LOG}"
    elif host and host[1] != _FIRST_HOST:
        job_type = f"{job_type} {host[1]}"
    return lines(job_type[:_MAX_LABEL])[0]
