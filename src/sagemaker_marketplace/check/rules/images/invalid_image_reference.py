"""An image URI must have a valid repository name, and a valid tag or digest.

The API accepts any string without whitespace, but ECR does not. A repository name consists of lowercase letters, digits
and single separators. A tag has at most 128 letters, digits, `_`, `.` and `-`. A digest is `sha256:` followed by 64
hexadecimal digits. Common mistakes are an empty tag, caused by an empty variable, and a version such as `1.0+cpu`,
because tags can't contain a plus sign.

Use the reference with which the image was pushed.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import ecr_images
from ._references import reference_mistake

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "ECR's service model: RepositoryName (documented)",
    "Docker's reference, docker image tag: the format of a tag (documented)",
    "SageMaker's service model: ImageDigest, and Image as registry/repository[:tag] or [@digest] (documented)",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/team/churn:1.0-cpu
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    TrainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer@sha256:latest   # <- here
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0+cpu   # <- here
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/Churn:1.0   # <- here
      - Image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:"   # <- here
""",
)

# Of a repository in ECR. Source: its service model.
_MIN_NAME_LENGTH = 2


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image with an invalid repository, tag or digest; only the first of them."""
    for path, image in ecr_images(doc):
        mistake = reference_mistake(image.rest, _MIN_NAME_LENGTH)
        if mistake:
            message, hint = mistake
            yield path, message, hint
