"""One row of the table of options."""

from __future__ import annotations

from dataclasses import dataclass

RUNS = ("check", "plan", "create", "watch")
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
    second spelling on the command line.
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
    is_positional: bool = False
    is_required: bool = False
