"""Grants, each of one action on one resource, and their combination into a policy with few statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ..manifest.findings import USAGE, Failure

Policy = dict[str, Any]

VERSION = "2012-10-17"
UNKNOWN_ACCOUNT = "ACCOUNT_ID"


class Principal(NamedTuple):
    """A role or a user that gets a policy: `kind` is `role` or `user`, `name` is empty if it is unknown."""

    kind: str = "role"
    name: str = ""


def principal_of(arn: str) -> Principal:
    """Return the role or user with this ARN; a role of unknown name for an empty string."""
    kind, _, path = arn.rpartition(":")[2].partition("/")
    return Principal(kind, path.rpartition("/")[2]) if arn else Principal()


class Grant(NamedTuple):
    """One action on one resource; `sid` is the statement it goes into.

    `condition` is empty, or an operator, a key and the value the key must have.
    """

    sid: str
    action: str
    resource: str
    condition: tuple[str, ...] = ()


def policy(grants: Iterable[Grant]) -> Policy:
    """Combine grants into a policy: actions on the same resources are one statement, in the grants' order."""
    resources: dict[tuple[str, tuple[str, ...], str], list[str]] = {}
    for sid, action, resource, condition in dict.fromkeys(grants):
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


def literal(text: str) -> str:
    """Quote a string of a manifest for a policy, so that it matches itself and nothing else.

    Source: IAM user guide, policy variables: `${*}`, `${?}` and `${$}` stand for the characters that have a meaning.
    Raises Failure for a string that depends on a variable without a value.
    """
    if "${" in text:
        raise Failure(f"{text} depends on a variable that is not set", USAGE, "set it with --var NAME=VALUE")
    return "".join(f"${{{character}}}" if character in "*?$" else character for character in text)


def string_or_list(values: list[str]) -> str | list[str]:
    """Return a single value as a string, several as a list, as IAM formats policies."""
    return values[0] if len(values) == 1 else values


def _statement(sid: str, actions: list[str], resources: list[str], condition: tuple[str, ...]) -> Policy:
    statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": string_or_list(actions),
        "Resource": string_or_list(resources),
    }
    if not condition:
        return statement
    operator, key, value = condition
    return {**statement, "Condition": {operator: {key: value}}}
