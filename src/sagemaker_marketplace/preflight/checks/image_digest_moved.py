"""A tag should refer to the image of the digest next to it.

`ImageDigest` (`TrainingImageDigest`), or a digest after the tag in the URI, identifies the image. If the tag was pushed
again since, tag and digest refer to different images. Which of them the service uses is not documented; the other
checks use the digest.

Use the digest of the new image, or release a tag that is never pushed twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws import ecr
from ...aws.queries import NotFound, Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result, _images

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:DescribeImages",)
SOURCES = (
    "ECR API, DescribeImages: the digest of a tag (documented)",
    "service model: ImageDigest identifies the image (documented); what a contradiction does is inferred",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each digest whose tag refers to another image."""
    for image, now in _images.outcomes(doc, account, _now):
        if now != image.digest and not isinstance(now, NotFound):
            where = f"names {now} now, not the image of this digest" if now else "names no image now"
            related = () if image.digest_path == image.path else ((image.path, "the tag"),)
            hint = f"write {now}, or the tag of this digest" if now else "push the tag again, or remove the digest"
            yield image.digest_path, f"the tag {image.tag} {where}", hint, related


def _now(account: Queries, image: fields.Image) -> str:
    """The digest an image's tag names now, empty if none; its own where there are not both. Raises NotFound."""
    if not image.tag or not image.digest:
        return image.digest
    try:
        return ecr.current_digest(account, image._replace(digest=""))
    except NotFound as absent:
        if absent.code == "ImageNotFoundException":
            return ""
        raise
