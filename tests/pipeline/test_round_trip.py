"""Real requests of sellers, created and compared again: the same content is unchanged, any other is a conflict."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

import boto3
import pytest
from tests.pipeline import real_requests
from tests.pipeline.harness import SharedSandboxes

from sagemaker_marketplace import plugins
from sagemaker_marketplace.aws.sagemaker import Resources
from sagemaker_marketplace.plan import plan
from sagemaker_marketplace.plan import request as requests
from sagemaker_marketplace.report.events import Difference

KEYS = {"aws_access_key_id": "SANDBOX", "aws_secret_access_key": "sandbox"}

# Requests that name a validation; the last two do not request certification.
VALID = (
    "001-aws-listing-notebook-iris",
    "002-aws-byo-algorithm-decision-trees",
    "003-aws-byo-model-package-iris",
    "014-aws-onboarding-skill-skeleton",
    "010-aspect-sentiment-uncertified",
    "028-ack-unversioned-xgboost",
)


class Case(NamedTuple):
    """A real request: its kind, its Region and its fields, with a unique name."""

    kind: Any
    region: str
    fields: dict[str, Any]


def case(name: str) -> Case:
    kind_name, region, fields = real_requests.read(name)
    kind = plugins.kinds()[kind_name]
    tags = [{"Key": "team", "Value": "ml"}, {"Key": "product", "Value": "churn"}]
    return Case(kind, region, {**fields, kind.NAME: f"trip-{name[:3]}", "Tags": tags})


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of all scalar and empty values."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inner = [leaf for key, child in children for leaf in leaves(child, (*path, key))]
    yield from inner or [path]


def changed(value: Any, path: tuple[Any, ...]) -> Any:
    """Return a copy that differs at one path."""
    if path:
        copy = dict(value) if isinstance(value, dict) else list(value)
        copy[path[0]] = changed(copy[path[0]], path[1:])
        return copy
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    return f"{value}x" if isinstance(value, str) else {"x": "x"} if isinstance(value, dict) else ["x"]


@pytest.fixture(scope="module", params=VALID)
def created_resource(request: pytest.FixtureRequest, shared: SharedSandboxes) -> tuple[Case, dict[str, Any]]:
    """A valid request after its creation, and the description of the resource with its tags."""
    created = case(request.param)
    sandbox = shared.sandbox("success")
    client = boto3.Session().client("sagemaker", region_name=created.region, endpoint_url=sandbox.url, **KEYS)
    resources = Resources(client, lambda: client)
    arn = resources.create(created.kind, requests.build_request(created.kind, created.fields, {}, {}).fields)
    described = resources.describe(created.kind, arn)
    assert described
    return created, {**described, "Tags": resources.tags(arn)}


def differences(created: Case, fields: dict[str, Any], described: dict[str, Any]) -> tuple[Difference, ...]:
    sent = requests.build_request(created.kind, fields, {}, {"sagemaker-marketplace:run": "1"})
    return plan.compare(created.kind, sent.untagged_fields, described, {})


def test_the_same_request_is_unchanged(created_resource: tuple[Case, dict[str, Any]]) -> None:
    created, described = created_resource
    filled_in = [container["IsCheckpoint"] for container in described["InferenceSpecification"]["Containers"]]
    assert filled_in == [False]
    assert differences(created, created.fields, described) == ()
    assert differences(created, {**created.fields, "Tags": created.fields["Tags"][::-1]}, described) == ()


def test_each_changed_field_is_a_conflict_with_its_path(created_resource: tuple[Case, dict[str, Any]]) -> None:
    created, described = created_resource
    tried = 0
    for path in leaves(created.fields):
        if path[-1] in created.kind.NOT_DESCRIBED or path == (created.kind.NAME,):
            continue
        tried += 1
        (difference, *others) = differences(created, changed(created.fields, path), described)
        named = ("Tags",) if path[0] == "Tags" else path
        assert difference.path[: len(named)] == named
        assert not others or path[0] == "Tags"
    assert tried > 15


def test_a_removed_field_is_unchanged_and_an_added_field_is_a_conflict(
    created_resource: tuple[Case, dict[str, Any]],
) -> None:
    created, described = created_resource
    for field in created.fields:
        if field not in (created.kind.NAME, "CertifyForMarketplace"):
            remaining = {name: value for name, value in created.fields.items() if name != field}
            assert differences(created, remaining, described) == ()
    addition = {f"{created.kind.KIND}Description": "new"}
    if not created.fields.keys() & addition.keys():
        added = Difference((f"{created.kind.KIND}Description",), None, "new")
        assert differences(created, {**created.fields, **addition}, described) == (added,)


def test_written_out_defaults_are_unchanged(created_resource: tuple[Case, dict[str, Any]]) -> None:
    """The manifest can write out what AWS fills in, and defaults that AWS leaves out."""
    created, described = created_resource
    fields = copy.deepcopy(created.fields)
    for container in fields["InferenceSpecification"]["Containers"]:
        container["IsCheckpoint"] = False
    for parameter in fields.get("TrainingSpecification", {}).get("SupportedHyperParameters", ()):
        parameter.update({"IsTunable": False, "IsRequired": False, **parameter})
    for profile in fields["ValidationSpecification"]["ValidationProfiles"]:
        job = profile["TransformJobDefinition"]
        job["TransformOutput"] = {"AssembleWith": "None", "KmsKeyId": "", **job["TransformOutput"]}
        job["TransformInput"] = {"SplitType": "None", "CompressionType": "None", **job["TransformInput"]}
    assert fields != created.fields
    assert differences(created, fields, described) == ()


def test_additional_tags_and_the_case_of_the_name_are_unchanged(
    created_resource: tuple[Case, dict[str, Any]],
) -> None:
    created, described = created_resource
    tags = [{"Key": "cost-center", "Value": "1"}, *described["Tags"]]
    existing = {**described, "Tags": tags, created.kind.NAME: described[created.kind.NAME].upper()}
    assert differences(created, created.fields, existing) == ()
    assert differences(created, {**created.fields, "Tags": []}, existing) == ()
    (difference,) = differences(created, created.fields, {**existing, "Tags": tags[:1]})
    assert (difference.path, difference.existing) == (("Tags",), [])
