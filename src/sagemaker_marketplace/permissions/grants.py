"""Grants: one action on one resource each, put together into a policy of few statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ..manifest.findings import USAGE, Failure

Policy = dict[str, Any]

VERSION = "2012-10-17"
UNKNOWN_ACCOUNT = "ACCOUNT_ID"


class Grant(NamedTuple):
    """One action on one resource; `sid` is the statement it goes into.

    `condition` is empty, or an operator, a key and the value the key must have.
    """

    sid: str
    action: str
    resource: str
    condition: tuple[str, ...] = ()


def policy(grants: Iterable[Grant]) -> Policy:
    """Merge grants into a policy: what is allowed on the same resources is one statement, in the grants' order.

    Raises Failure for a resource that hangs on a variable without a value.
    """
    resources: dict[tuple[str, tuple[str, ...], str], list[str]] = {}
    for sid, action, resource, condition in dict.fromkeys(grants):
        if "${" in resource:
            raise Failure(f"{resource} hangs on a variable without a value", USAGE, "give it one: --var NAME=VALUE")
        resources.setdefault((sid, condition, action), []).append(resource)
    merged: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for (sid, condition, action), on in resources.items():
        merged.setdefault((sid, condition, tuple(sorted(on))), []).append(action)
    counted: dict[str, int] = {}
    statements = []
    for (sid, condition, named), actions in merged.items():
        counted[sid] = counted.get(sid, 0) + 1
        unique = sid if counted[sid] == 1 else f"{sid}{counted[sid]}"
        statements.append(_statement(unique, sorted(actions), list(named), condition))
    return {"Version": VERSION, "Statement": statements}


def one_or_all(texts: list[str]) -> str | list[str]:
    """A single text as it is, several as a list: how IAM writes policies."""
    return texts[0] if len(texts) == 1 else texts


def _statement(sid: str, actions: list[str], resources: list[str], condition: tuple[str, ...]) -> Policy:
    made = {"Sid": sid, "Effect": "Allow", "Action": one_or_all(actions), "Resource": one_or_all(resources)}
    if not condition:
        return made
    operator, key, value = condition
    return {**made, "Condition": {operator: {key: value}}}
