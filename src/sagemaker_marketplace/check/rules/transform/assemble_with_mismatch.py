"""What was split by lines is put together by lines, and what was not split is not.

`AssembleWith: Line` ends each answer with a newline; None, the default, puts answers together as they are. Lines in and
None out can run answers together, unless the container ends them itself; Line on input that was not split adds newlines
nobody may expect. AWS's samples pair the two. Records of RecordIO and TFRecord can be answered either way. Nothing
refuses another pair, so this is advice.

Write the same for both.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs
from ._types import content_type, is_binary

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
    """Yield each job that splits by lines and assembles otherwise, or assembles by lines what it did not split."""
    for job in jobs(doc):
        path = (*job.path, "TransformOutput", "AssembleWith")
        related = (((*job.path, "TransformInput", "SplitType"), "how the input is split"),)
        assembled = job.member("TransformOutput", "AssembleWith") or "None"
        if job.split == "Line" and assembled == "None":
            message = "the input is split by lines, the answers are put together without newlines"
            yield path, message, "write AssembleWith: Line, unless the container ends its answers itself", related
        elif assembled == "Line" and job.split == "None":
            message = "a newline is added to each answer, but the input is not split"
            either = "" if is_binary(content_type(job)) else ", or split by lines, too"
            yield path, message, f"leave AssembleWith out{either}", related
