"""The images of a rehearsal must have valid names.

A container engine accepts an image's ID, or a name as in `docker build --tag`: lowercase letters, digits and single
separators, with a registry, a tag or a digest if needed. Common mistakes are capitals in the name, an empty tag, caused
by an empty variable, and a version such as `1.0+cpu`, because tags can't contain a plus sign.

Use the name with which the workflow builds the image.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import IMAGE, TRAINING_IMAGE
from .. import Result
from ..images._references import reference_mistake
from . import block, training_block

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("Docker's reference, docker image tag: the format of names and tags (documented)",)
GOOD = (
    """
rehearsal: {image: churn-scorer}
""",
    """
rehearsal: {image: localhost:5000/team/churn-scorer:1.0-cpu}
""",
    """
rehearsal: {image: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08}
""",
)
BAD = (
    """
rehearsal:
  image: Churn-Scorer:dev   # <- here
""",
    """
rehearsal:
  image: "churn-scorer:"   # <- here
""",
    """
rehearsal:
  image: ghcr.io/acme/churn-scorer:1.0+cpu   # <- here
""",
    """
rehearsal:
  training:
    image: Churn:dev   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image that is not a valid name."""
    for path, image in ((IMAGE, block(doc).get("image")), (TRAINING_IMAGE, training_block(doc).get("image"))):
        mistake = _mistake(image) if isinstance(image, str) else None
        if mistake:
            message, hint = mistake
            yield path, message, hint


def _mistake(image: str) -> tuple[str, str] | None:
    # A registry has a dot, a port or a capital, or is called localhost. Source: Docker's package reference.
    registry, _, rest = image.partition("/")
    has_registry = rest and (registry == "localhost" or registry != registry.lower() or {".", ":"} & set(registry))
    return reference_mistake(rest if has_registry else image)
