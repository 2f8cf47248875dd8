"""Workflow commands and the runner's command files, written by actions-toolkit; its exceptions become Failure.

Only the toolkit's modules `command` and `file_command` are used: `core` imports requests, which the image does not
have, writes outputs to the log when the runner gives no file, and ends the process in `set_failed`. The toolkit escapes
the data and properties of commands as actions/runner reads them (ActionCommand.cs). What a container printed goes
through `untrusted` first: the toolkit does not neutralize commands inside other lines.
"""

from __future__ import annotations

from actions_toolkit.command import Command
from actions_toolkit.file_command import issue_file_command, prepare_key_value_message

from ..manifest.findings import USAGE, Failure, Location
from . import untrusted

TITLE = "sagemaker-marketplace"
END_GROUP = str(Command("endgroup", {}, ""))
# The runner cuts a message at 4,096 characters (actions/runner, ExecutionContext.AddIssue).
_LONGEST_MESSAGE = 4000


def annotation(
    level: str,
    message: str,
    location: Location | None = None,
    title: str = TITLE,
    end: Location | None = None,
) -> str:
    """Return the command for an error, a warning or a notice, from a location of a file to its end, if there are any.

    The runner accepts columns on one line only (actions/runner, ActionCommandManager.cs, ValidateLinesAndColumns).
    """
    properties = {}
    if location:
        properties = {"file": untrusted.line(location.file), "line": str(location.line), "col": str(location.column)}
    if location and end and end.line == location.line:
        properties.update(endLine=str(end.line), endColumn=str(end.column))
    return str(Command(level, {**properties, "title": title}, message[:_LONGEST_MESSAGE]))


def debug(message: str) -> str:
    """Return the command for a line that the runner shows if debug logging is on."""
    return str(Command("debug", {}, message))


def group(title: str) -> str:
    """Return the command that starts a group of lines; `END_GROUP` ends it."""
    return str(Command("group", {}, title))


def stop_commands(token: str) -> str:
    """Return the command after which the runner follows no command until `resume_commands` with the same token."""
    return str(Command("stop-commands", {}, token))


def resume_commands(token: str) -> str:
    """Return the command that ends `stop_commands`; the token becomes a name, which is not escaped."""
    return str(Command(token, {}, ""))


def set_output(name: str, value: str) -> None:
    """Set an output of the step; `name` is a constant, because the toolkit does not escape names.

    Raises Failure if the runner's file can't be written.
    """
    # The runner ends a line at a line feed only, but other programs read a carriage return as one, too.
    _issue("OUTPUT", name, value.replace("\r", " ").replace("\0", ""))


def save_state(name: str, value: str) -> None:
    """Save a value for the step's post entry point, which gets it as the variable STATE_<name>.

    Raises Failure if the runner's file can't be written.
    """
    _issue("STATE", name, value)


def add_summary(markdown: str) -> None:
    """Append to the job summary.

    Raises Failure if the runner's file can't be written.
    """
    _issue("STEP_SUMMARY", "", markdown)


def _issue(command: str, name: str, value: str) -> None:
    try:
        issue_file_command(command, prepare_key_value_message(name, value) if name else value)
    except OSError as error:
        raise Failure(f"cannot write the file GITHUB_{command}: {error.strerror}", USAGE) from None
    except Exception as error:  # the toolkit raises nothing more specific
        raise Failure(f"cannot write the file GITHUB_{command}: {error}", USAGE) from None
