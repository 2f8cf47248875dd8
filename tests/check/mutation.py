"""Breaks the example manifests one thing at a time, and tells how the findings differ for it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import paths, reader
from sagemaker_marketplace.manifest.findings import Failure, Finding

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = {"ModelPackage": "model-package.yaml", "Algorithm": "algorithm.yaml"}
FACTS = Facts()
DELETE = object()
# The Region of both examples.
HOME = "us-east-2"

Changes = tuple[tuple[str, Any], ...]
# What a finding is known by here: its rule, and where it stands.
JobOutcome = tuple[str, tuple[str | int, ...]]


class Mutation(NamedTuple):
    """One way to break the thing a rule guards.

    `changes` are made to the example of `kind`: each a dotted path and its new value, or DELETE; the index after a
    list's last appends. `given` are changes made first, where the example lacks what is to be broken: they count
    as the state before. `also` names the other rules whose findings must change with it, for the reason beside it.
    """

    label: str
    kind: str
    changes: Changes
    also: tuple[str, ...] = ()
    given: Changes = ()


class Difference(NamedTuple):
    """How the findings differ after a mutation: what came, and what went."""

    came: list[JobOutcome]
    went: list[JobOutcome]


def difference(mutation: Mutation) -> Difference:
    """Apply a mutation and compare the findings by rule and path. Raises LookupError for a path that is not there."""
    sound = changed(example(mutation.kind), mutation.given)
    before, after = Counter(told(sound)), Counter(told(changed(sound, mutation.changes)))
    return Difference(list((after - before).elements()), list((before - after).elements()))


@cache
def example(kind: str) -> Any:
    """The example of a kind as data, its variables as they are written, its hyperparameters in their place."""
    apart = (EXAMPLES / "hyperparameters.json").read_text("utf-8")
    written = (EXAMPLES / FILES[kind]).read_text("utf-8")
    whole = written.replace("$file: hyperparameters.json", json.dumps(json.loads(apart)))
    data, problem = reader.read_plain(FILES[kind], whole.encode())
    assert problem is None
    return data


def changed(data: Any, changes: Changes) -> Any:
    """A copy of a manifest's data with changes made in order. Raises LookupError for a path that is not there."""
    copy = deepcopy(data)
    for written, value in changes:
        *parents, last = paths.parse(written)
        holder = copy
        for part in parents:
            holder = holder[part]
        if value is DELETE:
            del holder[last]
        elif isinstance(holder, list) and last == len(holder):
            holder.append(deepcopy(value))
        else:
            holder[last] = deepcopy(value)
    return copy


def from_algorithm(**artifacts: Any) -> Changes:
    """Changes that make the package of an algorithm of the seller's, and of what it trained."""
    source = {"SourceAlgorithms": [{"AlgorithmName": "demand-forest", **artifacts}]}
    return (("spec.InferenceSpecification", DELETE), ("spec.SourceAlgorithmSpecification", source))


def renamed(kind: str, member: str, other: str) -> Changes:
    """Changes that give a member of the example's request another name."""
    return ((f"spec.{member}", DELETE), (f"spec.{other}", example(kind)["spec"][member]))


def moved(kind: str, region: str, partition: str = "aws") -> Changes:
    """Changes that take the whole example of a kind to another Region and partition, images, buckets and role too."""
    texts = ((path, text) for path, text in _texts(example(kind), "") if HOME in text or text.startswith("arn:aws:"))
    return tuple((path, text.replace(HOME, region).replace("arn:aws:", f"arn:{partition}:")) for path, text in texts)


def told(data: Any) -> list[JobOutcome]:
    """Each finding of the whole check on a manifest's data, by rule and path."""
    return [(finding.rule, finding.path) for finding in findings(data)]


def findings(data: Any) -> list[Finding]:
    """What the whole check says of a manifest's data, written as JSON, which is YAML too."""
    doc = reader.parse("mutated.yaml", json.dumps(data, indent=1).encode(), _alone, {})
    return check.findings(doc, FACTS)


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(member, f"{path}.{key}" if path else str(key))


def _alone(name: str, beside: str) -> tuple[str, bytes]:
    raise Failure(f"{name}: a mutated manifest stands alone", 2)
