"""Evaluates identity-based IAM policies for one action on one resource.

Source: the IAM user guide's reference of policy elements and its page on policy evaluation. Policy variables, dates,
numbers and IP addresses are not supported: an unknown operator never matches.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Literal

Statement = Mapping[str, Any]
Context = Mapping[str, tuple[str, ...]]  # condition keys in lowercase, with the values of the call
Decision = Literal["allowed", "implicitDeny", "explicitDeny"]  # the terms of SimulatePrincipalPolicy

_ARN_PARTS = 6


def read_statements(document: str | Mapping[str, Any]) -> list[Statement]:
    """Return the statements of a policy document, JSON or parsed; empty if the document is invalid."""
    try:
        policy = json.loads(document) if isinstance(document, str) else document
    except ValueError:
        return []
    listed = policy.get("Statement", []) if isinstance(policy, Mapping) else []
    return [statement for statement in _as_list(listed) if isinstance(statement, Mapping)]


def evaluate(statements: Iterable[Statement], action: str, resource: str, context: Context) -> Decision:
    """Evaluate statements: a matching Deny takes precedence over an Allow; without either, the action is denied."""
    effects = {statement.get("Effect") for statement in statements if _matches(statement, action, resource, context)}
    if "Deny" in effects:
        return "explicitDeny"
    return "allowed" if "Allow" in effects else "implicitDeny"


def condition_keys(statements: Iterable[Statement]) -> list[str]:
    """Return the distinct condition keys of the statements, as written and sorted."""
    return sorted({key for statement in statements for _, key, _ in _conditions(statement)})


def matches_pattern(pattern: str, text: str) -> bool:
    """Return whether a string matches a pattern, in which * matches any characters and ? matches one."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def _matches(statement: Statement, action: str, resource: str, context: Context) -> bool:
    actions = {
        key: list(map(str.lower, _strings(statement[key]))) for key in ("Action", "NotAction") if key in statement
    }
    return (
        _element_matches(actions, "Action", action.lower())
        and _element_matches(statement, "Resource", resource)
        and all(
            _condition_matches(operator, expected, context.get(key.lower()))
            for operator, key, expected in _conditions(statement)
        )
    )


def _element_matches(statement: Statement, element: str, text: str) -> bool:
    """Return whether an element of a statement, or its Not… variant, matches this string."""
    if element in statement:
        return any(matches_pattern(pattern, text) for pattern in _strings(statement[element]))
    other = f"Not{element}"
    return other in statement and not any(matches_pattern(pattern, text) for pattern in _strings(statement[other]))


def _conditions(statement: Statement) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each operator of a statement's Condition with a key and the expected values."""
    for operator, keys in (statement.get("Condition") or {}).items():
        for key, expected in keys.items():
            yield operator, key, _strings(expected)


def _condition_matches(operator: str, expected: list[str], actual: tuple[str, ...] | None) -> bool:
    """Return whether a condition matches the values of a call; None means that the call lacks the key."""
    quantifier, _, name = operator.rpartition(":")
    if name == "Null":
        return expected == ["true" if actual is None else "false"]
    base = name.removesuffix("IfExists")
    negated = "Not" in base
    test = _TESTS.get(base.replace("Not", ""))
    if test is None:
        return False
    if actual is None:
        return base != name or quantifier == "ForAllValues" or (negated and not quantifier)
    matches = (any(test(value, pattern) for pattern in expected) != negated for value in actual)
    return all(matches) if quantifier == "ForAllValues" or (negated and not quantifier) else any(matches)


def _arn_like(text: str, pattern: str) -> bool:
    """Compare two ARNs by component: unlike in a Resource, a * never matches one of the first five colons."""
    parts, patterns = text.split(":", _ARN_PARTS - 1), pattern.split(":", _ARN_PARTS - 1)
    return len(parts) == len(patterns) == _ARN_PARTS and all(map(matches_pattern, patterns, parts))


# A Not in an operator's name negates its result. ArnEquals and ArnLike behave identically, as documented.
_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda text, expected: text == expected,
    "StringEqualsIgnoreCase": lambda text, expected: text.lower() == expected.lower(),
    "StringLike": lambda text, expected: matches_pattern(expected, text),
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": lambda text, expected: text.lower() == expected.lower(),
}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _strings(value: Any) -> list[str]:
    """Return the values of an element as strings; JSON's true becomes "true"."""
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in _as_list(value)]
