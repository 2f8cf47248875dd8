"""Policies as lines of text, and manifests from strings, for comparisons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sagemaker_marketplace.aws.queries import iam_action
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.findings import Failure

Policy = dict[str, Any]


def lines(policy: Policy) -> list[str]:
    """Return a policy as lines: a line with statement ID and actions, then a line per resource."""
    assert list(policy) == ["Version", "Statement"]
    assert policy["Version"] == "2012-10-17"
    return [line for statement in policy["Statement"] for line in _lines(statement)]


def _lines(statement: Policy) -> Iterator[str]:
    assert statement["Effect"] == "Allow"
    condition = f" if {json.dumps(statement['Condition'])}" if "Condition" in statement else ""
    yield f"{statement['Sid']}: {', '.join(as_list(statement['Action']))}{condition}"
    yield from (f"  {resource}" for resource in as_list(statement["Resource"]))


def as_list(value: str | list[str]) -> list[str]:
    """Return a list unchanged, and a string as a list of one. Lists in our policies have several items."""
    if isinstance(value, str):
        return [value]
    assert len(value) > 1
    return value


def actions(policy: Policy) -> list[str]:
    """Return all actions of a policy."""
    return sorted({action for statement in policy["Statement"] for action in as_list(statement["Action"])})


def required_actions(calls: Iterable[dict[str, str]]) -> set[str]:
    """Return the actions that calls require; the journal lists calls of REST protocols by path.

    Unsigned requests require none: image layers are downloaded from URLs that ECR returns.
    """
    names = {(call["service"], call["operation"].rpartition("/")[2]) for call in calls if call["service"]}
    return {iam_action(service, name[:1].upper() + name[1:]) for service, name in names} - {"sts:GetCallerIdentity"}


def without(policy: Policy, removed: str) -> Policy:
    """Return the policy without one action."""
    statements = []
    for statement in policy["Statement"]:
        kept = [action for action in as_list(statement["Action"]) if action != removed]
        statements += [{**statement, "Action": kept}] if kept else []
    # IAM requires a statement in a policy.
    deny = {"Effect": "Deny", "Action": removed, "Resource": "*"}
    return {**policy, "Statement": statements or [deny]}


def manifest(text: str, **values: str) -> Document:
    """Parse a manifest."""
    return reader.parse("m.yaml", text.encode(), _no_files, values)


def _no_files(name: str, _base: str) -> tuple[str, bytes]:
    raise Failure(f"{name} is not read here", 2)
