"""The group of a metric's expression should capture a number.

The value of a metric is what the group captures, and only numbers count. The job completes without an error, and the
metric stays empty. A finding means that no line of the log had a number for this metric. Usual reasons are a unit or a
percent sign inside of the group, a comma at the end of `(.*)`, and a group around the name instead of the value.

Put parentheses around the number alone, such as `loss=([0-9.]+)`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..training_observations import TrainingObservations
from . import Result

SEVERITY = "warning"
KINDS = ("Algorithm",)
OBSERVES = ("training",)
SOURCES = (
    "aws/sagemaker-python-sdk#3208: values that are not numbers (seen)",
    "service model, MetricDefinition: the expression finds the value of the metric (documented)",
)
_SHOWN = 60


def check(_doc: Document, observations: TrainingObservations) -> Iterator[Result]:
    """Yield each metric that matches lines, but captures no number in any of them."""
    for use in observations.metrics:
        if use.matches and not use.values:
            captured = f'"{use.invalid_value[:_SHOWN]}"' if use.invalid_value else "an empty string"
            message = f"the group of the metric {use.definition.name[:_SHOWN]} captures {captured}, not a number"
            hint = "put the group around the number alone, such as loss=([0-9.]+)"
            yield (*use.definition.path, "Regex"), message, hint
