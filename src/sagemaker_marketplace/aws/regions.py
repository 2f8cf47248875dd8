"""Which Regions the account has on. Each function takes the account, and raises what a question raises."""

from __future__ import annotations

from ..manifest.paths import Path
from . import certain
from .queries import Queries

# The service's only endpoint of the partition. Source: botocore, endpoints of account.
_REGION = "us-east-1"


def status(account: Queries, path: Path, region: str) -> str:
    """ENABLED, ENABLED_BY_DEFAULT, ENABLING, DISABLING or DISABLED. Source: Account API, GetRegionOptStatus."""
    answer = certain.ask(account, path, "account", "GetRegionOptStatus", {"RegionName": region}, _REGION)
    return str(answer.get("RegionOptStatus", ""))
