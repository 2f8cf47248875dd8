"""The account's quotas for SageMaker, from Service Quotas."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ..manifest.paths import Path
from .queries import Queries

# SageMaker has some thousand quotas; a service that never ends its list is not read forever.
_PAGE_SIZE, _MAX_PAGES = 100, 100


@dataclass(frozen=True)
class Quota:
    """A quota with the value applied to the account, and the code for requesting an increase."""

    name: str
    code: str
    value: float


def instances_quota(instance_type: str, use: str) -> str:
    """Return the name of the quota for instances of a type in jobs of a use (`training` or `transform`).

    Source: Service Quotas, the names of SageMaker's quotas.
    """
    return f"{instance_type} for {use} job usage"


def find_quotas(account: Queries, path: Path, names: Collection[str]) -> dict[str, Quota]:
    """Return those of SageMaker's quotas in the manifest's Region that have these names, by name.

    Reads pages until all are found. Raises what `Queries.query` raises.
    Source: Service Quotas API, ListServiceQuotas, which has no filter by name.
    """
    request: dict[str, Any] = {"ServiceCode": "sagemaker", "MaxResults": _PAGE_SIZE}
    quotas: dict[str, Quota] = {}
    for _ in range(_MAX_PAGES):
        answer = account.query_existing(path, "service-quotas", "ListServiceQuotas", request)
        for item in answer.get("Quotas", ()):
            name, value = item.get("QuotaName"), item.get("Value")
            if name in names and isinstance(value, (int, float)):
                quotas[name] = Quota(name, item.get("QuotaCode", ""), value)
        if len(quotas) == len(names) or not answer.get("NextToken"):
            break
        request = {**request, "NextToken": answer["NextToken"]}
    return quotas
