"""A runner's way with a step's output: which lines it takes for commands, and what it does then.

Source: actions/runner, ActionCommand.cs and ActionCommandManager.cs. A line is a command in one of two ways: after
leading blanks it starts with `::name properties::data`, or `##[name properties]data` stands anywhere in it. Names are
compared without case. After stop-commands only its data is a command, in either way.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.report.test_commands import COMMANDS


class Heeded(NamedTuple):
    """A command that took effect."""

    name: str
    data: str


def heeded(printed: str) -> list[Heeded]:
    """The commands that take effect in what was printed; a line ends at CR, LF or both."""
    found: list[Heeded] = []
    token = ""
    for line in printed.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        command = _parsed(line, (*COMMANDS, token.lower()) if token else COMMANDS)
        if command is None or (token and command.name != token.lower()):
            continue
        found.append(command)
        token = command.data if command.name == "stop-commands" else ""
    return found


def _parsed(line: str, names: tuple[str, ...]) -> Heeded | None:
    trimmed = line.lstrip()
    if trimmed.startswith("::"):
        inside, found, data = trimmed[2:].partition("::")
        if found and _name(inside) in names:
            return Heeded(_name(inside), data)
    _, found, rest = line.partition("##[")
    inside, closed, data = rest.partition("]")
    return Heeded(_name(inside), data) if found and closed and _name(inside) in names else None


def _name(inside: str) -> str:
    return inside.strip().partition(" ")[0].lower()
