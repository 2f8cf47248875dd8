"""What Service Quotas allows the account. Each function takes the account, and raises what a question raises."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ..manifest.paths import Path
from . import certain
from .queries import Queries

# SageMaker has some thousand quotas; a service that never ends its list is not listened to for ever.
_A_PAGE, _PAGES = 100, 100


@dataclass(frozen=True)
class Quota:
    """A quota with the value that is applied to the account, and the code by which more can be asked for."""

    name: str
    code: str
    value: float


def named(account: Queries, path: Path, names: Collection[str]) -> dict[str, Quota]:
    """SageMaker's quotas of these names in the manifest's Region, those there are; read until all are found.

    Source: Service Quotas API, ListServiceQuotas, which can't look for a name.
    """
    request: dict[str, Any] = {"ServiceCode": "sagemaker", "MaxResults": _A_PAGE}
    found: dict[str, Quota] = {}
    for _ in range(_PAGES):
        answer = certain.ask(account, path, "service-quotas", "ListServiceQuotas", request)
        for quota in answer.get("Quotas", ()):
            if quota.get("QuotaName") in names and isinstance(quota.get("Value"), (int, float)):
                found[quota["QuotaName"]] = Quota(quota["QuotaName"], quota.get("QuotaCode", ""), quota["Value"])
        if len(found) == len(names) or not answer.get("NextToken"):
            break
        request = {**request, "NextToken": answer["NextToken"]}
    return found
