"""Text of others, line by line as it goes into a job log: nothing in it is more than text."""

from __future__ import annotations

import re

from . import events

MOST_OF_A_LINE = 2000
# A cut line stays as it is when it comes here again.
_SLACK = 40
_MOST_OF_A_LABEL = 80
# What a terminal takes for a control sequence or a string command, in its 7 and 8 bit forms. Source: ECMA-48, 5.4, 5.6.
_SEQUENCES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]*[0-~]"
)
# A stream of a training job is named after its host: algo-1, algo-2 (SageMaker developer guide, logging).
_HOST = re.compile(r"(algo-[0-9]{1,5})-[0-9]+$")
_ONLY_HOST = "algo-1"
_DATA_LOG = "data-log"


def lines(text: str, most: int | None = MOST_OF_A_LINE) -> tuple[str, ...]:
    """The lines of a text, each printable, without escape sequences and reordering marks, and no workflow command.

    `most` characters of a line are kept, and the count of the others; None keeps all of them. An empty text is one
    empty line. Source of what is a command: actions/runner, ActionCommand.cs; `##[name]` counts anywhere in a line,
    `::name::` at its start, which is why a line is shown behind a label (see `shown`).
    """
    if text.isprintable() and "##[" not in text and (most is None or len(text) <= most + _SLACK):
        return (text,)
    return tuple(_harmless(line, most) for line in text.splitlines()) or ("",)


def _harmless(line: str, most: int | None) -> str:
    plain = _SEQUENCES.sub("", line) if not line.isprintable() else line
    more = "" if most is None or len(plain) <= most + _SLACK else f"… ({len(plain) - most:,} more characters)"
    kept = plain[:most] if more else plain
    if not kept.isprintable():
        kept = "".join(sign if sign.isprintable() else " " if sign.isspace() else "" for sign in kept)
    return kept.replace("##[", "## [") + more


def shown(event: events.LogLine) -> list[str]:
    """The lines of a log event, each behind the label of its job."""
    before = label(event.job_type, event.stream)
    return [f"  {before} | {line}" for line in lines(event.text)]


def label(job: str, stream: str) -> str:
    """What stands before a line: the job, and the stream if it is not the job's usual one."""
    host = _HOST.search(stream)
    if stream.endswith(_DATA_LOG):
        job = f"{job} {_DATA_LOG}"
    elif host and host[1] != _ONLY_HOST:
        job = f"{job} {host[1]}"
    return lines(job[:_MOST_OF_A_LABEL])[0]
