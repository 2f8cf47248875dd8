"""Accounts: every account exists and is separate from the others, unless the scenario excludes it.

The account of an access key is the one whose role or user it was issued for. An access key of twelve digits has all
permissions in the account with this number. Any other access key belongs to the default account.
"""

from __future__ import annotations

import re

from moto.iam.models import get_account_id_from

_ACCOUNT_ID = re.compile(r"\d{12}")
_ROLE = re.compile(r"arn:aws:iam::(\d{12}):role/.+")


def account_of(access_key: str) -> str:
    """Return the account that an access key belongs to."""
    return access_key if _ACCOUNT_ID.fullmatch(access_key) else str(get_account_id_from(access_key))


def account_of_role(role_arn: str) -> str:
    """Return the account of a role's ARN; empty if it is not one."""
    match = _ROLE.fullmatch(role_arn)
    return match[1] if match else ""
