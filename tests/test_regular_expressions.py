"""Every regular expression that reads text of others takes time in proportion to its length: its steps are counted."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.regex_steps import Search, TooManySteps, pumps

from sagemaker_marketplace.check.rules import artifacts, images
from sagemaker_marketplace.check.rules.images import _references
from sagemaker_marketplace.diagnosis import causes
from sagemaker_marketplace.manifest import scalars, schema, yaml_errors
from sagemaker_marketplace.rehearse.verdict import hyperparameter_facts
from sagemaker_marketplace.settings.command_options import COMMAND_OPTIONS
from sagemaker_marketplace.settings.settings import OPTIONS

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
# Twice the text may take twice the steps, and a little more for what is counted once.
MOST_GROWTH = 2.6
MOST_STEPS = 300_000
MOST_PUMPS = 60
# How often a string is repeated at first, and again if the steps grow: then most bounded repeats are at their bounds.
SHORT, LONG = 15, 30
ENDS = ("", "\0")
# Those that read only short strings, or whose repeats are short.
BOUNDED = {
    "diagnosis.request_errors._BOTOCORE": "a message of botocore; each repeat has at most 1,000 characters",
    "watch.metrics._TOKENS": "the Regex of a metric, which has at most 500 characters",
    "check.rules.hyperparameters._regex_groups": "the Regex of a metric, which has at most 500 characters",
    "check.rules.hyperparameters.metric_regex": "the Regex of a metric, which has at most 500 characters",
    "check.rules.naming.fixed_resource_name": "a valid name, which has at most 63 characters",
}
ANCHORED = {"match", "fullmatch"}


def of_schema(value: Any) -> Iterator[str]:
    """Yield the patterns in the manifest's schema, which jsonschema searches for in a manifest's strings."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("pattern", "allowedCharacter") and isinstance(item, str):
                yield item
            else:
                yield from of_schema(item)
    elif isinstance(value, list):
        for item in value:
            yield from of_schema(item)


# The modules that build patterns in functions, and these patterns.
BUILT: dict[str, list[str]] = {
    "aws.price_list": [r"(?:\w+-)?BoxUsage:ml\.m5\.large"],
    "check.rules.artifacts": [artifacts._url_pattern().__self__.pattern],
    "check.rules.hyperparameters": [],  # the Regex of a metric
    "check.rules.images": [images._ecr_pattern().__self__.pattern],
    "check.rules.images._references": [
        f"{_references._NAME_PART}(?:/{_references._NAME_PART})*",
        "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}",
        "sha256:[0-9a-fA-F]{64}",
    ],
    "check.rules.instances.unknown_instance_type": [r"ml\.p[0-9]"],
    "diagnosis.matches": [r"(?<!\w)max\.depth(?!\w)"],
    "manifest.placeholders": [],  # the patterns of the schema, which manifest.validation has
    "manifest.scalars": [scalars._INTEGER, scalars._NUMBER],
    "manifest.validation": [*of_schema(schema.load())],
    "manifest.yaml_errors": [pattern for pattern, _, _ in yaml_errors._PROBLEMS],
    "rehearse.verdict.hyperparameter_facts": [hyperparameter_facts._pattern(name) for name in ("max-depth", "k")],
    "settings.parse": [choice.pattern for choice in (*OPTIONS, *COMMAND_OPTIONS) if choice.pattern],
    "watch.metrics": [],  # the Regex of a metric
}


def modules() -> Iterator[tuple[str, ModuleType, ast.Module]]:
    for path in sorted((SOURCE / "sagemaker_marketplace").rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        if ".sandbox" not in name and not name.endswith("__main__"):
            yield (
                name.removeprefix("sagemaker_marketplace."),
                importlib.import_module(name),
                ast.parse(path.read_text()),
            )


def compiled(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """Yield the compiled patterns in a value: itself, and in collections and objects of data."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 5 and isinstance(value, (tuple, list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from compiled(item, depth + 1)
    elif depth < 5 and hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        yield from compiled(list(vars(value).values()), depth + 1)


def methods(tree: ast.Module, name: str) -> set[str]:
    """Return the methods of a pattern that a module uses, by the pattern's name."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }


@cache
def collect() -> dict[tuple[str, int, bool], str]:
    """Return where each pattern is, by pattern, flags and whether it is only tried at the start of a string."""
    found: dict[tuple[str, int, bool], str] = {}
    for name, module, tree in modules():
        for variable, value in vars(module).items():
            for pattern in compiled(value):
                is_anchored = bool(methods(tree, variable)) and methods(tree, variable) <= ANCHORED
                found.setdefault((pattern.pattern, pattern.flags, is_anchored), f"{name}.{variable}")
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if (
                isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr not in ("escape", "compile")
            ):
                try:
                    expression = compile(ast.Expression(node.args[0]), "pattern", "eval")
                    value = eval(expression, vars(module))  # noqa: S307 - our own source
                except NameError:  # built from a local variable: see BUILT
                    continue
                pattern = value if isinstance(value, re.Pattern) else re.compile(value)
                where = f"{name}.{ast.unparse(node.args[0])}"
                found.setdefault((pattern.pattern, pattern.flags, node.func.attr in ANCHORED), where)
    for entry in causes._entries():
        for pattern in compiled(entry):
            found.setdefault((pattern.pattern, pattern.flags, False), f"diagnosis.causes {entry.cause.id}")
    for name, patterns in BUILT.items():
        for built in patterns:
            found.setdefault((built, 0, name not in ("manifest.validation",)), name)
    return found


PACKAGES = sorted({path.stem for path in (SOURCE / "sagemaker_marketplace").glob("[a-z]*")} - {"sandbox"})


@pytest.fixture(autouse=True)
def deep_recursion() -> Iterator[None]:
    """Let a search recurse once per repeat of a group."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    yield
    sys.setrecursionlimit(limit)


def growth(pattern: str, flags: int, is_anchored: bool) -> tuple[float, str]:
    """Return by how much a string of twice the length multiplies the steps, at worst, and what it repeats."""
    worst = (0.0, "")
    for pump in sorted(pumps(pattern, flags), key=len)[:MOST_PUMPS]:
        for end in ENDS:
            for times in (SHORT, LONG):
                ratio = ratio_of(pattern, flags, is_anchored, pump, end, times)
                if ratio < MOST_GROWTH:
                    break
            worst = max(worst, (ratio, pump))
    return worst


def ratio_of(pattern: str, flags: int, is_anchored: bool, pump: str, end: str, times: int) -> float:
    """Return by how much twice as many repeats multiply the steps; 0 if these are few."""
    try:
        short, long = (
            Search(pattern, flags, pump * each + end, MOST_STEPS, is_anchored).steps for each in (times, 2 * times)
        )
    except (TooManySteps, RecursionError):
        return float("inf")
    return long / short if long > 20 * times else 0


@pytest.mark.parametrize("package", PACKAGES)
def test_a_search_is_linear(package: str) -> None:
    too_slow = []
    for pattern, where in collect().items():
        if where.split(".")[0] == package and not where.startswith(tuple(BOUNDED)):
            ratio, pump = growth(*pattern)
            too_slow += [(where, pattern, ratio, pump)] * (ratio >= MOST_GROWTH)
    assert too_slow == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"#\s*x:\s*ignore\[([^\]]*)\]", "an ignore comment that never ends"),
        ("[\x9d\x90][^\x07\x1b\x9c]*(?:\x07|\x9c)", "a control string whose body can contain its start"),
        (r"(a+)+b", "nested repeats"),
        (r"\s+$", "blanks before the end"),
    ],
)
def test_growth_is_detected(pattern: str, text: str) -> None:
    assert growth(pattern, 0, False)[0] > MOST_GROWTH, text


def test_every_pattern_that_a_function_builds_is_listed() -> None:
    building = set()
    for name, module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args:
                try:
                    eval(compile(ast.Expression(node.args[0]), "pattern", "eval"), vars(module))  # noqa: S307 - ours
                except NameError:
                    building.add(name)
    assert building == {*BUILT, "diagnosis.causes"}


def test_patterns_of_all_kinds_are_found() -> None:
    locations = set(collect().values())
    assert {where.split(".")[0] for where in locations} <= set(PACKAGES)
    assert {"report.relay._SEQUENCES", "manifest.ignores._COMMENT", "manifest.variables._REFERENCE"} <= locations
    assert len(locations) > 40
