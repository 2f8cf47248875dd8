"""The digests of the images that a rehearsal runs before a resource is created, and whether they are still the same."""

from __future__ import annotations

from collections.abc import Iterable

from ..aws import access_denied, ecr
from ..aws.errors import RETRY
from ..aws.queries import NoAnswer, NotFound, PermissionMissing, Queries
from ..context import Context
from ..facts.facts import Facts
from ..manifest import fields
from ..manifest.document import Document
from ..manifest.findings import AWS_REFUSED, USAGE, VALIDATION_FAILED, Failure
from ..plan.lookup import PlannedResource


class ImageMoved(Failure):
    """A tag names another image than the one that was rehearsed."""


def digests_of(document: Document, images: Iterable[str], account: Queries) -> dict[str, str]:
    """Map images of a manifest to the same with their digests: the manifest's, or those that ECR has for their tags.

    Raises Failure for a digest that can't be found out.
    """
    known = {image.uri: image for image in fields.images(document)}
    digests = {}
    for uri in images:
        image = known.get(uri)
        if not image:
            raise Failure(f"image not in Amazon ECR: {uri}", USAGE, "push it to ECR, which knows its digest")
        digest = image.digest or _digest_of_tag(image, account)
        digests[uri] = f"{uri.partition('/')[0]}/{image.repository}@{digest}"
    return digests


def check_tags(resource: PlannedResource, context: Context) -> None:
    """Ask again which images the rehearsed tags in the request name.

    Raises ImageMoved if one is not the image that was rehearsed, and Failure if that can't be found out.
    """
    if not resource.rehearsed_tags:
        return
    document, today = resource.document, context.clock.today()
    account = context.account(document.role_to_assume).queries(str(document.region), today, Facts(today=today))
    for image, now in digests_of(document, resource.rehearsed_tags, account).items():
        before, after = (name.partition("@")[2] for name in (resource.rehearsed_tags[image], now))
        if before != after:
            message = f"{image} moved after the rehearsal: from {before} to {after}"
            hint = "run create again to rehearse the new image, or set pin-image to create what was rehearsed"
            raise ImageMoved(message, VALIDATION_FAILED, hint)


def _digest_of_tag(image: fields.Image, account: Queries) -> str:
    try:
        return ecr.current_digest(account, image)
    except NotFound:
        raise Failure(f"image not found in ECR: {image.uri}", AWS_REFUSED, "push it first") from None
    except PermissionMissing as error:
        message = f"missing permission {error.action}, needed for the digest of {image.uri}"
        raise Failure(message, AWS_REFUSED, access_denied.fix_with_command(error.denial)) from None
    except NoAnswer as error:
        raise Failure(f"could not reach AWS: {error.reason}", AWS_REFUSED, RETRY) from None
