"""The credentials are of another account than the manifest's role and images.

The resource is made in the account of whoever calls. Its ValidationRole has to be a role of that account, and the
validation pulls images of that account only. Mostly the step logged in to the wrong account: the one for development
instead of the one that sells.

Log in to the account that the manifest names, or name a role and images of the account that sells.
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
        message = f"the {what} is of the account {other}, the credentials are of {caller.account}"
        hint = f"log in to the account {other}, or name a role and images of {caller.account}"
        related = tuple((location, f"the {what} of {other}") for location, also, what in named[1:] if also == other)
        yield path, message, hint, related


def _named(doc: Document, account: Queries) -> Iterator[tuple[Path, str, str]]:
    """Yield place, account and word for the role and the images; AWS's own images are image-other-account's."""
    role = fields.role(doc)
    if role and _roles.account_of(role[1]):
        yield role[0], _roles.account_of(role[1]), "role"
    for image in fields.images(doc):
        if not account.facts.is_aws_account(image.account):
            yield image.path, image.account, "image"
