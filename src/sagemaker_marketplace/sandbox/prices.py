"""The Price List's GetProducts for SageMaker's instances: one product for training, transform and hosting each.

Key of a scenario's `account`: `prices`; `none` leaves the list empty. The prices are the recorded ones; a type
that is sold without a recorded price costs one dollar here, and one the record rules out in a Region is not there.

The attributes are those seen in answers of the service; the component's word for transform jobs is not known.
The Regions' short forms in `usagetype` are those of AWS's usage reports.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import NamedTuple

from werkzeug.wrappers import Response

from sagemaker_marketplace.facts.facts import OTHER_PARTITION, REALTIME, TRAINING, TRANSFORM, UNKNOWN, Facts
from sagemaker_marketplace.sandbox.answers import answer, page
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.wire import Members, ServiceError

_SERVICE = "AmazonSageMaker"
_PAGE = 100
_UNRECORDED = 1.0
_ON_DEMAND, _HOURLY = "JRTCKXETXF", "6YS6EN2CT7"  # the list's own codes for these, the same for every product
_DATE = "2026-01-01T00:00:00Z"
_SHORTS = """
us-east-1 USE1, us-east-2 USE2, us-west-1 USW1, us-west-2 USW2, ca-central-1 CAN1, sa-east-1 SAE1,
eu-west-1 EU, eu-west-2 EUW2, eu-west-3 EUW3, eu-central-1 EUC1, eu-north-1 EUN1, ap-south-1 APS3,
ap-northeast-1 APN1, ap-northeast-2 APN2, ap-northeast-3 APN3, ap-southeast-1 APS1, ap-southeast-2 APS2
"""
_SHORT = dict(pair.split() for pair in _SHORTS.split(","))


class _Use(NamedTuple):
    """What a product is for, in the list's words."""

    use: str
    component: str
    usage: str


_USES = (
    _Use(TRAINING, "Training", "Train"),
    _Use(TRANSFORM, "Batch Transform", "Tsform"),
    _Use(REALTIME, "Hosting", "Host"),
)


def front(asked: Asked, scenario: Scenario) -> Response | None:
    """Answer GetProducts for SageMaker, leave other calls.

    Raises ServiceError for a filter of a type the sandbox does not know, or a token that was never given.
    """
    if asked.operation != "GetProducts" or asked.members.get("ServiceCode") != _SERVICE:
        return None
    wanted = dict(_filter(filter_) for filter_ in asked.members.get("Filters") or ())
    found = [] if scenario.account.get("prices") == "none" else list(_products(wanted))
    size = min(int(asked.members.get("MaxResults", _PAGE)), _PAGE)
    products, following = page(found, asked.members.get("NextToken"), size, "InvalidNextTokenException")
    listed = [json.dumps(product) for product in products]
    return answer({"FormatVersion": "aws_v1", "PriceList": listed, **({"NextToken": following} if following else {})})


def _filter(filter_: Members) -> tuple[str, str]:
    if filter_.get("Type") not in ("TERM_MATCH", "EQUALS"):
        raise ServiceError("InvalidParameterException", "The sandbox knows filters of TERM_MATCH and EQUALS only.")
    return filter_["Field"], filter_["Value"]


def _products(wanted: dict[str, str]) -> Iterator[Members]:
    facts = Facts()
    for region in (wanted["regionCode"],) if "regionCode" in wanted else facts.regions():
        if facts.publishing(region) in (UNKNOWN, OTHER_PARTITION):
            continue
        for use in _USES:
            for name in facts.types(use.use):
                attributes = _attributes(region, name, use)
                fits = {**attributes, "productFamily": "ML Instance", "ServiceCode": _SERVICE}
                if wanted.items() <= fits.items() and not facts.ruled_out(region, name):
                    yield _product(attributes, facts.price(region, name) or _UNRECORDED)


def _attributes(region: str, name: str, use: _Use) -> dict[str, str]:
    short = f"{_SHORT[region]}-" if region in _SHORT else ""
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


def _product(attributes: dict[str, str], usd: float) -> Members:
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
