"""Queries about the validation role. A role of another account is skipped: caller-account reports it."""

from __future__ import annotations

from ...aws import iam, identity
from ...aws.queries import NotFound, Queries
from ...manifest import fields
from ...manifest.document import Document
from ...manifest.paths import Path


def account_of(arn: str) -> str:
    """The account in an ARN, empty in what is none."""
    return f"{arn}:::::".split(":")[4]


def own(doc: Document, account: Queries) -> tuple[Path, str] | None:
    """Return path and ARN of the validation role, if it is one of the caller's account.

    Raises what `Queries.query` raises.
    """
    role = fields.role(doc)
    if role is None or account_of(role[1]) != identity.get_caller(account, role[0]).account:
        return None
    return role


def found(doc: Document, account: Queries) -> tuple[Path, str, iam.Role] | None:
    """Like `own`, with what IAM has under the role's name; None if it is not there."""
    role = own(doc, account)
    if role is None:
        return None
    try:
        return *role, iam.get_role(account, *role)
    except NotFound:
        return None
