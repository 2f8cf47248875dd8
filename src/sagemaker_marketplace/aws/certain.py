"""Questions about what every account has: whoever answers that it is not there is not AWS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..manifest.paths import Path
from .questions import Absent, Questions, Unanswered


def ask(
    account: Questions,
    path: Path,
    service: str,
    operation: str,
    request: Mapping[str, Any] | None = None,
    region: str = "",
) -> Any:
    """Ask like Questions.ask. Raises Forbidden or Unanswered, and Failure where there are no credentials."""
    try:
        return account.ask(path, service, operation, request, region)
    except Absent as absent:
        raise Unanswered(path, f"{operation}: {absent.code}") from None
