"""The test data says of which type it is.

SageMaker sends `ContentType` with each request of the transform job. The API does not require it, and what a container
gets without it is not documented. Containers that choose their parser by it, as AWS's samples do, may refuse such a
request. This is advice.

Write the type of the test data, one of `SupportedContentTypes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs
from ._types import INFERENCE, fitting, supported

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformInput.ContentType is used with each call (documented)",
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: always given (seen)",
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
    """Yield each input without a type, where the product lists types."""
    name = "SupportedContentTypes"
    for job in jobs(doc) if supported(doc, name) else ():
        given = job.member("TransformInput")
        if isinstance(given, dict) and "ContentType" not in given:
            types = fitting(doc, name, job)
            hint = f"add ContentType: {types[0]}" if types else "add ContentType with the type of the test data"
            message = "the test data has no ContentType for the container to go by"
            yield (*job.path, "TransformInput", "ContentType"), message, hint, (((*INFERENCE, name), "the types"),)
