"""The test data should be of a type the product says it takes.

The transform job sends `ContentType` with each request. Containers mostly answer 415 to a type they don't know, and
then the validation fails; buyers in turn rely on `SupportedContentTypes`. Nothing documents that the service compares
the two, so this is a warning. Parameters behind a semicolon are not compared.

Use a type of the list, or add the one the test data has.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ._types import unsupported

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
    """Yield each ContentType that the list lacks."""
    for path, used, location, hint in unsupported(doc, "SupportedContentTypes"):
        message = f"the test data is {used}, which SupportedContentTypes does not list"
        yield path, message, hint, ((location, "the supported types"),)
