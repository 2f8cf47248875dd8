"""Colors of findings and plans on terminals, as escape sequences of ECMA-48; all are readable on light and dark."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..manifest.findings import ERROR, INFO, WARNING
from . import untrusted

AUTO, ALWAYS = "auto", "always"
BOLD, DIM = "bold", "dim"
REMOVED, ADDED = "removed", "added"
# As GCC and Clang color errors, warnings and notes, and git a diff. Yellow is hard to read on white, blue on black.
_CODES = {ERROR: "1;31", WARNING: "1;35", INFO: "1;36", BOLD: "1", DIM: "2", REMOVED: "31", ADDED: "32"}

# Takes a style, which is a severity or one of the constants above, and a string.
Paint = Callable[[str, str], str]


def raw(_style: str, text: str) -> str:
    """Return a string as it is."""
    return text


def uncolored(_style: str, text: str) -> str:
    """Return a string without escape sequences."""
    return untrusted.line(text)


def colored(style: str, text: str) -> str:
    """Return a string in a style, without other escape sequences; an empty style has no color."""
    shown = untrusted.line(text)
    return f"\x1b[{_CODES[style]}m{shown}\x1b[0m" if style and shown else shown


def paint(choice: str, environment: Mapping[str, str], is_terminal: bool) -> Paint:
    """Return how to paint: by the option `--color`, then by variables that other programs follow, then for a terminal.

    Sources: no-color.org, force-color.org and bixense.com/clicolors; terminfo names a terminal without colors `dumb`.
    """
    return colored if _is_colored(choice, environment, is_terminal) else uncolored


def _is_colored(choice: str, environment: Mapping[str, str], is_terminal: bool) -> bool:
    if choice != AUTO:
        return choice == ALWAYS
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR") or environment.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return is_terminal and environment.get("TERM") != "dumb" and environment.get("CLICOLOR") != "0"
