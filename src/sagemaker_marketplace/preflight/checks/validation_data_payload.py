"""An object of the test data must not exceed MaxPayloadInMB.

Without SplitType a batch transform sends each object in one request, which must not exceed MaxPayloadInMB (default 6,
maximum 100). The job fails at the first larger object. With a MaxPayloadInMB of 0 objects are sent in chunks and not
checked. Only the first 1,000 objects are checked, without the model artifacts and outputs of the manifest. A megabyte
is 1024 times 1024 bytes.

Increase MaxPayloadInMB, set `SplitType: Line` if the data are lines, or validate with smaller objects.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws.queries import Queries
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

    def check_one(data: fields.Data) -> Iterator[Result]:
        job = ".".join(map(str, data.job))
        most = doc.get(f"{job}.MaxPayloadInMB", _DEFAULT)
        if _data.sibling_field(doc, data, "SplitType") not in (None, "None") or not isinstance(most, int) or most < 1:
            return
        found = max(_data.objects(doc, account, data), key=lambda found: found.size, default=None)
        if found and found.size > most * _MB:
            message = f"{found.key} has {found.size / _MB:.1f} MB, more than the maximum of {most} MB for a request"
            related = (((*data.job, "MaxPayloadInMB"), f"{most} MB"),) if doc.get(f"{job}.MaxPayloadInMB") else ()
            yield data.path, message, _hint(found.size), related

    return _data.check_each(fields.inputs(doc, fields.TRANSFORM), check_one)


def _hint(size: int) -> str:
    needed = -(-size // _MB)
    raised = f"raise MaxPayloadInMB to {needed}, or " if needed <= _MOST else ""
    return f"{raised}split the data (SplitType: Line), or validate with smaller objects"
