"""An algorithm should have at most 8 training channels.

The documentation is inconsistent. The seller guide's walkthrough allows up to 20 channels; the service model and the
developer guide allow 8. Which limit applies is not known, so 9 to 20 channels are a warning. More than 20 are refused
by the schema.

Use 8 channels or fewer, for example by combining two under one prefix.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "AWS Marketplace seller guide, creating an algorithm: up to 20 channels (documented)",
    "service model: ChannelSpecifications, 8 at most, as in the SageMaker developer guide (documented)",
)
GOOD = ("spec: {TrainingSpecification: {TrainingChannels: [{Name: train}, {Name: validation}]}}",)
BAD = (
    """\
spec:
  TrainingSpecification:
    TrainingChannels:   # <- here
      [{Name: a}, {Name: b}, {Name: c}, {Name: d}, {Name: e}, {Name: f}, {Name: g}, {Name: h}, {Name: i}]
""",
)
SAFE, MOST = 8, 20


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the list of channels if it is longer than the service model allows."""
    for path, channels in doc.at("spec.TrainingSpecification.TrainingChannels"):
        if isinstance(channels, list) and SAFE < len(channels) <= MOST:
            message = f"{len(channels)} training channels may be too many; the documented limits are {SAFE} and {MOST}"
            yield path, message, f"use at most {SAFE} channels"
