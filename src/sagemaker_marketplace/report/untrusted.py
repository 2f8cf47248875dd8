"""Text from manifests, AWS and containers, made safe to print on a terminal and in a job log."""

from __future__ import annotations

# Overrides and isolates that change the order of what is shown, zero-width characters, and the byte order mark.
HIDDEN = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0x061C])
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160), 8232, 8233], "�")
# Half a surrogate pair can't be encoded.
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "�")
_TABLE = {**_CONTROLS, **HIDDEN, **_SURROGATES, 0x09: "    "}
_MAX_LENGTH = 4000


def line(text: str) -> str:
    """Return one printable line without control characters, escape sequences, reordering marks and workflow commands.

    It has at most 4,000 characters and a count of the others. Source of what is a command: actions/runner,
    ActionCommand.cs: `::name::` counts at a line's start after spaces, `##[name]` anywhere.
    """
    parts = text.splitlines()
    flat = " ".join(parts) if len(parts) > 1 else text.rstrip("\r\n")
    shown = flat.translate(_TABLE)
    if len(shown) > _MAX_LENGTH:
        shown = f"{shown[:_MAX_LENGTH]}… ({len(shown) - _MAX_LENGTH:,} characters more)"
    shown = shown.replace("##[", "## [")
    return f"\N{ZERO WIDTH SPACE}{shown}" if shown.lstrip().startswith("::") else shown


def lines(text: str) -> list[str]:
    """Return each line of a string as `line` does."""
    return [line(part) for part in text.splitlines()]
