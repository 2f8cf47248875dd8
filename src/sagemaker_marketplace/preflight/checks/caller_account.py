"""The credentials must belong to the account of the manifest's role and images.

The resource is created in the caller's account. Its ValidationRole must be a role of that account, and the validation
pulls images from that account only. Usually the workflow uses the wrong account: the one for development instead of the
seller's.

Use credentials of the account in the manifest, such as with `role-to-assume`, or use a role and images of the seller's
account.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws import identity
from ...aws.queries import Queries
from ...manifest import fields
from ...manifest.document import Document
from ...manifest.paths import Path
from . import Result, _roles

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ()
SOURCES = (
    "SageMaker developer guide, SageMaker roles: the role is passed, and so of the caller's account (documented)",
    "AWS Marketplace seller guide, ml-troubleshooting: images of another account fail validation (documented)",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield the role of another account than the caller's; without a role the first of the seller's images."""
    named = list(_named(doc, account))
    if not named:
        return
    path, other, what = named[0]
    caller = identity.get_caller(account, path)
    if other != caller.account:
        message = f"the {what} belongs to account {other}, but the credentials to {caller.account}"
        hint = f"use credentials of account {other} (role-to-assume), or a role and images of {caller.account}"
        related = tuple((location, f"the {what} of {other}") for location, also, what in named[1:] if also == other)
        yield path, message, hint, related


def _named(doc: Document, account: Queries) -> Iterator[tuple[Path, str, str]]:
    """Yield path, account and type of the role and the images; image-other-account checks AWS's own images."""
    role = fields.role(doc)
    if role and _roles.account_of(role[1]):
        yield role[0], _roles.account_of(role[1]), "role"
    for image in fields.images(doc):
        if not account.facts.is_aws_account(image.account):
            yield image.path, image.account, "image"
