"""The validation's training has a time limit, and on accelerators a short one.

Training is billed for as long as it runs. Without `MaxRuntimeInSeconds` a training that hangs runs a day; on a GPU type
that is the expensive mistake. There is no call to stop a validation either. So a missing limit is told, and one over an
hour for types with a GPU or another accelerator, with what it can cost as far as a price is known: that of June 2025,
of the manifest's Region, else of us-east-1.

Set the limit to a few times what the training takes; half an hour is plenty for sample data.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import LONGEST, PLENTY, accelerated, jobs, machines

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: StoppingCondition.MaxRuntimeInSeconds, a day by default (documented)",
    "prices: QuinnyPig/aws-price-watcher, AWS's price page of June 2025 (seen); that it is too long is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig: {InstanceType: ml.g5.xlarge, InstanceCount: 1}
          StoppingCondition: {MaxRuntimeInSeconds: 3600}
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
# Where prices are known best.
_ELSEWHERE = "us-east-1"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield a stopping condition without a limit, and a limit over an hour on accelerators."""
    for path, job in jobs(doc):
        stopping = job.get("StoppingCondition")
        if not isinstance(stopping, dict):
            continue
        location, limit = (*path, "StoppingCondition", "MaxRuntimeInSeconds"), stopping.get("MaxRuntimeInSeconds", _DAY)
        if "MaxRuntimeInSeconds" not in stopping:
            message = f"no MaxRuntimeInSeconds: the training may run a day{_cost(doc, facts, job, _DAY)}"
            yield location, message, "add MaxRuntimeInSeconds: 1800"
        elif (
            isinstance(limit, int)
            and _HOUR < limit <= LONGEST
            and any(accelerated(facts, one) for choice in machines(job) for one, _ in choice)
        ):
            message = f"the training may run {limit / _HOUR:.3g} hours on an accelerator{_cost(doc, facts, job, limit)}"
            yield location, message, PLENTY


def _cost(doc: Document, facts: Facts, job: dict[str, Any], seconds: int) -> str:
    choices = machines(job)
    for region, where in ((doc.region or "", ""), (_ELSEWHERE, f" in {_ELSEWHERE}")):
        hourly = [price for choice in choices if (price := _hourly(region, facts, choice)) is not None]
        if hourly and len(hourly) == len(choices):
            return f", up to {max(hourly) * seconds / _HOUR:,.2f} USD{where}"
    return ""


def _hourly(region: str, facts: Facts, choice: list[tuple[str, int]]) -> float | None:
    prices = [(facts.price(region, one), count) for one, count in choice]
    known = [price * count for price, count in prices if price is not None]
    return sum(known) if len(known) == len(prices) else None
