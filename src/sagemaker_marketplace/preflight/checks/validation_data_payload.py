"""An object of the test data is larger than a request may be.

Without SplitType a batch transform sends each object whole, and none may be larger than MaxPayloadInMB (6 if nothing
is said, 100 at most). The job fails at the first object that is. A MaxPayloadInMB of 0 sends in chunks: then nothing is
said here. The first 1,000 objects are looked at, and a megabyte is read as 1024 times 1024 bytes.

Raise MaxPayloadInMB, set `SplitType: Line` if the data are lines, or validate with smaller objects.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws import s3
from ...aws.queries import NotFound, Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result, _data

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("s3:ListBucket",)
SOURCES = (
    "SageMaker developer guide, batch transform errors: objects larger than MaxPayloadInMB (documented)",
    "service model, MaxPayloadInMB: the default is 6, 0 is for chunks (documented)",
)
_DEFAULT, _MOST, _MB = 6, 100, 1024 * 1024


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each prefix with an object that does not fit, the largest of them."""

    def look(data: fields.Data) -> Iterator[Result]:
        job = ".".join(map(str, data.job))
        most = doc.get(f"{job}.MaxPayloadInMB", _DEFAULT)
        if _data.beside(doc, data, "SplitType") not in (None, "None") or not isinstance(most, int) or most < 1:
            return
        found = _largest(account, data)
        if found and found.size > most * _MB:
            message = f"{found.key} has {found.size / _MB:.1f} MB, and goes whole into one request of at most {most} MB"
            related = (((*data.job, "MaxPayloadInMB"), f"{most} MB"),) if doc.get(f"{job}.MaxPayloadInMB") else ()
            yield data.path, message, _hint(found.size), related

    return _data.each(fields.inputs(doc, fields.TRANSFORM), look)


def _largest(account: Queries, data: fields.Data) -> s3.Object | None:
    if data.kind != _data.PREFIX:
        return None
    try:
        return max(s3.list_objects(account, data), key=lambda found: found.size, default=None)
    except NotFound:
        return None


def _hint(size: int) -> str:
    needed = -(-size // _MB)
    raised = f"raise MaxPayloadInMB to {needed}, or " if needed <= _MOST else ""
    return f"{raised}split the data (SplitType: Line), or validate with smaller objects"
