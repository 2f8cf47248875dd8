"""What the caller's own policies allow. The account's root user is always allowed; federated users are not checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...aws import iam, identity
from ...aws.queries import NotFound, Queries
from ...manifest.paths import Path


def refused_actions(account: Queries, path: Path, actions: Sequence[str], *resources: str) -> tuple[str, list[str]]:
    """Return the caller's ARN, and the actions that its policies allow on none of the resources.

    Raises what `Queries.query` raises.
    """
    caller = identity.get_caller(account, path)
    try:
        source = iam.caller_principal(account, path, caller)
        denied = iam.denied_actions(account, path, source, actions, resources) if source else []
    except NotFound:  # the user or role was deleted, but its session is still valid
        return caller.arn, []
    counts = Counter(action.action for action in denied)
    return caller.arn, [action for action in actions if counts[action] == len(resources)]
