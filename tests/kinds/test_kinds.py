"""The kinds of resources, compared with the service model: names of operations and fields, requests, outputs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import pytest

from sagemaker_marketplace import plugins
from sagemaker_marketplace.kinds import algorithm, model_package
from sagemaker_marketplace.manifest import content

each_kind = pytest.mark.parametrize("kind", [pytest.param(module, id=name) for name, module in plugins.kinds().items()])


@cache
def operation(name: str) -> Any:
    return botocore.session.get_session().get_service_model("sagemaker").operation_model(name)


def field_names(shape: Any, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    if shape.name in seen:
        return
    seen |= {shape.name}
    if shape.type_name == "structure":
        yield from shape.members
        for inner in shape.members.values():
            yield from field_names(inner, seen)
    elif shape.type_name == "list":
        yield from field_names(shape.member, seen)
    elif shape.type_name == "map":
        yield from field_names(shape.value, seen)


def test_the_kinds() -> None:
    assert plugins.kinds() == {"Algorithm": algorithm, "ModelPackage": model_package}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (algorithm, ("Algorithm", "algorithm", "algorithm", "algorithms/my-resources")),
        (model_package, ("ModelPackage", "model package", "model-package", "model-packages/my-resources")),
    ],
)
def test_names(kind: Any, names: tuple[str, ...]) -> None:
    assert names == (kind.KIND, kind.TITLE, kind.RESOURCE, kind.CONSOLE)


@each_kind
def test_the_operations_have_the_fields(kind: Any) -> None:
    assert operation(f"Create{kind.KIND}").name == kind.OPERATION
    assert kind.NAME in operation(kind.OPERATION).input_shape.members
    assert list(operation(kind.OPERATION).output_shape.members) == [kind.ARN]
    assert operation(f"Describe{kind.KIND}").input_shape.required_members == [kind.NAME]
    assert operation(f"Delete{kind.KIND}").input_shape.required_members == [kind.NAME]
    described = operation(f"Describe{kind.KIND}").output_shape.members
    assert {kind.NAME, kind.ARN, kind.STATUS, kind.DETAILS} <= set(described)
    assert set(described[kind.STATUS].enum) == {"Pending", "InProgress", "Completed", "Failed", "Deleting"}
    assert "ValidationStatuses" in described[kind.DETAILS].members


@each_kind
def test_what_is_not_described_can_be_requested(kind: Any) -> None:
    requested = set(field_names(operation(kind.OPERATION).input_shape))
    assert set(kind.NOT_DESCRIBED) - requested == set()


@each_kind
def test_fields_without_a_counterpart_in_a_description_are_not_compared(kind: Any) -> None:
    requested = set(operation(kind.OPERATION).input_shape.members)
    described = set(operation(f"Describe{kind.KIND}").output_shape.members)
    assert requested - described - set(kind.NOT_DESCRIBED) == set()


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (model_package, ("Tags", "ClientToken", "CompressionType")),
        (
            algorithm,
            (
                *("Tags", "InputMode", "ShuffleConfig", "CompressionType"),
                *("KeepAlivePeriodInSeconds", "MaxPendingTimeInSeconds", "MaxWaitTimeInSeconds"),
            ),
        ),
    ],
)
def test_a_field_that_the_service_does_not_describe_is_no_difference(kind: Any, missing: tuple[str, ...]) -> None:
    requested = dict.fromkeys((*missing, "Other"), "x")
    assert list(content.differences(requested, {}, kind.NOT_DESCRIBED)) == [(("Other",), "x", None)]
    assert len(kind.NOT_DESCRIBED) == len(missing)


@pytest.mark.parametrize("certify", [True, False])
def test_an_algorithm_s_request(certify: bool) -> None:
    added = algorithm.request({"AlgorithmName": "a"})
    assert added == ({"AlgorithmName": "a", "CertifyForMarketplace": True}, ("CertifyForMarketplace",))
    own = {"AlgorithmName": "a", "CertifyForMarketplace": certify}
    assert algorithm.request(own) == (own, ())


def test_a_package_s_request_has_a_token_of_its_content() -> None:
    spec = {"ModelPackageName": "a"}
    sent = {"ModelPackageName": "a", "CertifyForMarketplace": True}
    with_token = {**sent, "ClientToken": content.token(sent)}
    assert model_package.request(spec) == (with_token, ("CertifyForMarketplace", "ClientToken"))
    other, _ = model_package.request({"ModelPackageName": "b"})
    assert other["ClientToken"] != with_token["ClientToken"]
    assert spec == {"ModelPackageName": "a"}


@pytest.mark.parametrize(
    ("own", "added"),
    [
        ({"CertifyForMarketplace": False}, ("ClientToken",)),
        ({"ClientToken": "mine"}, ("CertifyForMarketplace",)),
        ({"CertifyForMarketplace": True, "ClientToken": "mine"}, ()),
    ],
)
def test_a_package_s_own_fields_are_kept(own: dict[str, Any], added: tuple[str, ...]) -> None:
    sent, names = model_package.request(own)
    assert (sent | own, names) == (sent, added)


@each_kind
def test_outputs(kind: Any) -> None:
    described = {kind.ARN: "arn:x", kind.NAME: "n", kind.STATUS: "Completed", "Other": 1}
    assert kind.outputs(described) == {"arn": "arn:x", "name": "n", "status": "Completed"}
    assert kind.outputs({}) == {"arn": "", "name": "", "status": ""}
