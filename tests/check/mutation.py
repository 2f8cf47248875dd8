"""Mutations of the example manifests, and how they change the findings."""

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
from sagemaker_marketplace.manifest import paths, reader, yaml_reader
from sagemaker_marketplace.manifest.findings import Failure, Finding

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = {"ModelPackage": "model-package.yaml", "Algorithm": "algorithm.yaml"}
FACTS = Facts()
DELETE = object()
# The Region of both examples.
HOME = "us-east-2"

Changes = tuple[tuple[str, Any], ...]
# The rule and path of a finding.
FindingId = tuple[str, tuple[str | int, ...]]


class Mutation(NamedTuple):
    """One way to break the requirement of a rule.

    `changes` are applied to the example of `kind`: each is a dotted path and its new value, or DELETE; the index after
    the last one of a list appends. `given` are changes applied first, to both states that are compared, if the example
    lacks what is to be broken. `also` lists the other rules whose findings must change too, with a comment on why.
    """

    label: str
    kind: str
    changes: Changes
    also: tuple[str, ...] = ()
    given: Changes = ()


class Difference(NamedTuple):
    """The findings that a mutation adds and removes."""

    added: list[FindingId]
    removed: list[FindingId]


def difference(mutation: Mutation) -> Difference:
    """Apply a mutation and compare the findings by rule and path. Raises LookupError for an unknown path."""
    original = changed(example(mutation.kind), mutation.given)
    after = Counter(finding_ids(changed(original, mutation.changes)))
    # Most mutations are of an example as it is.
    before = Counter(finding_ids(original) if mutation.given else _ids_of_example(mutation.kind))
    return Difference(list((after - before).elements()), list((before - after).elements()))


@cache
def example(kind: str) -> Any:
    """Return the example of a kind as data, with its variables unreplaced and its hyperparameters included."""
    included = (EXAMPLES / "hyperparameters.json").read_text("utf-8")
    text = (EXAMPLES / FILES[kind]).read_text("utf-8")
    text = text.replace("$file: hyperparameters.json", json.dumps(json.loads(included)))
    data, document = reader.read_plain(FILES[kind], text, yaml_reader.compose(text))
    assert document.findings == []
    return data


def changed(data: Any, changes: Changes) -> Any:
    """Return a copy of a manifest's data with changes applied in order. Raises LookupError for an unknown path."""
    copy = deepcopy(data)
    for path, value in changes:
        *parents, last = paths.parse(path)
        container = copy
        for part in parents:
            container = container[part]
        if value is DELETE:
            del container[last]
        elif isinstance(container, list) and last == len(container):
            container.append(deepcopy(value))
        else:
            container[last] = deepcopy(value)
    return copy


def from_algorithm(**artifacts: Any) -> Changes:
    """Return changes that make the package one of an algorithm of the seller and its model artifacts."""
    source = {"SourceAlgorithms": [{"AlgorithmName": "demand-forest", **artifacts}]}
    return (("spec.InferenceSpecification", DELETE), ("spec.SourceAlgorithmSpecification", source))


def moved(kind: str, region: str, partition: str = "aws") -> Changes:
    """Return changes that move the example to another Region and partition, with images, buckets and role."""
    strings = ((path, text) for path, text in _strings(example(kind)) if HOME in text or text.startswith("arn:aws:"))
    return tuple((path, text.replace(HOME, region).replace("arn:aws:", f"arn:{partition}:")) for path, text in strings)


@cache
def _ids_of_example(kind: str) -> list[FindingId]:
    return finding_ids(example(kind))


def finding_ids(data: Any) -> list[FindingId]:
    """Return the rule and path of each finding on a manifest's data."""
    return [(finding.rule, finding.path) for finding in findings(data)]


def findings(data: Any) -> list[Finding]:
    """Return the findings on a manifest's data, written as JSON."""
    doc = reader.parse("mutated.yaml", json.dumps(data, indent=1).encode(), _no_files, {})
    return check.findings(doc, FACTS)


def _strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _strings(item, f"{path}.{key}" if path else str(key))


def _no_files(name: str, relative_to: str) -> tuple[str, bytes]:
    raise Failure(f"{name}: a mutated manifest can't include files", 2)
