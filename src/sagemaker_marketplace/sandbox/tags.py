"""AddTags, ListTags and DeleteTags for the sandbox's resources."""

from __future__ import annotations

from sagemaker_marketplace.sandbox.json_protocol import JsonObject, name_of, validation_error
from sagemaker_marketplace.sandbox.list_calls import paginate
from sagemaker_marketplace.sandbox.resource_store import ResourceStore

_PAGE = 50  # the minimum MaxResults of ListTags


def add_tags(store: ResourceStore, region: str, request: JsonObject) -> JsonObject:
    """Add tags to a resource and return all its tags. Raises ServiceError if the resource does not exist."""
    tags = _tags(store, region, request)
    tags.update({tag["Key"]: tag["Value"] for tag in request["Tags"]})
    return {"Tags": _to_list(tags)}


def list_tags(store: ResourceStore, region: str, request: JsonObject) -> JsonObject:
    """Return a page of a resource's tags. Raises ServiceError if the resource does not exist."""
    return paginate(request, _to_list(_tags(store, region, request)), "Tags", _PAGE)


def delete_tags(store: ResourceStore, region: str, request: JsonObject) -> JsonObject:
    """Remove tags from a resource, ignoring missing ones. Raises ServiceError if the resource does not exist."""
    tags = _tags(store, region, request)
    for key in request["TagKeys"]:
        tags.pop(key, None)
    return {}


def _tags(store: ResourceStore, region: str, request: JsonObject) -> dict[str, str]:
    name_of(request["ResourceArn"], region)
    if request["ResourceArn"] not in store.tags:
        raise validation_error(f"Could not find resource {request['ResourceArn']}.")
    return store.tags[request["ResourceArn"]]


def _to_list(tags: dict[str, str]) -> list[JsonObject]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
