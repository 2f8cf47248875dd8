"""Quotas, prices and Regions; scenarios of an account change only the account."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.facts.facts import REALTIME, TRAINING, TRANSFORM, Facts
from sagemaker_marketplace.sandbox import scenario
from sagemaker_marketplace.sandbox.server import Sandbox

SAGEMAKER = {"ServiceCode": "sagemaker"}
ZERO = "ml.m5.large for transform job usage"
USES = {TRAINING: "training job", TRANSFORM: "transform job", REALTIME: "endpoint"}


def code(call: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as raised:
        call()
    return str(raised.value.response["Error"]["Code"])


def prices(pricing: Any, **fields: str) -> dict[str, str]:
    """Return usage types and USD per hour of the products that match."""
    filters = [{"Type": "TERM_MATCH", "Field": field, "Value": value} for field, value in fields.items()]
    pages = pricing.get_paginator("get_products").paginate(ServiceCode="AmazonSageMaker", Filters=filters)
    found = {}
    for product in (json.loads(text) for page in pages for text in page["PriceList"]):
        (term,) = product["terms"]["OnDemand"].values()
        (dimension,) = term["priceDimensions"].values()
        assert (dimension["unit"], product["product"]["productFamily"]) == ("Hrs", "ML Instance")
        found[product["product"]["attributes"]["usagetype"]] = dimension["pricePerUnit"]["USD"]
    return found


@pytest.mark.parametrize(("scenario", "zeros"), [("success", []), ("quota-zero", [ZERO])])
def test_applied_quotas(
    scenario: str, zeros: list[str], serve: Callable[[str], Sandbox], connect: Callable[..., Any]
) -> None:
    client = connect(serve(scenario), "service-quotas")
    pages = list(client.get_paginator("list_service_quotas").paginate(**SAGEMAKER))
    rows = [row for page in pages for row in page["Quotas"]]
    names = [f"{name} for {use} usage" for key, use in USES.items() for name in Facts().types(key)]
    assert [row["QuotaName"] for row in rows] == names
    assert {len(page["Quotas"]) for page in pages[:-1]} == {100}
    assert [row["QuotaName"] for row in rows if row["Value"] != 4] == zeros
    assert {row["Value"] for row in rows if row["QuotaName"] in zeros} <= {0}
    codes = {row["QuotaCode"] for row in rows}
    assert len(codes) == len(rows)
    assert all(re.fullmatch("L-[0-9A-F]{8}", found) for found in codes)
    (row,) = (row for row in rows if row["QuotaName"] == ZERO)
    assert client.get_service_quota(**SAGEMAKER, QuotaCode=row["QuotaCode"])["Quota"] == row
    assert client.list_service_quotas(**SAGEMAKER, QuotaCode=row["QuotaCode"])["Quotas"] == [row]


def test_default_quotas_and_missing_quotas(serve: Callable[[str], Sandbox], connect: Callable[..., Any]) -> None:
    client = connect(serve("quota-zero"), "service-quotas")
    pages = client.get_paginator("list_aws_default_service_quotas").paginate(**SAGEMAKER)
    rows = [row for page in pages for row in page["Quotas"]]
    assert {row["Value"] for row in rows} == {4}
    quota = client.get_aws_default_service_quota(**SAGEMAKER, QuotaCode=rows[0]["QuotaCode"])["Quota"]
    assert quota == rows[0]
    assert code(lambda: client.get_service_quota(**SAGEMAKER, QuotaCode="L-0")) == "NoSuchResourceException"
    wrong = {**SAGEMAKER, "NextToken": "x"}
    assert code(lambda: client.list_service_quotas(**wrong)) == "InvalidPaginationTokenException"


def test_prices(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    pricing = connect(sandbox, "pricing")
    usd = f"{Facts().price('us-east-1', 'ml.m5.large'):.10f}"
    assert prices(pricing, regionCode="us-east-1", instanceName="ml.m5.large") == {
        "USE1-Train:ml.m5.large": usd,
        "USE1-Tsform:ml.m5.large": usd,
        "USE1-Host:ml.m5.large": usd,
    }
    assert prices(pricing, regionCode="us-east-1", instanceName="ml.m5.large", component="Hosting") == {
        "USE1-Host:ml.m5.large": usd
    }
    assert Facts().ruled_out("eu-west-3", "ml.p4d.24xlarge")
    assert prices(pricing, regionCode="eu-west-3", instanceName="ml.p4d.24xlarge") == {}
    assert prices(pricing, regionCode="nowhere") == {}
    everywhere = prices(pricing, instanceName="ml.m5.large", component="Training")
    assert len(everywhere) == len(Facts().regions())
    types = [name for name in Facts().types(TRAINING) if not Facts().ruled_out("eu-west-1", name)]
    listed = prices(pricing, regionCode="eu-west-1", productFamily="ML Instance", component="Training")
    assert list(listed) == [f"EU-Train:{name}" for name in types]


def test_denied_and_missing_prices(serve: Callable[[str], Sandbox], connect: Callable[..., Any]) -> None:
    pricing = connect(serve("instance-types-unavailable"), "pricing")
    assert prices(pricing, regionCode="us-east-1") == {}
    query = {"ServiceCode": "AmazonSageMaker", "Filters": [{"Type": "CONTAINS", "Field": "a", "Value": "b"}]}
    assert code(lambda: pricing.get_products(**query)) == "InvalidParameterException"


@pytest.mark.parametrize(
    ("region", "status"),
    [("us-east-1", "ENABLED_BY_DEFAULT"), ("ap-northeast-3", "ENABLED_BY_DEFAULT"), ("af-south-1", "DISABLED")],
)
def test_regions(region: str, status: str, sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    account = connect(sandbox, "account")
    answer = account.get_region_opt_status(RegionName=region)
    assert (answer["RegionName"], answer["RegionOptStatus"]) == (region, status)
    assert code(lambda: account.get_region_opt_status(RegionName="cn-north-1")) == "ValidationException"


@pytest.mark.parametrize("name", [name for name in scenario.names() if scenario.load(name).account])
def test_account_scenarios_change_only_the_account(name: str) -> None:
    happy, found = scenario.load("success"), scenario.load(name)
    assert replace(found, description=happy.description, account={}) == happy
