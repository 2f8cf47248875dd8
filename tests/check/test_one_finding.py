"""One mistake has one finding, at its line: each field of the examples is broken in the ways that people break it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from tests.check.mutation import FILES, example, findings

# A mistake in a key; the same key if it can't have the mistake.
KEYS: dict[str, Callable[[str], str]] = {
    "two letters swapped": lambda key: re.sub(r"^(.+)(.)(.)(.*?)$", r"\1\3\2\4", key),
    "a letter left out": lambda key: key[: len(key) // 2] + key[len(key) // 2 + 1 :],
    "a letter doubled": lambda key: key + key[-1],
    "lower camel case": lambda key: key[0].lower() + key[1:],
    "snake case": lambda key: re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower(),
    "capitals": str.upper,
}


def _only(value: Any) -> Any:
    values = list(value.values()) if isinstance(value, dict) else value
    return values[0] if isinstance(values, list) and len(values) == 1 else value


def _listed(value: Any) -> Any:
    return [{key: inner} for key, inner in value.items()] if isinstance(value, dict) and len(value) > 1 else value


def _joined(value: Any) -> Any:
    is_text = isinstance(value, list) and all(isinstance(entry, str) for entry in value)
    return ", ".join(value) if is_text else value


# A mistake in a value; the same value if it can't have the mistake.
VALUES: dict[str, Callable[[Any], Any]] = {
    "in a list": lambda value: [value],
    "in an object": lambda value: {"Value": value},
    "without its list or object": _only,
    "an object as a list of its fields": _listed,
    "a list as text": _joined,
    "text": lambda value: value if isinstance(value, str | int) else "some text",
    "no value": lambda _: None,
    "angle brackets": lambda _: "<fill-in>",
    "a template": lambda _: "{{ value }}",
    "a shell's variable": lambda _: "$VALUE",
    "a word to replace": lambda _: "TODO",
    "your-": lambda _: "your-value-here",
    "an expression of GitHub": lambda _: "${{ vars.VALUE }}",
    "a variable without a value": lambda _: "${UNSET}",
}
VALUES_PER_FIELD = 3


def fields(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of each field and each entry of a list."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from fields(inner, (*path, key))


def mutated(data: Any, path: tuple[str | int, ...], name: str) -> Any:
    """Return a copy of a manifest's data with one mistake, in the same order of the fields."""
    copy = deepcopy(data)
    parent = copy
    for part in path[:-1]:
        parent = parent[part]
    if name in VALUES:
        parent[path[-1]] = VALUES[name](parent[path[-1]])
    elif isinstance(path[-1], str):
        items = list(parent.items())
        parent.clear()
        parent.update((KEYS[name](key) if key == path[-1] else key, value) for key, value in items)
    return copy


def mutations(kind: str) -> Iterator[tuple[Any, tuple[str | int, ...], str]]:
    """Yield mistakes of each field: over all fields, each mistake comes about equally often."""
    data = example(kind)
    for number, path in enumerate(fields(data)):
        names = [list(KEYS)[number % len(KEYS)]]
        names += [list(VALUES)[(number * VALUES_PER_FIELD + turn) % len(VALUES)] for turn in range(VALUES_PER_FIELD)]
        for name in names:
            broken = mutated(data, path, name)
            if json.dumps(broken) != json.dumps(data):
                yield broken, path, name


def changed_line(before: Any, after: Any) -> int:
    lines = zip(json.dumps(before, indent=1).splitlines(), json.dumps(after, indent=1).splitlines(), strict=False)
    return next(number for number, (old, new) in enumerate(lines, 1) if old != new)


@pytest.mark.parametrize("kind", FILES)
def test_one_mistake_has_one_finding(kind: str) -> None:
    wrong = []
    for data, path, name in mutations(kind):
        found = findings(data)
        line = changed_line(example(kind), data)
        # A list or object is located by its key, which can be on the line before the change.
        if len(found) != 1 or found[0].location.line not in (line - 1, line, line + 1):
            wrong.append((path, name, line, [(finding.location.line, finding.message) for finding in found]))
    assert wrong == []


# Training code can accept any string here; rules on hyperparameters and metrics report what can't be.
ANY_TEXT = {"DefaultValue", "learning_rate", "Regex"}


@pytest.mark.parametrize("kind", FILES)
def test_placeholders_have_a_rule_of_their_own(kind: str) -> None:
    data = example(kind)
    placeholders = ("angle brackets", "a template", "a shell's variable", "a word to replace", "your-")
    rules = {
        (path, finding.rule)
        for number, path in enumerate(fields(data))
        for finding in findings(mutated(data, path, placeholders[number % len(placeholders)]))
        if path[-1] not in ANY_TEXT
    }
    assert rules == {(path, "placeholder") for path in fields(data) if path[-1] not in ANY_TEXT}
