"""Who the caller is. Each function takes the account, and raises what a question raises."""

from __future__ import annotations

from dataclasses import dataclass

from ..manifest.paths import Path
from . import certain
from .queries import NoAnswer, Queries


@dataclass(frozen=True)
class Caller:
    """The account the credentials are of, and the ARN of the user, role session or account that holds them."""

    account: str
    arn: str


def caller(account: Queries, path: Path) -> Caller:
    """Tell who asks. Source: STS API, GetCallerIdentity, for which no permission is needed."""
    answer = certain.ask(account, path, "sts", "GetCallerIdentity")
    found = Caller(str(answer.get("Account", "")), str(answer.get("Arn", "")))
    if not found.account or found.arn.count(":") < 5:  # whatever answered, a proxy perhaps, it was not STS
        raise NoAnswer(path, "GetCallerIdentity: an answer without Account and Arn")
    return found
