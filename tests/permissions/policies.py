"""Policies as lines, and manifests as texts, for comparing."""

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
    """A policy as text: statement, actions, then a line for each resource."""
    assert list(policy) == ["Version", "Statement"]
    assert policy["Version"] == "2012-10-17"
    return [line for statement in policy["Statement"] for line in _lines(statement)]


def _lines(statement: Policy) -> Iterator[str]:
    assert statement["Effect"] == "Allow"
    condition = f" if {json.dumps(statement['Condition'])}" if "Condition" in statement else ""
    yield f"{statement['Sid']}: {', '.join(several(statement['Action']))}{condition}"
    yield from (f"  {resource}" for resource in several(statement["Resource"]))


def several(value: str | list[str]) -> list[str]:
    """A list as it is, a text as the only one of a list; a list of one is not how policies are written here."""
    if isinstance(value, str):
        return [value]
    assert len(value) > 1
    return value


def actions(policy: Policy) -> list[str]:
    """All actions of a policy."""
    return sorted({action for statement in policy["Statement"] for action in several(statement["Action"])})


def made(calls: Iterable[dict[str, str]]) -> set[str]:
    """The actions that calls need; a call of a REST protocol is in the journal by its path.

    What is not signed is no call: the parts of an image come from addresses that ECR gives.
    """
    names = {(call["service"], call["operation"].rpartition("/")[2]) for call in calls if call["service"]}
    return {iam_action(service, name[:1].upper() + name[1:]) for service, name in names} - {"sts:GetCallerIdentity"}


def without(policy: Policy, taken: str) -> Policy:
    """The policy with one action taken away."""
    left = []
    for statement in policy["Statement"]:
        kept = [one for one in several(statement["Action"]) if one != taken]
        left += [{**statement, "Action": kept}] if kept else []
    # IAM takes no policy without a statement.
    nothing = {"Effect": "Deny", "Action": taken, "Resource": "*"}
    return {**policy, "Statement": left or [nothing]}


def manifest(text: str, **values: str) -> Document:
    """Read a manifest's text."""
    return reader.parse("m.yaml", text.encode(), _no_files, values)


def _no_files(name: str, _beside: str) -> tuple[str, bytes]:
    raise Failure(f"{name} is not read here", 2)
