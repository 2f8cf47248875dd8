"""What instance types are sold for. Each function takes the account, and raises what a question raises."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ..manifest.paths import Path
from . import certain
from .queries import NoAnswer, Queries

# The price list is in few Regions and has the prices of all. Source: botocore, endpoints of api.pricing.
_REGION = "us-east-1"
_PAGES = 10
# A product's usage type is such as USE1-Tsform:ml.c5.9xlarge (seen); Train is inferred.
_USAGES = {"training": "Train", "transform": "Tsform"}


def hourly(account: Queries, path: Path, region: str, instance_type: str, use: str) -> float | None:
    """USD an hour for one instance, on demand, for `training` or `transform`; None where no such price is listed."""
    usage = re.compile(rf"(?:\w+-)?{_USAGES[use]}:{re.escape(instance_type)}", re.IGNORECASE)
    for product in products(account, path, region, instance_type):
        if usage.fullmatch(str(_member(product, "product", "attributes").get("usagetype"))):
            return next(_prices(product), None)
    return None


def products(account: Queries, path: Path, region: str, instance_type: str) -> list[dict[str, Any]]:
    """What SageMaker sells of an instance type in a Region: items of the price list, without those that are none.

    Source: Price List API, GetProducts.
    """
    wanted = (("regionCode", region), ("instanceName", instance_type))
    filters = [{"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in wanted]
    request = {"ServiceCode": "AmazonSageMaker", "Filters": filters}
    found: list[dict[str, Any]] = []
    for _ in range(_PAGES):
        answer = certain.ask(account, path, "pricing", "GetProducts", request, _REGION)
        if "PriceList" not in answer:  # whatever answered, a proxy perhaps, it was not the price list
            raise NoAnswer(path, "GetProducts: an answer without PriceList")
        found += _read(answer["PriceList"])
        if not answer.get("NextToken"):
            break
        request = {**request, "NextToken": answer["NextToken"]}
    return found


def _read(items: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the items, each the text of a JSON document."""
    for item in items:
        with suppress(TypeError, ValueError, RecursionError):
            product = json.loads(item)
            if isinstance(product, dict):
                yield product


def _prices(product: dict[str, Any]) -> Iterator[float]:
    for term in _member(product, "terms", "OnDemand").values():
        for dimension in _member(term, "priceDimensions").values():
            with suppress(ValueError):
                usd = float(str(_member(dimension, "pricePerUnit").get("USD")))
                if 0 < usd < float("inf"):
                    yield usd


def _member(data: Any, *names: str) -> dict[str, Any]:
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}
