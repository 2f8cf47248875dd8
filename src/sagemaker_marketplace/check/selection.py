"""Which manifests a run uses: with `changed-only`, those that changed, or whose files did."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ..changed_files import ChangedFiles
from ..context import STDIN, Context, Workspace
from ..manifest import reader
from ..manifest.findings import Failure
from ..settings.settings import Settings
from . import rehearsal_files


def select(names: Sequence[str], settings: Settings, context: Context) -> list[str]:
    """Return the manifests that changed, or all of them if it is not known which files changed.

    A manifest is only read if it did not change itself, and not checked.
    """
    changed = context.changed
    if changed is None:
        return list(names)
    return [name for name in names if _is_changed(name, settings, context.workspace, changed)]


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
