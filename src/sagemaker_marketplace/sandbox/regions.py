"""Account Management's GetRegionOptStatus: which Regions the account has on.

Key of a scenario's `account`: `region`, a mapping of Regions to their RegionOptStatus. The others are
ENABLED_BY_DEFAULT or DISABLED, as the Account Management guide's table of Regions has them.
"""

from __future__ import annotations

from werkzeug.wrappers import Response

from sagemaker_marketplace.facts.facts import CONFIRMED, OPT_IN, UNCONFIRMED, Facts
from sagemaker_marketplace.sandbox.answers import answer
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.wire import ServiceError

_STATUSES = {CONFIRMED: "ENABLED_BY_DEFAULT", UNCONFIRMED: "ENABLED_BY_DEFAULT", OPT_IN: "DISABLED"}


def front(asked: Asked, scenario: Scenario) -> Response | None:
    """Answer GetRegionOptStatus, leave other calls. Raises ServiceError for a Region that partition aws does not have.

    That this is a ValidationException is our reading of the service model; the text is ours.
    """
    if asked.service != "account" or asked.path != "/getRegionOptStatus":
        return None
    region = str(asked.members.get("RegionName", ""))
    status = scenario.account.get("region", {}).get(region) or _STATUSES.get(Facts().publishing(region))
    if status is None:
        raise ServiceError("ValidationException", f"The Region {region} does not exist.")
    return answer({"RegionName": region, "RegionOptStatus": status}, "application/json")
