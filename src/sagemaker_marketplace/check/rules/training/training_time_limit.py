"""The validation's training should have a time limit, at most an hour on accelerated instance types.

Training is billed while it runs. Without `MaxRuntimeInSeconds`, a training that hangs runs for a day, which is
expensive on a GPU type, and no API call stops a validation. The message includes the possible cost if a price is
known: the price of June 2025 in the manifest's Region, otherwise in us-east-1.

Set the limit to a few times the expected duration. Half an hour is usually enough for sample data.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import MAX_RUNTIME, SHORTER_LIMIT, instance_options, is_accelerated, jobs

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: StoppingCondition.MaxRuntimeInSeconds, a day by default (documented)",
    "prices: QuinnyPig/aws-price-watcher, AWS's price page of June 2025 (seen); that the limit is too long is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig: {InstanceType: ml.g5.xlarge, InstanceCount: 1}
          StoppingCondition: {MaxRuntimeInSeconds: 3600}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig: {InstanceType: ml.m5.xlarge, InstanceCount: 1}
          StoppingCondition: {MaxRuntimeInSeconds: 7200}
""",
)
BAD = (
    """
region: us-east-1
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig: {InstanceType: ml.m5.xlarge, InstanceCount: 1}
          StoppingCondition: {}   # <- here
""",
    """
region: us-east-1
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig: {InstanceType: ml.g5.xlarge, InstanceCount: 2}
          StoppingCondition:
            MaxRuntimeInSeconds: 7200   # <- here
""",
    """
region: eu-west-1
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig: {InstanceType: ml.p4de.24xlarge, InstanceCount: 1}
          StoppingCondition:
            MaxRuntimeInSeconds: 86400   # <- here
""",
)
_HOUR, _DAY = 3600, 86400
# The Region with the most known prices.
_FALLBACK_REGION = "us-east-1"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each missing time limit, and each limit over an hour on accelerated instance types."""
    for path, job in jobs(doc):
        stopping = job.get("StoppingCondition")
        if not isinstance(stopping, dict):
            continue
        location, limit = (*path, "StoppingCondition", "MaxRuntimeInSeconds"), stopping.get("MaxRuntimeInSeconds", _DAY)
        if "MaxRuntimeInSeconds" not in stopping:
            message = f"MaxRuntimeInSeconds is not set, so the training can run for a day{_cost(doc, facts, job, _DAY)}"
            yield location, message, "add MaxRuntimeInSeconds: 1800"
        elif (
            isinstance(limit, int)
            and _HOUR < limit <= MAX_RUNTIME
            and any(is_accelerated(facts, type_) for option in instance_options(job) for type_, _ in option)
        ):
            message = (
                f"the training can run for {limit / _HOUR:.3g} hours on an accelerator{_cost(doc, facts, job, limit)}"
            )
            yield location, message, SHORTER_LIMIT


def _cost(doc: Document, facts: Facts, job: dict[str, Any], seconds: int) -> str:
    options = instance_options(job)
    for region, suffix in ((doc.region or "", ""), (_FALLBACK_REGION, f" in {_FALLBACK_REGION}")):
        hourly = [price for option in options if (price := _hourly_price(region, facts, option)) is not None]
        if hourly and len(hourly) == len(options):
            return f" (up to {max(hourly) * seconds / _HOUR:,.2f} USD{suffix})"
    return ""


def _hourly_price(region: str, facts: Facts, option: list[tuple[str, int]]) -> float | None:
    prices = [(facts.price(region, type_), count) for type_, count in option]
    known = [price * count for price, count in prices if price is not None]
    return sum(known) if len(known) == len(prices) else None
