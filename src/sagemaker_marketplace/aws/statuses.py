"""Statuses and failure reasons in the responses of DescribeModelPackage and DescribeAlgorithm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_LISTS = (("ImageScanStatuses", "image scan"), ("ValidationStatuses", "validation"))


def statuses(kind: Any, described: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (what, name, status, reason) for each item of both lists, then for the resource itself.

    Only the lists have reasons: the responses have no FailureReason of the resource itself (service model).
    """
    details = described.get(kind.DETAILS) or {}
    for field, what in _LISTS:
        for item in details.get(field) or ():
            yield what, str(item.get("Name", "")), str(item.get("Status", "")), str(item.get("FailureReason") or "")
    yield kind.TITLE, str(described.get(kind.NAME, "")), str(described.get(kind.STATUS, "")), ""


def reasons(kind: Any, described: Mapping[str, Any]) -> list[str]:
    """Return each FailureReason of both lists once, with what it is about."""
    found = [f"{what} {name}: {reason}" for what, name, _, reason in statuses(kind, described) if reason]
    return list(dict.fromkeys(found))
