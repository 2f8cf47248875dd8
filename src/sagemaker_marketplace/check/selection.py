"""Which manifests a run uses: with `changed-only`, those that changed, or whose files did; of these, the shard's."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from ..changed_files import ChangedFiles
from ..context import STDIN, Context, Workspace
from ..manifest import reader
from ..manifest.findings import Failure
from ..report import events
from ..settings import shard
from ..settings.settings import Settings
from . import rehearsal_files


def select(settings: Settings, context: Context) -> tuple[list[str], list[events.Event]]:
    """Return the manifests of the run, which can be none, and events that report the selection.

    All are used if it is not known which files changed. A manifest is only read if it did not change itself, and not
    checked. Raises Failure for names that match no file.
    """
    found = context.workspace.expand(settings.manifest)
    selected, reports = list(found), list[events.Event]()
    if changed := context.changed:
        selected = [name for name in found if _is_changed(name, settings, context.workspace, changed)]
        number = f"{len(selected)} of {len(found)} manifests" if selected else "no manifest"
        reports.append(events.Note("", f"{number} changed since {changed.base}"))
    names = shard.part(selected, settings.shard)
    if settings.shard:
        index, total = settings.shard
        reports.append(events.ShardSelected(index, total, len(names), len(selected)))
    return names, reports


def _is_changed(name: str, settings: Settings, workspace: Workspace, changed: ChangedFiles) -> bool:
    used: list[Path] = []

    def read(file: str, parent: str) -> tuple[str, bytes]:
        used.extend(workspace.paths(file, parent))
        return workspace.read(file, parent)

    if name == STDIN:
        return True
    try:
        if any(map(changed.includes, workspace.paths(name))):
            return True
        document = reader.load(name, read, settings.variables)
    except Failure:  # the check reports it
        return True
    for file in rehearsal_files.names(document, workspace):
        with suppress(Failure):  # the check reports a name that is none
            used.extend(workspace.paths(file, document.file))
    return any(map(changed.includes, used))
