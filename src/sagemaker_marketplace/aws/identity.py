"""The identity of the caller, from STS."""

from __future__ import annotations

from dataclasses import dataclass

from ..manifest.paths import Path
from .queries import NoAnswer, Queries


@dataclass(frozen=True)
class Caller:
    """The account of the credentials, and the ARN of the user, role session or account that they belong to."""

    account: str
    arn: str


def get_caller(account: Queries, path: Path) -> Caller:
    """Return the caller's identity. Raises what `Queries.query` raises.

    Source: STS API, GetCallerIdentity, which needs no permission.
    """
    answer = account.query_existing(path, "sts", "GetCallerIdentity")
    caller = Caller(str(answer.get("Account", "")), str(answer.get("Arn", "")))
    if not caller.account or caller.arn.count(":") < 5:  # not from STS, perhaps from a proxy
        raise NoAnswer(path, "GetCallerIdentity: a response without Account and Arn")
    return caller
