"""Questions about what every account has: whoever answers that it is not there is not AWS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..manifest.paths import Path
from .queries import NoAnswer, NotFound, Queries


def ask(
    account: Queries,
    path: Path,
    service: str,
    operation: str,
    request: Mapping[str, Any] | None = None,
    region: str = "",
) -> Any:
    """Ask like Questions.ask. Raises Forbidden or Unanswered, and Failure where there are no credentials."""
    try:
        return account.ask(path, service, operation, request, region)
    except NotFound as absent:
        raise NoAnswer(path, f"{operation}: {absent.code}") from None
