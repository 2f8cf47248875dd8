"""Valid requests of real sellers, created and compared: the same content is unchanged, any other is a conflict."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest
from tests.pipeline.harness import SharedSandboxes

from sagemaker_marketplace import plugins
from sagemaker_marketplace.aws.sagemaker import Resources
from sagemaker_marketplace.manifest import paths
from sagemaker_marketplace.plan import plan
from sagemaker_marketplace.plan import request as requests

KEYS = {"aws_access_key_id": "SANDBOX", "aws_secret_access_key": "sandbox"}

REQUESTS = Path(__file__).parents[1] / "requests"
# What an expert finds nothing refused in; the last one validates on a type it does not list.
SOUND = (
    "001-aws-listing-notebook-iris",
    "002-aws-byo-algorithm-decision-trees",
    "003-aws-byo-model-package-iris",
    "014-aws-onboarding-skill-skeleton",
)


class Case(NamedTuple):
    """A real request: its kind, its Region and its fields, with a unique name."""

    kind: Any
    region: str
    members: dict[str, Any]


def case(name: str) -> Case:
    data = json.loads((REQUESTS / f"{name}.json").read_text("utf-8"))
    kind = plugins.kinds()[data["operation"].removeprefix("Create")]
    tags = [{"Key": "team", "Value": "ml"}, {"Key": "product", "Value": "churn"}]
    return Case(kind, data["region"], {**data["request"], kind.NAME: f"trip-{name[:3]}", "Tags": tags})


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all values that contain no others."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inner = [location for key, member in members for location in leaves(member, (*path, key))]
    yield from inner or [path]


def changed(value: Any, path: tuple[Any, ...]) -> Any:
    """A copy that differs at one path."""
    if path:
        copy = dict(value) if isinstance(value, dict) else list(value)
        copy[path[0]] = changed(copy[path[0]], path[1:])
        return copy
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    return f"{value}x" if isinstance(value, str) else {"x": "x"} if isinstance(value, dict) else ["x"]


@pytest.fixture(scope="module", params=SOUND)
def made(request: pytest.FixtureRequest, shared: SharedSandboxes) -> tuple[Case, dict[str, Any]]:
    """A valid request, created unchanged, and how the service describes the resource, tags included."""
    found = case(request.param)
    sandbox = shared.sandbox("success")
    client = boto3.Session().client("sagemaker", region_name=found.region, endpoint_url=sandbox.url, **KEYS)
    resources = Resources(client, lambda: client)
    arn = resources.create(found.kind, requests.build_request(found.kind, found.members, {}, {}).fields)
    described = resources.describe(found.kind, arn)
    assert described
    return found, {**described, "Tags": resources.tags(arn)}


def departed(found: Case, members: dict[str, Any], described: dict[str, Any]) -> tuple[str, ...]:
    sent = requests.build_request(found.kind, members, {}, {"sagemaker-marketplace:run": "1"})
    return plan.compare(found.kind, sent.untagged_fields, described, {})


def test_the_same_request_is_unchanged(made: tuple[Case, dict[str, Any]]) -> None:
    found, described = made
    assert departed(found, found.members, described) == ()
    assert departed(found, {**found.members, "Tags": found.members["Tags"][::-1]}, described) == ()


def test_each_other_member_is_a_conflict_that_names_it(made: tuple[Case, dict[str, Any]]) -> None:
    found, described = made
    tried = 0
    for location in leaves(found.members):
        if location[-1] in found.kind.NOT_DESCRIBED or location == (found.kind.NAME,):
            continue
        tried += 1
        (line, *more) = departed(found, changed(found.members, location), described)
        named = ("Tags",) if location[0] == "Tags" else location
        assert line.startswith(paths.text(named)), line
        assert not more or location[0] == "Tags"
    assert tried > 15


def test_a_member_left_out_and_one_put_in_are_conflicts_too(made: tuple[Case, dict[str, Any]]) -> None:
    found, described = made
    for member in found.members:
        if member in (found.kind.NAME, "Tags", "CertifyForMarketplace"):
            continue
        less = {name: value for name, value in found.members.items() if name != member}
        assert [line.partition(":")[0] for line in departed(found, less, described)] == [member]
    more = {**found.members, "SkipModelValidation": "None"} if found.kind.KIND == "ModelPackage" else None
    if more:
        (line,) = departed(found, more, described)
        assert line.startswith("SkipModelValidation:")
