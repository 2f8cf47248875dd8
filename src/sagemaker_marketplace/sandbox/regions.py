"""Account Management's GetRegionOptStatus: which Regions are enabled for the account.

Key of a scenario's `account`: `region`, the RegionOptStatus by Region. Other Regions are ENABLED_BY_DEFAULT or
DISABLED, as in the Account Management guide's table of Regions.
"""

from __future__ import annotations

from werkzeug.wrappers import Response

from sagemaker_marketplace.facts.facts import CONFIRMED, OPT_IN, UNCONFIRMED, Facts
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.json_protocol import ServiceError
from sagemaker_marketplace.sandbox.responses import json_response
from sagemaker_marketplace.sandbox.scenario import Scenario

_STATUSES = {CONFIRMED: "ENABLED_BY_DEFAULT", UNCONFIRMED: "ENABLED_BY_DEFAULT", OPT_IN: "DISABLED"}


def handle(call: ApiCall, scenario: Scenario) -> Response | None:
    """Respond to GetRegionOptStatus; None for any other call.

    Raises ServiceError for a Region outside the partition aws. That this is a ValidationException is an inference from
    the service model; the message is the sandbox's own.
    """
    if call.service != "account" or call.path != "/getRegionOptStatus":
        return None
    region = str(call.parameters.get("RegionName", ""))
    status = scenario.account.get("region", {}).get(region) or _STATUSES.get(Facts().publishing(region))
    if status is None:
        raise ServiceError("ValidationException", f"The Region {region} does not exist.")
    return json_response({"RegionName": region, "RegionOptStatus": status}, content_type="application/json")
