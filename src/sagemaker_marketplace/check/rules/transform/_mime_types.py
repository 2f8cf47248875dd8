"""MIME types: which are binary, and which types that jobs use are missing in the lists of supported types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ....manifest.document import Document
from ....manifest.paths import Path
from . import Job, jobs

INFERENCE = ("spec", "InferenceSpecification")
# Each list, and the field of a job whose type must be in it.
LISTS = {
    "SupportedContentTypes": ("TransformInput", "ContentType"),
    "SupportedResponseMIMETypes": ("TransformOutput", "Accept"),
}
_BINARY_PREFIXES = ("image/", "audio/", "video/")
_BINARY = (
    "application/octet-stream",
    "application/pdf",
    "application/x-image",
    "application/x-npy",
    "application/x-npz",
    "application/x-parquet",
    "application/x-recordio",
    "application/x-recordio-protobuf",
    "application/x-tar",
    "application/x-tfrecord",
    "application/zip",
)


class Unsupported(NamedTuple):
    """A type that a job uses but the list does not contain: its path, the type, the path of the list, and a hint."""

    path: Path
    used: str
    location: Path
    hint: str


def unsupported(doc: Document, name: str) -> Iterator[Unsupported]:
    """Yield each type that a job uses but the list of that name does not contain; nothing without a list."""
    location, field = (*INFERENCE, name), LISTS[name]
    supported = {essence(value) for value in supported_types(doc, name)}
    for job in jobs(doc) if supported else ():
        used = job.field(*field)
        if isinstance(used, str) and used.strip() and not _is_supported(used, supported):
            yield Unsupported((*job.path, *field), used, location, _hint(used, usable_types(doc, name, job), name))


def supported_types(doc: Document, name: str) -> list[str]:
    """Return the types in the list of that name."""
    return [value for _, value in doc.strings(".".join((*INFERENCE, name, "*")))]


def usable_types(doc: Document, name: str, job: Job) -> list[str]:
    """Return the types of a list that a job can use: specific types that can be split the way the job does."""
    types = [value for value in supported_types(doc, name) if is_mime_type(value)]
    by_line = name == "SupportedContentTypes" and job.split == "Line"
    return [value for value in types if not (by_line and is_binary(value))]


def content_type(job: Job) -> str:
    """Return the type of a job's input without its parameters; empty if it is missing."""
    type_ = job.field("TransformInput", "ContentType")
    return essence(type_) if isinstance(type_, str) else ""


def is_binary(mime_type: str) -> bool:
    """Whether data of a type has no lines, inferred from the name of the type."""
    bare = essence(mime_type)
    return bare in _BINARY or (bare.startswith(_BINARY_PREFIXES) and not bare.endswith("+xml"))


def is_mime_type(text: str) -> bool:
    """Whether a string is one specific MIME type, without a wildcard."""
    kind, _, name = text.partition("/")
    return bool(kind.strip() and name.strip()) and "*" not in text and "," not in text


def essence(mime_type: str) -> str:
    """Return a type in lowercase without parameters such as charset."""
    return mime_type.partition(";")[0].strip().lower()


def _hint(used: str, types: list[str], name: str) -> str:
    # Only valid types can be added to the list.
    addable = [type_.strip() for type_ in used.split(",") if is_mime_type(type_)][:1]
    options = [*(f"use {type_}" for type_ in types[:1]), *(f"add {type_} to {name}" for type_ in addable)]
    return ", or ".join(options) or f"use a MIME type, such as text/csv, here and in {name}"


def _is_supported(used: str, supported: set[str]) -> bool:
    """Whether one of the comma-separated types is in the list. A wildcard in either matches."""
    for type_ in map(essence, used.split(",")):
        if "*" in type_ or supported & {type_, f"{type_.partition('/')[0]}/*", "*/*", "*"}:
            return True
    return False
