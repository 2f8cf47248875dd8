"""The instances that validations need, and those that the account's quotas leave free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ..aws.quotas import instances_quota
from ..manifest.document import Document
from ..plan.forecast import likely_instances


def needed_instances(document: Document) -> Counter[str]:
    """Return the number of instances that a manifest's validation needs, by the name of their quota."""
    numbers: Counter[str] = Counter()
    for machines in likely_instances(document):
        numbers[instances_quota(machines.type, machines.use)] += machines.count
    return numbers


class FreeInstances:
    """The instances that the quotas of an account allow in a Region, less those that this run's validations need.

    Instances of other runs and of endpoints are not known. What is not in `quotas` has no limit.
    """

    def __init__(self, quotas: Mapping[str, float]) -> None:
        """`quotas` are numbers of instances, by the name of the quota."""
        self._quotas = quotas
        self._reserved: dict[str, Counter[str]] = {}
        self._in_use: Counter[str] = Counter()

    def missing(self, needed: Counter[str]) -> str:
        """Return which instances are missing for a validation, as text; empty if there are enough of each type.

        A validation that needs more than a whole quota has enough if no other one needs this type: whether it can run
        is for AWS to decide.
        """
        for name, number in needed.items():
            in_use = self._in_use[name]
            if in_use and in_use + number > self._quotas.get(name, float("inf")):
                instances = name.replace("job usage", "jobs")  # ml.m5.xlarge for transform jobs
                return f"needs {number} {instances}, {in_use} of {self._quotas[name]:g} are in use by this run"
        return ""

    def reserve(self, manifest: str, needed: Counter[str]) -> None:
        """Count the instances of a manifest's validation as in use."""
        self._reserved[manifest] = needed
        self._in_use += needed

    def release(self, manifest: str) -> None:
        """Count the instances of a manifest's validation as free."""
        self._in_use -= self._reserved.pop(manifest, Counter())
