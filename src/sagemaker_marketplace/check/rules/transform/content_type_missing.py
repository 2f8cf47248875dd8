"""The test data should have a `ContentType`.

SageMaker sends `ContentType` with each request of the transform job. The API does not require it, and what a container
receives without it is not documented. Containers that choose their parser by it, as AWS's samples do, can refuse such
a request.

Add the type of the test data, one of `SupportedContentTypes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs
from ._mime_types import INFERENCE, supported_types, usable_types

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformInput.ContentType is used with each call (documented)",
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: always set (seen)",
)
GOOD = (
    """
spec:
  InferenceSpecification: {SupportedContentTypes: [text/csv]}
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: text/csv}
""",
)
BAD = (
    """
spec:
  InferenceSpecification: {SupportedContentTypes: [text/csv]}
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:   # <- here
            SplitType: Line
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each transform input without a content type, if the product lists content types."""
    name = "SupportedContentTypes"
    for job in jobs(doc) if supported_types(doc, name) else ():
        transform_input = job.field("TransformInput")
        if isinstance(transform_input, dict) and "ContentType" not in transform_input:
            types = usable_types(doc, name, job)
            hint = f"add ContentType: {types[0]}" if types else "add ContentType with the type of the test data"
            related = (((*INFERENCE, name), "supported types"),)
            yield (*job.path, "TransformInput", "ContentType"), "the test data has no ContentType", hint, related
