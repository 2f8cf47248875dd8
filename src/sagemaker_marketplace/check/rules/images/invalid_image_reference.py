"""An image URI must have a valid repository name, and a valid tag or digest.

The API accepts any string without whitespace, but ECR does not. A repository name consists of lowercase letters, digits
and single separators. A tag has at most 128 letters, digits, `_`, `.` and `-`. A digest is `sha256:` followed by 64
hexadecimal digits. Common mistakes are an empty tag, caused by an empty variable, and a version such as `1.0+cpu`,
because tags can't contain a plus sign.

Use the reference with which the image was pushed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import ecr_images
from ._references import parse_reference

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


_NAME_PART = "[a-z0-9]+(?:(?:[.]|__?|-+)[a-z0-9]+)*"
_MAX_NAME_LENGTH = 256
_SHOWN_DIGEST_LENGTH = 20


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image with an invalid repository, tag or digest; only the first of them."""
    for path, image in ecr_images(doc):
        name, tag, digest = parse_reference(image.rest)
        if not _matches(f"{_NAME_PART}(?:/{_NAME_PART})*", name) or not 2 <= len(name) <= _MAX_NAME_LENGTH:
            hint = "use lowercase letters, digits and single separators"
            yield path, f'invalid repository name: "{name}"', hint
        elif tag is not None and not _matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", tag):
            yield path, f'invalid tag: "{tag}"' if tag else "the tag is empty", _tag_hint(tag)
        elif digest is not None and not _matches("sha256:[0-9a-fA-F]{64}", digest):
            message = f'invalid digest: "{digest[:_SHOWN_DIGEST_LENGTH]}"' if digest else "the digest is empty"
            yield path, message, "use sha256: and the 64 hexadecimal digits that docker push prints"


def _tag_hint(tag: str) -> str:
    valid_tag = re.sub("[^A-Za-z0-9_.-]", "-", tag).lstrip(".-")
    return f"push the image as {valid_tag} and use that tag" if valid_tag else "use the tag of the pushed image"


@lru_cache(maxsize=4)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _matches(pattern: str, text: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None
