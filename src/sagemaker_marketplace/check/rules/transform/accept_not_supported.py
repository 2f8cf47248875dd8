"""The answers should be asked for in a type the product says it gives.

The transform job sends `Accept` with each request. A container may refuse a type it can't answer with, and buyers rely
on `SupportedResponseMIMETypes`. A real package was certified with an `Accept` outside its list, so the service does not
compare the two: this is a warning. Parameters behind a semicolon are not compared.

Use a type of the list, or add the one the container answers with.
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
    """Yield each Accept that the list lacks."""
    for path, used, location, hint in unsupported(doc, "SupportedResponseMIMETypes"):
        message = f"the answers are asked for as {used}, which SupportedResponseMIMETypes does not list"
        yield path, message, hint, ((location, "the supported types"),)
