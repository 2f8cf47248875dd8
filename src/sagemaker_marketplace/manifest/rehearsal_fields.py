"""Which field of the block `rehearsal` a rehearsal uses instead of a field of the spec."""

from __future__ import annotations

from typing import Any

from . import paths, rehearsal
from .document import Document
from .paths import Path

_CHANNELS = "InputDataConfig"


def local_path(doc: Document, path: Path) -> Path:
    """The field of the block that is used instead of the field at `path`; that path itself if the manifest has none."""
    return next((local for local in _local_paths(doc, path) if _value(doc, local) is not None), path)


def _local_paths(doc: Document, path: Path) -> tuple[Path, ...]:
    """The fields of the block that can replace a field: the first one that the manifest has is used."""
    field = path[-1] if path else ""
    if field == "Image":
        return (rehearsal.IMAGE,)
    if field == "TrainingImage":
        shared = (rehearsal.IMAGE,) if rehearsal.shares_image(doc) else ()
        return (rehearsal.TRAINING_IMAGE, *shared)
    if field == "ModelDataUrl":
        return (rehearsal.MODEL,)
    if field == "S3Uri" and _CHANNELS in path:
        channel = path[: path.index(_CHANNELS) + 2]
        return ((*rehearsal.TRAINING_INPUT, _value(doc, (*channel, "ChannelName"))),)
    return (rehearsal.INPUT,) if field == "S3Uri" else ()


def _value(doc: Document, path: Path) -> Any:
    return next((value for _, value in paths.matches(doc.data, path)), None)
