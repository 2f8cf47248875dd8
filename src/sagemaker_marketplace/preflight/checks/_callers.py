"""What the caller's own policies allow. The account's root user is always allowed; federated users are not checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...aws import iam, identity
from ...aws.queries import NotFound, Queries
from ...manifest.paths import Path


@dataclass(frozen=True)
class Refused:
    """The caller's ARN, and the actions that its policies allow on none of the resources; empty if there are none.

    `explicit`: statements deny the actions on all resources, so that allowing them does not help.
    """

    caller: str
    actions: tuple[str, ...] = ()
    explicit: bool = False

    @property
    def verb(self) -> str:
        """What the policies do about the actions."""
        return "deny" if self.explicit else "don't allow"

    def hint(self, grant: str) -> str:
        """What to do: `grant`, unless statements have to be removed."""
        if self.explicit:
            return "remove the statement that denies it from the caller's policies"
        return f"{grant}; sagemaker-marketplace iam-policy prints the policy"


def refused_actions(account: Queries, path: Path, actions: Sequence[str], *resources: str) -> Refused:
    """Return the actions that the caller's policies allow on none of the resources.

    Raises what `Queries.query` raises.
    """
    caller = identity.get_caller(account, path)
    try:
        source = iam.caller_principal(account, path, caller)
        denied = iam.denied_actions(account, path, source, actions, resources) if source else []
    except NotFound:  # the user or role was deleted, but its session is still valid
        return Refused(caller.arn)
    explicit = {(one.action, one.resource): one.explicit for one in denied}
    refused = [action for action in actions if all((action, resource) in explicit for resource in resources)]
    is_denied = all(explicit[action, resource] for action in refused for resource in resources)
    return Refused(caller.arn, tuple(refused), bool(refused) and is_denied)
