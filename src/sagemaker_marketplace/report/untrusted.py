"""Text from manifests, AWS and containers, made safe to print on a terminal and in a job log."""

from __future__ import annotations

# Overrides and isolates that change the order of what is shown, zero-width characters, and the byte order mark.
_HIDDEN = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x061C])
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160), 8232, 8233], "�")
_TABLE = {**_CONTROLS, **_HIDDEN, 0x09: "    "}
_MAX_LENGTH = 4000


def line(text: str) -> str:
    """Return one printable line without control characters, escape sequences and reordering marks.

    It has at most 4,000 characters and a count of the others.
    """
    flat = " ".join(text.splitlines()) if len(text.splitlines()) > 1 else text.rstrip("\r\n")
    shown = flat.translate(_TABLE)
    if not shown.isascii():
        # Half a surrogate pair can't be encoded.
        shown = "".join("�" if "\ud800" <= sign <= "\udfff" else sign for sign in shown)
    if len(shown) <= _MAX_LENGTH:
        return shown
    return f"{shown[:_MAX_LENGTH]}… ({len(shown) - _MAX_LENGTH:,} characters more)"


def without_commands(text: str) -> str:
    """Return a printable line in which a runner finds no workflow command.

    Source: actions/runner, ActionCommand.cs: `::name::` counts at a line's start after spaces, `##[name]` anywhere.
    """
    shown = line(text).replace("##[", "## [")
    return f"\N{ZERO WIDTH SPACE}{shown}" if shown.lstrip().startswith("::") else shown
