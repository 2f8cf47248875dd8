"""The Price List's GetProducts for SageMaker instances: one product each for training, transform and hosting.

Key of a scenario's `account`: `prices: none` returns an empty list. Prices come from the facts data; an available type
without a known price costs one dollar, and a type that is known to be unavailable in a Region is not listed.

The attributes were seen in responses of the service; the component name for transform jobs is not known. The short
Region names in `usagetype` are those of AWS's usage reports.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import NamedTuple

from werkzeug.wrappers import Response

from sagemaker_marketplace.facts.facts import OTHER_PARTITION, REALTIME, TRAINING, TRANSFORM, UNKNOWN, Facts
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.json_protocol import JsonObject, ServiceError
from sagemaker_marketplace.sandbox.responses import json_response, paginate
from sagemaker_marketplace.sandbox.scenario import Scenario

_SERVICE = "AmazonSageMaker"
_PAGE = 100
_DEFAULT_PRICE = 1.0
_ON_DEMAND, _HOURLY = "JRTCKXETXF", "6YS6EN2CT7"  # the price list's codes, the same for every product
_DATE = "2026-01-01T00:00:00Z"
_REGION_NAMES = """
us-east-1 USE1, us-east-2 USE2, us-west-1 USW1, us-west-2 USW2, ca-central-1 CAN1, sa-east-1 SAE1,
eu-west-1 EU, eu-west-2 EUW2, eu-west-3 EUW3, eu-central-1 EUC1, eu-north-1 EUN1, ap-south-1 APS3,
ap-northeast-1 APN1, ap-northeast-2 APN2, ap-northeast-3 APN3, ap-southeast-1 APS1, ap-southeast-2 APS2
"""
_SHORT_NAMES = dict(pair.split() for pair in _REGION_NAMES.split(","))


class _Use(NamedTuple):
    """The use of a product, and its names in the price list."""

    use: str
    component: str
    usage: str


_USES = (
    _Use(TRAINING, "Training", "Train"),
    _Use(TRANSFORM, "Batch Transform", "Tsform"),
    _Use(REALTIME, "Hosting", "Host"),
)


def handle(call: ApiCall, scenario: Scenario) -> Response | None:
    """Respond to GetProducts for SageMaker; None for any other call.

    Raises ServiceError for an unsupported filter type or an unknown token.
    """
    if call.operation != "GetProducts" or call.parameters.get("ServiceCode") != _SERVICE:
        return None
    filters = dict(_field_and_value(item) for item in call.parameters.get("Filters") or ())
    products = [] if scenario.account.get("prices") == "none" else list(_products(filters))
    size = min(int(call.parameters.get("MaxResults", _PAGE)), _PAGE)
    page, next_token = paginate(products, call.parameters.get("NextToken"), size, "InvalidNextTokenException")
    listed = [json.dumps(product) for product in page]
    return json_response(
        {"FormatVersion": "aws_v1", "PriceList": listed, **({"NextToken": next_token} if next_token else {})}
    )


def _field_and_value(filter_: JsonObject) -> tuple[str, str]:
    if filter_.get("Type") not in ("TERM_MATCH", "EQUALS"):
        raise ServiceError(
            "InvalidParameterException", "The sandbox supports only the filter types TERM_MATCH and EQUALS."
        )
    return filter_["Field"], filter_["Value"]


def _products(filters: dict[str, str]) -> Iterator[JsonObject]:
    facts = Facts()
    for region in (filters["regionCode"],) if "regionCode" in filters else facts.regions():
        if facts.publishing(region) in (UNKNOWN, OTHER_PARTITION):
            continue
        for use in _USES:
            for name in facts.types(use.use):
                attributes = _attributes(region, name, use)
                fields = {**attributes, "productFamily": "ML Instance", "ServiceCode": _SERVICE}
                if filters.items() <= fields.items() and not facts.ruled_out(region, name):
                    yield _product(attributes, facts.price(region, name) or _DEFAULT_PRICE)


def _attributes(region: str, name: str, use: _Use) -> dict[str, str]:
    short = f"{_SHORT_NAMES[region]}-" if region in _SHORT_NAMES else ""
    return {
        "servicecode": _SERVICE,
        "regionCode": region,
        "locationType": "AWS Region",
        "instanceName": name,
        "instanceType": f"{name}-{use.component}",
        "component": use.component,
        "operation": "RunInstance",
        "usagetype": f"{short}{use.usage}:{name}",
    }


def _product(attributes: dict[str, str], usd: float) -> JsonObject:
    sku = hashlib.sha256(json.dumps(attributes).encode()).hexdigest()[:16].upper()
    term = f"{sku}.{_ON_DEMAND}"
    rate = f"{term}.{_HOURLY}"
    dimension = {
        "unit": "Hrs",
        "beginRange": "0",
        "endRange": "Inf",
        "description": f"${usd} per {attributes['instanceType']} hour",
        "appliesTo": [],
        "rateCode": rate,
        "pricePerUnit": {"USD": f"{usd:.10f}"},
    }
    codes = {"sku": sku, "effectiveDate": _DATE, "offerTermCode": _ON_DEMAND, "termAttributes": {}}
    return {
        "product": {"productFamily": "ML Instance", "attributes": attributes, "sku": sku},
        "serviceCode": _SERVICE,
        "terms": {"OnDemand": {term: {"priceDimensions": {rate: dimension}, **codes}}},
        "version": "20260101000000",
        "publicationDate": _DATE,
    }
