"""One row of a table of options."""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from typing import Any

RUNS = ("check", "rehearse", "plan", "create", "watch")
MERGE = "merge-reports"
# What the action can do.
ACTIONS = (*RUNS, MERGE)
STRING, CHOICE, NUMBER, BOOLEAN = "string", "choice", "number", "boolean"
# A list has one value per line. Names may also be separated by commas.
LIST, NAMES = "list", "names"

ACCOUNT_ID = r"[0-9]{12}"
ACCOUNT_ID_HINT = "an account ID has 12 digits"
REGION_NAME = r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}"
REGION_HINT = "use a Region such as us-east-1"


@dataclass(frozen=True)
class Option:
    """One option of the commands named in `commands`.

    `pattern` is a regular expression that every value must match, `hint` what to do if one does not. `alias` is a
    second spelling on the command line. `is_configurable` allows a default in the configuration file, which a pull
    request can change: not for credentials, roles, files to write, or what decides on changes in AWS.
    """

    name: str
    type: str
    default: str
    help: str
    commands: tuple[str, ...] = RUNS
    group: str = ""
    choices: tuple[str, ...] = ()
    bounds: tuple[float, float] = (0, 0)
    pattern: str = ""
    hint: str = ""
    metavar: str = ""
    alias: str = ""
    is_input: bool = True
    is_configurable: bool = False
    is_positional: bool = False
    is_required: bool = False


def option(default: Any, description: str, commands: tuple[str, ...] = RUNS, group: str = "", **more: Any) -> Any:
    """Return a dataclass field that is an option; the other arguments are those of Option."""
    metadata = {"help": description, "commands": commands, "group": group, **more}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


def rows(settings: type[Any]) -> tuple[Option, ...]:
    """List the options that the fields of a dataclass define, in order."""
    return tuple(_row(setting) for setting in fields(settings))


def _row(setting: Field[Any]) -> Option:
    attributes, default = dict(setting.metadata), setting.default
    if isinstance(default, bool):
        type_, default_string = BOOLEAN, str(default).lower()
    elif isinstance(default, (int, float)):
        type_, default_string = NUMBER, f"{default:g}"
    elif isinstance(default, str):
        type_, default_string = CHOICE if "choices" in attributes else STRING, default
    else:
        type_, default_string = LIST, "\n".join(default) if isinstance(default, tuple) else ""
    return Option(setting.name.replace("_", "-"), attributes.pop("type", type_), default_string, **attributes)
