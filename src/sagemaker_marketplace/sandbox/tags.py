"""AddTags, ListTags and DeleteTags for the sandbox's resources."""

from __future__ import annotations

from sagemaker_marketplace.sandbox.json_protocol import JsonObject, name_of, validation_error
from sagemaker_marketplace.sandbox.list_calls import paginate
from sagemaker_marketplace.sandbox.resource_store import ResourceStore

_MAX_TAGS = 50
_PAGE = 50  # the minimum MaxResults of ListTags


def add_tags(store: ResourceStore, request: JsonObject) -> JsonObject:
    """Add tags to a resource and return all its tags. Raises ServiceError if the resource does not exist."""
    tags = _tags(store, request)
    validate({*tags, *(tag["Key"] for tag in request["Tags"])})
    tags.update({tag["Key"]: tag["Value"] for tag in request["Tags"]})
    return {"Tags": _to_list(tags)}


def list_tags(store: ResourceStore, request: JsonObject) -> JsonObject:
    """Return a page of a resource's tags. Raises ServiceError if the resource does not exist."""
    return paginate(request, _to_list(_tags(store, request)), "Tags", _PAGE)


def delete_tags(store: ResourceStore, request: JsonObject) -> JsonObject:
    """Remove tags from a resource, ignoring missing ones. Raises ServiceError if the resource does not exist."""
    tags = _tags(store, request)
    for key in request["TagKeys"]:
        tags.pop(key, None)
    return {}


def validate(keys: set[str]) -> None:
    """Raise ServiceError if a resource can't have tags with these keys; the messages are our own.

    Source: the tag restrictions in the AWS General Reference.
    """
    if len(keys) > _MAX_TAGS:
        raise validation_error(f"A resource can have at most {_MAX_TAGS} tags.")
    reserved = sorted(key for key in keys if key.lower().startswith("aws:"))
    if reserved:
        raise validation_error(f"Tag keys that start with aws: are reserved: {', '.join(reserved)}")


def _tags(store: ResourceStore, request: JsonObject) -> dict[str, str]:
    resource_arn = request["ResourceArn"]
    name_of(resource_arn, store.owner.region)
    if resource_arn.lower() not in store.tags:
        raise validation_error(f"Could not find resource {resource_arn}.")
    return store.tags[resource_arn.lower()]


def _to_list(tags: dict[str, str]) -> list[JsonObject]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
