"""The transform job should request a response type that the product supports.

The transform job sends `Accept` with each request. A container can refuse a type that it doesn't produce, and buyers
rely on `SupportedResponseMIMETypes`. A real package was certified with another `Accept`, so the service does not
compare the two. Parameters after a semicolon are not compared.

Use a type of the list, or add the type that the container returns.
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
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: a listed type (seen)",
    "a certified package with another type (seen); the conclusion is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    SupportedResponseMIMETypes: [text/csv]
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput: {Accept: text/csv}
""",
    """
spec:
  InferenceSpecification:
    SupportedResponseMIMETypes: [text/csv]
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput: {Accept: '*/*'}
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    SupportedResponseMIMETypes: [text/csv]
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput:
            Accept: application/json   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each Accept that the list does not contain."""
    for path, used, location, hint in unsupported(doc, "SupportedResponseMIMETypes"):
        message = f"Accept {used} is not in SupportedResponseMIMETypes"
        yield path, message, hint, ((location, "supported types"),)
