"""How a GitHub runner interprets a step's output: which lines are commands, and which commands take effect.

Source: actions/runner, ActionCommand.cs and ActionCommandManager.cs. A line is a command in one of two ways: after
leading whitespace it starts with `::name properties::data`, or it contains `##[name properties]data`. Names are
case-insensitive. After stop-commands, only the command named by its data is interpreted, in either form.
"""

from __future__ import annotations

from typing import NamedTuple

# Source: actions/runner, ActionCommandManager.cs; names are case-insensitive.
COMMANDS = (
    "add-mask",
    "add-matcher",
    "remove-matcher",
    "debug",
    "notice",
    "warning",
    "error",
    "group",
    "endgroup",
    "echo",
    "save-state",
    "set-output",
    "stop-commands",
    "set-env",
    "add-path",
)


class Command(NamedTuple):
    """A command that took effect."""

    name: str
    data: str


def effective_commands(printed: str) -> list[Command]:
    """Return the commands in printed output that take effect; a line ends at CR, LF or both."""
    commands: list[Command] = []
    token = ""
    for line in printed.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        command = _parsed(line, (*COMMANDS, token.lower()) if token else COMMANDS)
        if command is None or (token and command.name != token.lower()):
            continue
        commands.append(command)
        token = command.data if command.name == "stop-commands" else ""
    return commands


def _parsed(line: str, names: tuple[str, ...]) -> Command | None:
    trimmed = line.lstrip()
    if trimmed.startswith("::"):
        inside, separator, data = trimmed[2:].partition("::")
        if separator and _name(inside) in names:
            return Command(_name(inside), data)
    _, opened, rest = line.partition("##[")
    inside, closed, data = rest.partition("]")
    return Command(_name(inside), data) if opened and closed and _name(inside) in names else None


def _name(inside: str) -> str:
    return inside.strip().partition(" ")[0].lower()
