"""IAM's identity policies: what their statements say about one action on one resource. Pure.

Source: the IAM user guide's reference of policy elements and its page on how policies are evaluated. Policy variables,
dates, numbers and IP addresses are not read: an operator that is not known here never matches.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Literal

Statement = Mapping[str, Any]
Context = Mapping[str, tuple[str, ...]]  # condition keys in lower case, and what the call gives for them
Decision = Literal["allowed", "implicitDeny", "explicitDeny"]  # as SimulatePrincipalPolicy calls them

_ARN_PARTS = 6


def statements(document: str | Mapping[str, Any]) -> list[Statement]:
    """Take a policy document, as JSON or as data, and give its statements; a document that is none has none."""
    try:
        policy = json.loads(document) if isinstance(document, str) else document
    except ValueError:
        return []
    found = policy.get("Statement", []) if isinstance(policy, Mapping) else []
    return [statement for statement in _several(found) if isinstance(statement, Mapping)]


def decide(held: Iterable[Statement], action: str, resource: str, context: Context) -> Decision:
    """Tell what statements say: a deny that matches wins, then an allow; with neither the action is not allowed."""
    effects = {statement.get("Effect") for statement in held if _matches(statement, action, resource, context)}
    if "Deny" in effects:
        return "explicitDeny"
    return "allowed" if "Allow" in effects else "implicitDeny"


def condition_keys(held: Iterable[Statement]) -> list[str]:
    """Give the condition keys that statements ask about, as they are written, each once and sorted."""
    return sorted({key for statement in held for _, key, _ in _conditions(statement)})


def glob(pattern: str, text: str) -> bool:
    """Tell whether a text is as a pattern says: * stands for any characters, ? for one."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def _matches(statement: Statement, action: str, resource: str, context: Context) -> bool:
    acts = {key: list(map(str.lower, _texts(statement[key]))) for key in ("Action", "NotAction") if key in statement}
    return (
        _named(acts, "Action", action.lower())
        and _named(statement, "Resource", resource)
        and all(_holds(operator, wanted, context.get(key.lower())) for operator, key, wanted in _conditions(statement))
    )


def _named(statement: Statement, element: str, text: str) -> bool:
    """Tell whether a statement's element (or the Not… one it has instead) takes in this text."""
    if element in statement:
        return any(glob(pattern, text) for pattern in _texts(statement[element]))
    other = f"Not{element}"
    return other in statement and not any(glob(pattern, text) for pattern in _texts(statement[other]))


def _conditions(statement: Statement) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each operator of a statement's Condition with a key and the values it wants."""
    for operator, keys in (statement.get("Condition") or {}).items():
        for key, wanted in keys.items():
            yield operator, key, _texts(wanted)


def _holds(operator: str, wanted: list[str], given: tuple[str, ...] | None) -> bool:
    """Tell whether a condition holds for the values a call gives; None means that it has no such key."""
    quantifier, _, name = operator.rpartition(":")
    if name == "Null":
        return wanted == ["true" if given is None else "false"]
    base = name.removesuffix("IfExists")
    negated = "Not" in base
    test = _TESTS.get(base.replace("Not", ""))
    if test is None:
        return False
    if given is None:
        return base != name or quantifier == "ForAllValues" or (negated and not quantifier)
    found = (any(test(value, pattern) for pattern in wanted) != negated for value in given)
    return all(found) if quantifier == "ForAllValues" or (negated and not quantifier) else any(found)


def _arn_like(text: str, pattern: str) -> bool:
    """Compare two ARNs part by part: unlike in a Resource, a * never reaches over a colon of the first five."""
    parts, patterns = text.split(":", _ARN_PARTS - 1), pattern.split(":", _ARN_PARTS - 1)
    return len(parts) == len(patterns) == _ARN_PARTS and all(map(glob, patterns, parts))


# A Not in an operator's name turns its answer round. ArnEquals and ArnLike are documented to do the same.
_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda text, wanted: text == wanted,
    "StringEqualsIgnoreCase": lambda text, wanted: text.lower() == wanted.lower(),
    "StringLike": lambda text, wanted: glob(wanted, text),
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": lambda text, wanted: text.lower() == wanted.lower(),
}


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _texts(value: Any) -> list[str]:
    """Give the values of an element as texts; JSON's true is IAM's "true"."""
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in _several(value)]
