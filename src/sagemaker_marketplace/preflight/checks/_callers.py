"""What the caller's own policies allow. The account's root may do everything; sessions of other kinds can't be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...aws import iam, identity
from ...aws.queries import NotFound, Queries
from ...manifest.paths import Path


def refused(account: Queries, path: Path, actions: Sequence[str], *resources: str) -> tuple[str, list[str]]:
    """The caller's ARN, and those of the actions that its policies allow on none of the resources.

    Raises what a question raises.
    """
    caller = identity.get_caller(account, path)
    try:
        source = iam.caller_principal(account, path, caller)
        denied = iam.denied_actions(account, path, source, actions, resources) if source else []
    except NotFound:  # the user or role was deleted, and its session lives on
        return caller.arn, []
    counts = Counter(one.action for one in denied)
    return caller.arn, [action for action in actions if counts[action] == len(resources)]
