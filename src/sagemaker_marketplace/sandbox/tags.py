"""AddTags, ListTags and DeleteTags for the sandbox's resources."""

from __future__ import annotations

from sagemaker_marketplace.sandbox.listing import page
from sagemaker_marketplace.sandbox.store import Store
from sagemaker_marketplace.sandbox.wire import Members, name_of, refused

_PAGE = 50  # the least MaxResults the API takes here


def add_tags(store: Store, region: str, request: Members) -> Members:
    """Set tags of a resource and give all it has then. Raises ServiceError if there is no such resource."""
    tags = _tags(store, region, request)
    tags.update({tag["Key"]: tag["Value"] for tag in request["Tags"]})
    return {"Tags": _listed(tags)}


def list_tags(store: Store, region: str, request: Members) -> Members:
    """Give a page of a resource's tags. Raises ServiceError if there is no such resource."""
    return page(request, _listed(_tags(store, region, request)), "Tags", _PAGE)


def delete_tags(store: Store, region: str, request: Members) -> Members:
    """Take tags off a resource, also ones it has not. Raises ServiceError if there is no such resource."""
    tags = _tags(store, region, request)
    for key in request["TagKeys"]:
        tags.pop(key, None)
    return {}


def _tags(store: Store, region: str, request: Members) -> dict[str, str]:
    name_of(request["ResourceArn"], region)
    if request["ResourceArn"] not in store.tags:
        raise refused(f"Could not find resource {request['ResourceArn']}.")
    return store.tags[request["ResourceArn"]]


def _listed(tags: dict[str, str]) -> list[Members]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
