"""What stands behind the registry must be a repository's name, and a tag or a digest that can exist.

The API takes any text without blanks. But a repository of ECR has a name in small letters; a tag has letters, digits,
`_`, `.` and `-`, 128 at most; a digest is `sha256:` and 64 hexadecimal digits. An image named otherwise can't have been
pushed. Typical are an empty tag, because a variable was empty, and a version such as `1.0+cpu`: no tag has a plus sign.

Write the reference as it was pushed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import in_ecr
from ._references import reference

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "ECR's service model: RepositoryName (documented)",
    "Docker's reference, docker image tag: the form of a tag (documented)",
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


_WORDS = "[a-z0-9]+(?:(?:[.]|__?|-+)[a-z0-9]+)*"
_LONGEST_NAME = 256
_LEAD = 20


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image whose repository, tag or digest has a form that can't exist; the first fault of each."""
    for path, image in in_ecr(doc):
        name, tag, digest = reference(image.rest)
        if not _matches(f"{_WORDS}(?:/{_WORDS})*", name) or not 2 <= len(name) <= _LONGEST_NAME:
            hint = "small letters, digits and single separators: write it as the repository is called"
            yield path, f'"{name}" is no name of an ECR repository', hint
        elif tag is not None and not _matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", tag):
            yield path, f'"{tag}" is no tag' if tag else "the tag is empty", _of_tag(tag)
        elif digest is not None and not _matches("sha256:[0-9a-fA-F]{64}", digest):
            message = f'"{digest[:_LEAD]}" is no digest' if digest else "the digest is empty"
            yield path, message, "write sha256: and the 64 hexadecimal digits the push printed"


def _of_tag(tag: str) -> str:
    proper = re.sub("[^A-Za-z0-9_.-]", "-", tag).lstrip(".-")
    return f"push it as {proper} and write that" if proper else "write the tag it was pushed with"


@lru_cache(maxsize=4)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _matches(pattern: str, text: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None
