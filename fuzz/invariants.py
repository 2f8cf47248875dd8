"""What must be true of every output, whatever the program has read."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable

from fuzz.github_runner import effective_commands
from sagemaker_marketplace import runner
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.report import Report

# Control characters, line separators, and marks that change the order of what is shown.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_OWN_COMMANDS = {"group", "endgroup", "error", "warning", "notice", "stop-commands"}
_TOKEN_LENGTH = 32


def check(report: Report, exit_codes: Iterable[int]) -> None:
    """Check the exit code of a run, and what each output format prints. Raises AssertionError."""
    assert report.exit_code in exit_codes, report.exit_code
    log_lines = [event for event in report.events if isinstance(event, events.LogLine)]
    assert not log_lines, "a report keeps no log lines"
    for name in ("text", "github"):
        check_log(name, list(runner.render(name, report)))
    for name in ("json", "sarif", "jsonl", "junit", "rdjson"):
        _check_document(name, list(runner.render(name, report)))
    for line in "\n".join(runner.render("summary", report)).split("\n"):
        _check_line("summary", line)


def check_log(output_format: str, lines: Iterable[str]) -> None:
    """Check the lines of a format for people: printable, and no workflow command but our own. Raises AssertionError."""
    printed = list(lines)
    for line in printed:
        _check_line(output_format, line)
    commands = {command.name for command in effective_commands("\n".join(printed))}
    allowed = _OWN_COMMANDS if output_format == "github" else set()
    others = {name for name in commands if len(name) != _TOKEN_LENGTH} - allowed
    assert not others, f"{output_format}: workflow commands: {others}"


def _check_line(output_format: str, line: str) -> None:
    hidden = _HIDDEN.search(line)
    assert not hidden, f"{output_format}: {hidden and hidden[0]!r} in {line!r}"
    line.encode()


def _check_document(output_format: str, lines: list[str]) -> None:
    if output_format == "junit":
        ElementTree.fromstring("\n".join(lines))  # noqa: S314 - our own output
        return
    for text in lines if output_format == "jsonl" else ["\n".join(lines)]:
        json.loads(text)
