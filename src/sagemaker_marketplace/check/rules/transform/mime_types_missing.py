"""A product should list the content types and response types that it supports.

The API requires neither `SupportedContentTypes` nor `SupportedResponseMIMETypes`, and accepts empty lists. Without
them, buyers and tools don't know what to send or what they receive. AWS's samples for AWS Marketplace always contain
both.

List the types that the container supports.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs
from ._mime_types import INFERENCE, LISTS, essence, is_mime_type

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: both lists are filled (seen); the conclusion is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedContentTypes: [text/csv]
    SupportedResponseMIMETypes: [text/csv]
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    SupportedContentTypes: [image/jpeg]
    SupportedResponseMIMETypes: []   # <- here
""",
    """
spec:
  InferenceSpecification:   # <- here
    SupportedResponseMIMETypes: [text/csv]
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each of the two lists that is missing or empty."""
    for path, inference in doc.at(".".join(INFERENCE)):
        if isinstance(inference, dict):
            for name, field in LISTS.items():
                if inference.get(name, []) == []:
                    used = next(_used_types(doc, field), "text/csv")
                    yield (
                        (*path, name),
                        f"{name} is missing or empty",
                        f"list the types that your container supports, such as {used}",
                    )


def _used_types(doc: Document, field: tuple[str, str]) -> Iterator[str]:
    values = (job.field(*field) for job in jobs(doc))
    return (essence(value) for value in values if isinstance(value, str) and is_mime_type(value))
