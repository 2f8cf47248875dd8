"""The price list should have SageMaker instances of the type in the Region.

An instance type without a price in a Region is not available there: the validation's job fails with a message that the
type is not available. The price list can be out of date, so this is a warning. A type that the recorded data already
exclude is not reported twice.

Validate on a type that is sold in the Region.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws import price_list
from ...aws.queries import Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result, _data

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("pricing:GetProducts",)
SOURCES = (
    "Price List API, GetProducts: what is sold by Region and instanceName (documented)",
    "aws/amazon-sagemaker-examples#1001: a type that is not available in the Region (seen)",
)


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each type of the validation's machines without a product."""
    region = account.region

    def check_one(machines: fields.Instances) -> Iterator[Result]:
        if not account.facts.ruled_out(region, machines.type) and not price_list.list_products(
            account, machines.path, region, machines.type
        ):
            message = f"AWS's price list has no SageMaker price for {machines.type} in {region}"
            yield machines.path, message, "validate on a type that is sold in the Region"

    return _data.check_each(fields.instances(doc), check_one)
