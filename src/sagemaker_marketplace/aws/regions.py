"""The status of a Region for the account."""

from __future__ import annotations

from ..manifest.paths import Path
from .queries import Queries

# The service's only endpoint of the partition. Source: botocore, endpoints of account.
_REGION = "us-east-1"


def region_status(account: Queries, path: Path, region: str) -> str:
    """Return ENABLED, ENABLED_BY_DEFAULT, ENABLING, DISABLING or DISABLED. Raises what `Queries.query` raises.

    Source: Account API, GetRegionOptStatus.
    """
    answer = account.query_existing(path, "account", "GetRegionOptStatus", {"RegionName": region}, _REGION)
    return str(answer.get("RegionOptStatus", ""))
