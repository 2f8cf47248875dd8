"""The test data should have a content type that the product supports.

The transform job sends `ContentType` with each request. Most containers respond with status 415 to an unknown type,
and the validation then fails. Buyers rely on `SupportedContentTypes`. Whether the service compares the two is not
documented. Parameters after a semicolon are not compared.

Use a type of the list, or add the type of the test data.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ._mime_types import unsupported

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: always a listed type (seen); the conclusion is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedContentTypes: [application/json, text/csv]
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: text/csv; charset=utf-8}
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    SupportedContentTypes: [application/json, application/jsonlines]
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:
            ContentType: text/csv   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each ContentType that the list does not contain."""
    for path, used, location, hint in unsupported(doc, "SupportedContentTypes"):
        message = f"ContentType {used} is not in SupportedContentTypes"
        yield path, message, hint, ((location, "supported types"),)
