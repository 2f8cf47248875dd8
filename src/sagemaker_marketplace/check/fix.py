"""`check --fix` and `check --diff`: certain fixes, made until no more are found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff

from ..context import Context
from ..facts import facts
from ..manifest import fixes, reader
from ..manifest.findings import Edit, Failure
from ..settings.settings import Settings
from . import check

# A fix may bring another to light; more rounds than this would mean that two of them undo each other.
_ROUNDS = 100


def mended(settings: Settings, context: Context) -> dict[str, tuple[str, str]]:
    """Give each file that certain fixes change, by the name it is shown under: its text before and after.

    A manifest that can't be read stops a check before it begins, and that check tells why; so nothing is given then.
    """
    try:
        return _mended(settings, context)
    except Failure:
        return {}


def difference(shown: str, before: str, after: str) -> Iterator[str]:
    """The lines of a patch from one text to the other."""

    for line in unified_diff(_lines(before), _lines(after), f"a/{shown}", f"b/{shown}"):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _mended(settings: Settings, context: Context) -> dict[str, tuple[str, str]]:
    contents: dict[str, bytes] = {}
    after: dict[str, str] = {}

    def read(name: str, beside: str) -> tuple[str, bytes]:
        shown, contents[shown] = context.workspace.read(name, beside)
        return shown, after[shown].encode() if shown in after else contents[shown]

    for name in context.workspace.expand(settings.manifests):
        for _ in range(_ROUNDS):
            edits = _edits(name, settings, context, read)
            for shown, some in edits.items():
                # Only what could be read as text has places, and so edits.
                after[shown] = fixes.apply(after.get(shown, contents[shown].decode()), some)
            if not edits:
                break
    before = {shown: contents[shown].decode() for shown in after}
    return {shown: (before[shown], text) for shown, text in after.items() if text != before[shown]}


def _edits(name: str, settings: Settings, context: Context, read: reader.Read) -> dict[str, list[Edit]]:
    one = reader.load(name, read, settings.variables)
    found = check.findings(one, facts.Facts(today=context.clock.today()), settings.select, settings.ignore)
    edits: dict[str, list[Edit]] = {}
    thinned = set()
    for finding in found:
        # One removal a collection and round, so that the last of its entries is never taken out.
        if finding.fix and (finding.fix.text or finding.path[:-1] not in thinned):
            edits.setdefault(finding.fix.start.file, []).append(finding.fix)
            thinned.update([] if finding.fix.text else [finding.path[:-1]])
    return edits
