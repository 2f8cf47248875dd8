"""Text of others (manifests, AWS, containers) made harmless for a terminal and for a job log."""

from __future__ import annotations

# Overrides and isolates that reorder what is shown, zero-width characters, and the byte order mark.
_HIDDEN = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x061C])
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160), 8232, 8233], "�")
_TABLE = {**_CONTROLS, **_HIDDEN, 0x09: "    "}
_MOST = 4000


def line(text: str) -> str:
    """One printable line: no control characters, escape sequences or reordering marks, 4,000 characters at most."""
    flat = " ".join(text.splitlines()) if len(text.splitlines()) > 1 else text.rstrip("\r\n")
    shown = flat.translate(_TABLE)
    if not shown.isascii():
        # Half a surrogate pair can't be written anywhere.
        shown = "".join("�" if "\ud800" <= sign <= "\udfff" else sign for sign in shown)
    return shown if len(shown) <= _MOST else f"{shown[:_MOST]}… ({len(shown) - _MOST:,} characters more)"


def disarmed(text: str) -> str:
    """A line in which a runner finds no workflow command.

    Source: actions/runner, ActionCommand.cs: `::name::` counts at a line's start after blanks, `##[name]` anywhere.
    """
    shown = line(text).replace("##[", "## [")
    return f"\N{ZERO WIDTH SPACE}{shown}" if shown.lstrip().startswith("::") else shown
