"""`AssembleWith` should match `SplitType`.

`AssembleWith: Line` adds a newline to each response; with None, the default, responses are concatenated unchanged.
Splitting by line without `AssembleWith: Line` can join responses, unless the container adds newlines itself. `Line`
without splitting adds newlines that may be unexpected. AWS's samples use matching values. RecordIO and TFRecord work
with both values.

Use the same value for both fields.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs
from ._mime_types import content_type, is_binary

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformOutput.AssembleWith (documented)",
    "aws/amazon-sagemaker-examples: pairs of the two (seen)",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {SplitType: Line}
          TransformOutput: {AssembleWith: Line}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: text/csv}
          TransformOutput: {Accept: text/csv}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {SplitType: TFRecord}
          TransformOutput: {AssembleWith: Line}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {SplitType: Line}
          TransformOutput:   # <- here
            Accept: text/csv
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {SplitType: None}
          TransformOutput:
            AssembleWith: Line   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each job with a SplitType of Line or an AssembleWith of Line, but not both."""
    for job in jobs(doc):
        path = (*job.path, "TransformOutput", "AssembleWith")
        related = (((*job.path, "TransformInput", "SplitType"), "split type"),)
        assembled = job.field("TransformOutput", "AssembleWith") or "None"
        if job.split == "Line" and assembled == "None":
            message = "the input is split by line, but the responses are assembled without newlines"
            yield path, message, "use AssembleWith: Line, unless the container ends its responses itself", related
        elif assembled == "Line" and job.split == "None":
            message = "AssembleWith: Line adds newlines although the input is not split"
            alternative = "" if is_binary(content_type(job)) else ", or add SplitType: Line"
            yield path, message, f"remove AssembleWith{alternative}", related
