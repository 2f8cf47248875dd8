"""Prices of SageMaker's instance types, from AWS's price list. Each function raises what `Queries.query` raises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ..manifest.paths import Path
from .queries import NoAnswer, NotFound, PermissionMissing, Queries

# The price list is in few Regions and has the prices of all. Source: botocore, endpoints of api.pricing.
_REGION = "us-east-1"
_MAX_PAGES = 10
# A product's usage type is such as USE1-Tsform:ml.c5.9xlarge (seen); Train is inferred.
_USAGE_TYPES = {"training": "Train", "transform": "Tsform"}


def current_or_recorded_price(account: Queries, instance_type: str, use: str, query: bool) -> tuple[float | None, str]:
    """Return USD per hour, and the date of the price unless it is today's.

    The recorded price is used if `query` is false, or if today's price can't be read. Raises only for credentials that
    have expired or are not valid.
    """
    try:
        current = hourly_price(account, (), account.region, instance_type, use) if query else None
    except (NotFound, PermissionMissing, NoAnswer):
        current = None
    if current is not None:
        return current, ""
    return account.facts.price(account.region, instance_type), account.facts.price_date(account.region)


def hourly_price(account: Queries, path: Path, region: str, instance_type: str, use: str) -> float | None:
    """Return USD per hour for one instance, on demand, for `training` or `transform`; None if none is listed."""
    usage_type = re.compile(rf"(?:\w+-)?{_USAGE_TYPES[use]}:{re.escape(instance_type)}", re.IGNORECASE)
    for product in list_products(account, path, region, instance_type):
        if usage_type.fullmatch(str(_object(product, "product", "attributes").get("usagetype"))):
            return next(_on_demand_prices(product), None)
    return None


def list_products(account: Queries, path: Path, region: str, instance_type: str) -> list[dict[str, Any]]:
    """Return SageMaker's products of an instance type in a Region: the valid items of the price list.

    Source: Price List API, GetProducts.
    """
    fields = (("regionCode", region), ("instanceName", instance_type))
    filters = [{"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in fields]
    request = {"ServiceCode": "AmazonSageMaker", "Filters": filters}
    products: list[dict[str, Any]] = []
    for _ in range(_MAX_PAGES):
        answer = account.query_existing(path, "pricing", "GetProducts", request, _REGION)
        if "PriceList" not in answer:  # not from the price list, perhaps from a proxy
            raise NoAnswer(path, "GetProducts: a response without PriceList")
        products += _parse_items(answer["PriceList"])
        if not answer.get("NextToken"):
            break
        request = {**request, "NextToken": answer["NextToken"]}
    return products


def _parse_items(items: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the items, each of which is a JSON document in a string."""
    for item in items:
        with suppress(TypeError, ValueError, RecursionError):
            product = json.loads(item)
            if isinstance(product, dict):
                yield product


def _on_demand_prices(product: dict[str, Any]) -> Iterator[float]:
    for term in _object(product, "terms", "OnDemand").values():
        for dimension in _object(term, "priceDimensions").values():
            with suppress(ValueError):
                usd = float(str(_object(dimension, "pricePerUnit").get("USD")))
                if 0 < usd < float("inf"):
                    yield usd


def _object(data: Any, *keys: str) -> dict[str, Any]:
    """Return the object under these keys, one inside the other; an empty one if there is none."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}
