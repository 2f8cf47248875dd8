"""Where a denied action points in the manifest: at ValidationRole only if the message is about this role."""

from __future__ import annotations

from ..aws import access_denied
from ..manifest.document import Document

_ROLE = "spec.ValidationSpecification.ValidationRole"


def plausible_paths(document: Document, patterns: tuple[str, ...], message: str) -> tuple[str, ...]:
    """The patterns of a cause's paths, without ValidationRole if the message denies an action to another principal.

    An action on the role, such as iam:PassRole, still points at it.
    """
    denial = access_denied.parse(message)
    if denial is None or not denial.principal:
        return patterns
    roles = [value for _, value in document.at(_ROLE) if isinstance(value, str)]
    if any(role in message or access_denied.is_role(denial.principal, role) for role in roles):
        return patterns
    return tuple(pattern for pattern in patterns if pattern != _ROLE)
