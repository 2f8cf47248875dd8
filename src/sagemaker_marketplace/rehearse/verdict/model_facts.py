"""What is wrong with the model: AWS can't unpack it, or the program opens files that are not in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from ...diagnosis.causes import Observed
from ..observations import Observations

_FOLDER = "/opt/ml/model"
_NAME = re.compile(r"/opt/ml/model(?![\w.-])/?([^\s'\"),:;]{0,200})")
_MISSING = re.compile(r"no such file|not found|does not exist|cannot find|can't find", re.IGNORECASE)
_SHOWN, _MAX_NAMES = 200, 5


def facts(observations: Observations) -> Iterator[Observed]:
    """Yield why AWS can't unpack the model, or which file of it the program did not find and what it has instead."""
    path = observations.job.model_path
    model = "trained-model" if observations.job.is_trained else "model"
    for problem in observations.model_problems:
        if problem.fails:
            values = {"message": problem.message, "hint": problem.hint}
            yield Observed("model-not-extracted", problem.message, values, path)
    line = next((line for line in reversed(observations.log_lines) if _MISSING.search(line) and _NAME.search(line)), "")
    match = _NAME.search(line)
    if match is None:
        return
    name = str(PurePosixPath(match[1] or "."))
    entries = observations.model_entries
    file = f"{_FOLDER}/{name}" if name != "." else _FOLDER
    if entries is None:
        # The manifest names a model, but the rehearsal has none: rehearsal.model is `none`.
        fact = "model-not-rehearsed" if observations.job.model_uri else "model-not-named"
        yield Observed(fact, line[:_SHOWN], {"file": file}, path)
    elif not _has(entries, name):
        folder = _wrapping_folder(entries, name)
        if folder:
            evidence = f"{line[:_SHOWN]}; the model has {folder}/{name}"
            yield Observed(f"{model}-wrapped", evidence, {"file": file, "folder": folder}, path)
        else:
            yield Observed(f"{model}-file-absent", line[:_SHOWN], {"file": file, "entries": _shown(entries)}, path)


def _has(entries: Sequence[str], name: str) -> bool:
    """Whether the model has a file or a folder of this name."""
    names = [_clean(entry) for entry in entries]
    return name == "." or any(entry == name or entry.startswith(f"{name}/") for entry in names)


def _wrapping_folder(entries: Sequence[str], name: str) -> str:
    """The only folder at the top of the model, if it has the file; empty otherwise."""
    tops = {_clean(entry).partition("/")[0] for entry in entries} - {"."}
    folder = next(iter(tops)) if len(tops) == 1 else ""
    return folder if folder and _has(entries, f"{folder}/{name}") else ""


def _shown(entries: Sequence[str]) -> str:
    names = [name for name in map(_clean, entries) if name != "."]
    files = [name for name in names if not any(other.startswith(f"{name}/") for other in names)]
    more = f" and {len(files) - _MAX_NAMES} more" if len(files) > _MAX_NAMES else ""
    return ", ".join(file[:_SHOWN] for file in files[:_MAX_NAMES]) + more if files else "no files"


def _clean(entry: str) -> str:
    return str(PurePosixPath(entry.removeprefix("./")))
