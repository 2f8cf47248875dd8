"""What is wrong with a model, by its format and by its entries.

Sources: SageMaker developer guide, deploy-model-troubleshoot (a symbolic link makes the creation of the model fail).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...preflight import model_archives as archives
from ...preflight.model_archives import Archive, Entry
from ..observations import ModelProblem

# The kind of a problem.
SYMBOLIC_LINK = "symbolic-link"


def format_problems(archive: Archive, is_damaged: bool) -> Iterator[ModelProblem]:
    """Yield why an archive can't be unpacked; `is_damaged` if it can't be read to its end."""
    if not archive.is_gzip:
        yield ModelProblem("not-gzip", "", archives.not_gzip(archive), archives.PACK_AGAIN, fails=True)
    elif not archive.is_tar:
        yield ModelProblem("not-tar", "", archives.not_tar(archive), archives.PACK_AGAIN, fails=True)
    elif is_damaged:
        last = archive.entries[-1].name
        message = f"{archive.name} is damaged after the entry {last!r}"
        yield ModelProblem("damaged", last, message, archives.PACK_AGAIN, fails=True)


def entry_problems(entries: Sequence[Entry]) -> Iterator[ModelProblem]:
    """Yield each kind of problem once, with the first entry that has it."""
    link = next((entry.name for entry in entries if entry.kind == archives.SYMBOLIC_LINK), None)
    if link is not None:
        yield ModelProblem(SYMBOLIC_LINK, link, archives.symbolic_link(link), archives.REPLACE_LINKS, fails=True)
    unsafe = next((entry.name for entry in entries if archives.leaves_folder(entry.name)), None)
    if unsafe is not None:
        yield ModelProblem("unsafe-path", unsafe, archives.unsafe_path(unsafe), archives.PACK_FROM_WITHIN)
    for entry in entries:
        if entry.kind == archives.OTHER:
            message = f"{entry.name!r} is neither a file nor a folder, and is left out"
            yield ModelProblem("device", entry.name, message, "remove it from the model")
            break
    folder = archives.common_folder(entries)
    if folder:
        message = f"all files of the model are in the folder {folder}, in the container in /opt/ml/model/{folder}"
        yield ModelProblem("wrapped", folder, message, archives.PACK_FROM_WITHIN)
    if not any(entry.kind != archives.FOLDER for entry in entries):
        yield ModelProblem("empty", "", "the model has no files", "add the files that the container reads")
