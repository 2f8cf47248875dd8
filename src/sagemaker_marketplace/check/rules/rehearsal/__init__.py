"""Rehearsal: the `rehearsal` block, which a local run of the validation uses.

The block is not part of the request, so AWS does not see it. These rules report where a rehearsal tests something else
than AWS's validation does, or where an expectation can't come true. Whether its files exist is reported by
`rehearsal-file`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ....manifest.document import Document
from ....manifest.rehearsal import BLOCK, EXPECT
from ..transform import Job, jobs
from ..transform._mime_types import essence, is_mime_type

CONTAINER = "spec.InferenceSpecification.Containers.0"


def block(doc: Document) -> Mapping[str, Any]:
    """Return the block; empty if there is none."""
    return _object(doc.data.get(BLOCK))


def expectation(doc: Document, name: str) -> Any:
    """Return a field of `expect`; None if it is missing."""
    return _object(block(doc).get(EXPECT[-1])).get(name)


def rehearsed_jobs(doc: Document) -> Iterator[Job]:
    """Yield each transform job, if the manifest has the block."""
    return jobs(doc) if block(doc) else iter(())


def answer_types(doc: Document) -> list[str]:
    """Return the types that answers can have, in lowercase without parameters; empty if they are not known.

    The expected type is known, or else what all transform jobs request, without wildcards.
    """
    expected = expectation(doc, "content-type")
    requested = (
        [expected] if isinstance(expected, str) else [job.field("TransformOutput", "Accept") for job in jobs(doc)]
    )
    if not all(isinstance(type_, str) and is_mime_type(type_) for type_ in requested):
        return []
    return sorted({essence(type_) for type_ in requested})


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
