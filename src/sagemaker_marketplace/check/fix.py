"""`check --fix` and `check --diff`: safe fixes, applied until no more are found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import unified_diff
from typing import NamedTuple

from ..context import Context
from ..facts import facts
from ..manifest import fixes, reader
from ..manifest.findings import Edit, Failure
from ..manifest.node_reader import Read
from ..settings.settings import Settings
from . import check
from .selection import select

# A fix can reveal another; more rounds than this would mean that two of them undo each other.
_MAX_ROUNDS = 100


class FixedFile(NamedTuple):
    """A file that safe fixes change: its text before and after, and the number of changes."""

    before: str
    after: str
    changes: int


def fixed_files(settings: Settings, context: Context) -> dict[str, FixedFile]:
    """The files that safe fixes change, by display name.

    Empty if a manifest can't be read: the check that follows reports why.
    """
    try:
        return _fixed_files(settings, context)
    except Failure:
        return {}


def difference(shown: str, before: str, after: str) -> Iterator[str]:
    """Yield the lines of a patch from one text to another."""
    for line in unified_diff(_lines(before), _lines(after), f"a/{shown}", f"b/{shown}"):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _fixed_files(settings: Settings, context: Context) -> dict[str, FixedFile]:
    # What was read for one manifest; only the files that a fix changes are kept.
    contents: dict[str, bytes] = {}
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    changes: Counter[str] = Counter()

    def read(name: str, parent: str) -> tuple[str, bytes]:
        shown, contents[shown] = context.workspace.read(name, parent)
        return shown, after[shown].encode() if shown in after else contents[shown]

    names, _ = select(settings, context)
    for name in names:
        contents.clear()
        for _ in range(_MAX_ROUNDS):
            edits_by_file = _edits(name, settings, context, read)
            for shown, edits in edits_by_file.items():
                # Only files that could be decoded have locations, and so edits.
                before.setdefault(shown, contents[shown].decode())
                after[shown], applied = fixes.apply(after.get(shown, before[shown]), edits)
                changes[shown] += applied
            if not edits_by_file:
                break
    return {
        shown: FixedFile(before[shown], text, changes[shown]) for shown, text in after.items() if text != before[shown]
    }


def _edits(name: str, settings: Settings, context: Context, read: Read) -> dict[str, list[Edit]]:
    document = reader.load(name, read, settings.variables)
    known = facts.Facts(today=context.clock.today())
    edits: dict[str, list[Edit]] = {}
    shortened = set()
    for finding in check.findings(document, known, settings.select, settings.ignore):
        if finding.fix is None:
            continue
        is_removal, collection = not finding.fix.text, finding.path[:-1]
        # One removal per collection and round, so that its last entry is never removed.
        if not (is_removal and collection in shortened):
            edits.setdefault(finding.fix.start.file, []).append(finding.fix)
        if is_removal:
            shortened.add(collection)
    return edits
