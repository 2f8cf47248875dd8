"""A product says which types of data it takes and gives.

The API requires neither `SupportedContentTypes` nor `SupportedResponseMIMETypes`, and takes empty lists. But without
them buyers don't know what to send or what they get, and tools that build on the product have nothing to go by. AWS's
samples for AWS Marketplace always name both. That a listing suffers is inferred, so this is a warning.

Name the types the container handles.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs
from ._types import INFERENCE, LISTS, essence, is_mime_type

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
            for name, members in LISTS.items():
                if inference.get(name, []) == []:
                    used = next(_used(doc, *members), "text/csv")
                    yield (*path, name), f"{name} names no type", f"add the types you know: {name}: [{used}]"


def _used(doc: Document, *members: str) -> Iterator[str]:
    values = (job.member(*members) for job in jobs(doc))
    return (essence(value) for value in values if isinstance(value, str) and is_mime_type(value))
