"""MIME types: what kind of data they stand for, and whether a list of supported ones holds one that a job uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ....manifest.document import Document
from ....manifest.paths import Path
from . import Job, jobs

INFERENCE = ("spec", "InferenceSpecification")
# Each list, and the member of a job whose type it should hold.
LISTS = {
    "SupportedContentTypes": ("TransformInput", "ContentType"),
    "SupportedResponseMIMETypes": ("TransformOutput", "Accept"),
}
_BINARY_KINDS = ("image/", "audio/", "video/")
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
    """A type a job uses and the list that lacks it: where it stands, the type, where the list is, what to write."""

    path: Path
    used: str
    location: Path
    hint: str


def unsupported(doc: Document, name: str) -> Iterator[Unsupported]:
    """Yield each type that jobs use and the list of that name lacks; nothing without a list."""
    location, members = (*INFERENCE, name), LISTS[name]
    known = {essence(value) for value in supported(doc, name)}
    for job in jobs(doc) if known else ():
        used = job.member(*members)
        if isinstance(used, str) and used.strip() and not any(_holds(known, essence(one)) for one in used.split(",")):
            yield Unsupported((*job.path, *members), used, location, _hint(used, fitting(doc, name, job), name))


def supported(doc: Document, name: str) -> list[str]:
    """The types in the list of that name."""
    return [value for _, value in doc.strings(".".join((*INFERENCE, name, "*")))]


def fitting(doc: Document, name: str, job: Job) -> list[str]:
    """The types of a list that a job could use: those of one kind of data, that can be split the way the job does."""
    types = [value for value in supported(doc, name) if is_mime_type(value)]
    lines = name == "SupportedContentTypes" and job.split == "Line"
    return [value for value in types if not (lines and is_binary(value))]


def content_type(job: Job) -> str:
    """The type of a job's input without its parameters; empty when the manifest doesn't say."""
    said = job.member("TransformInput", "ContentType")
    return essence(said) if isinstance(said, str) else ""


def is_binary(mime_type: str) -> bool:
    """Whether data of a type has no lines; inferred from the type's name."""
    bare = essence(mime_type)
    return bare in _BINARY or (bare.startswith(_BINARY_KINDS) and not bare.endswith("+xml"))


def is_mime_type(text: str) -> bool:
    """Whether a text is one MIME type, neither a bare word nor a wildcard nor several."""
    kind, _, name = text.partition("/")
    return bool(kind.strip() and name.strip()) and "*" not in text and "," not in text


def essence(mime_type: str) -> str:
    """A type in small letters without parameters: charset and the like say nothing about it."""
    return mime_type.partition(";")[0].strip().lower()


def _hint(used: str, types: list[str], name: str) -> str:
    # What is added has to be one that the list takes.
    add = [one.strip() for one in used.split(",") if is_mime_type(one)][:1]
    ways = [*(f"write {one}" for one in types[:1]), *(f"add {one} to {name}" for one in add)]
    return ", or ".join(ways) or f"write a MIME type, such as text/csv, here and in {name}"


def _holds(known: set[str], used: str) -> bool:
    # A wildcard on either side is no contradiction.
    kind = used.partition("/")[0]
    return "*" in used or bool(known & {used, f"{kind}/*", "*/*", "*"})
