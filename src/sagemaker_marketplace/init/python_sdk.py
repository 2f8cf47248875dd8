"""The arguments with which the SageMaker Python SDK registers a model, and the fields of the request that they become.

Source: SageMaker Python SDK 2, `Model.register`, `RegisterModel` and `Session.create_model_package_from_containers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..manifest import schema
from . import nodes
from .nodes import Position

_SPECIFICATION = ("InferenceSpecification",)
_CONTAINER = (*_SPECIFICATION, "Containers", "0")
_FIELDS = {
    "containers": (*_SPECIFICATION, "Containers"),
    "image_uri": (*_CONTAINER, "Image"),
    "model_data": (*_CONTAINER, "ModelDataUrl"),
    "env": (*_CONTAINER, "Environment"),
    "content_types": (*_SPECIFICATION, "SupportedContentTypes"),
    "response_types": (*_SPECIFICATION, "SupportedResponseMIMETypes"),
    "inference_instances": (*_SPECIFICATION, "SupportedRealtimeInferenceInstanceTypes"),
    "transform_instances": (*_SPECIFICATION, "SupportedTransformInstanceTypes"),
    "model_package_name": ("ModelPackageName",),
    "model_package_group_name": ("ModelPackageGroupName",),
    "description": ("ModelPackageDescription",),
    "approval_status": ("ModelApprovalStatus",),
    "marketplace_cert": ("CertifyForMarketplace",),
    "validation_specification": ("ValidationSpecification",),
    "metadata_properties": ("MetadataProperties",),
    "customer_metadata_properties": ("CustomerMetadataProperties",),
    "domain": ("Domain",),
    "task": ("Task",),
    "sample_payload_url": ("SamplePayloadUrl",),
}
# The arguments of a model's constructor that `Model.register` sends, too.
OF_MODEL = ("image_uri", "model_data", "env")
_PROPERTY = "Property"
_METHODS = ("register", "RegisterModel", "create_model_package_from_containers")


def is_object(function: str) -> bool:
    """Whether a call makes an object of the API: a property of a CDK construct, or a shape of sagemaker-core."""
    name = function.rpartition(".")[2]
    return name.endswith(_PROPERTY) or name in schema.load()["definitions"]


def resource(function: str, arguments: set[str | None]) -> str:
    """The kind of a resource of Pulumi's AWS Native provider that a call makes; empty for other calls.

    The SageMaker SDK has classes of the same names, whose arguments are not those of a request.
    """
    name = function.rpartition(".")[2]
    is_request = not arguments.isdisjoint(("inference_specification", "training_specification"))
    return name if name in schema.kinds() and is_request else ""


def registers(function: str, arguments: set[str | None]) -> bool:
    """Whether a call registers a model: the name of `register` alone is too common to say so."""
    return function in _METHODS and not arguments.isdisjoint(("content_types", "containers", "response_types"))


def request(keywords: Iterable[tuple[Any, Any]], at: Position) -> Any:
    """The request of a call: an object of nodes. Arguments without a field keep their names."""
    tree: dict[str, Any] = {}
    for key, item in keywords:
        path = _FIELDS.get(key.value, (key.value,))
        inner = tree
        for name in path[:-1]:
            inner = inner.setdefault(name, {})
            if not isinstance(inner, dict):
                break
        else:
            inner[path[-1]] = item
    return _node(tree, at)


def _node(tree: Any, at: Position) -> Any:
    if not isinstance(tree, dict):
        return tree
    if set(tree) == {"0"}:
        return nodes.sequence([_node(tree["0"], at)], at)
    return nodes.mapping(((nodes.string(name, at), _node(item, at)) for name, item in tree.items()), at)
