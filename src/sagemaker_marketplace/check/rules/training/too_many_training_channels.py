"""An algorithm should get along with eight training channels: the sources disagree about more.

The seller guide's walkthrough of an algorithm takes up to 20 channels. The service model, and the developer guide with
it, say 8. Which of the two the service holds to is not known, so 9 to 20 channels are a warning, and only more than 20
are refused by the schema.

If a channel can be optional, or two can share one prefix, eight or fewer are safe.
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
    "service model: ChannelSpecifications, 8 at most; SageMaker developer guide says the same (documented)",
)
GOOD = ("spec: {TrainingSpecification: {TrainingChannels: [1, 2, 3, 4, 5, 6, 7, 8]}}",)
BAD = (
    """\
spec:
  TrainingSpecification:
    TrainingChannels: [1, 2, 3, 4, 5, 6, 7, 8, 9]   # <- here
""",
)
SAFE, MOST = 8, 20


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the list of channels when it is longer than every source takes."""
    for path, channels in doc.at("spec.TrainingSpecification.TrainingChannels"):
        if isinstance(channels, list) and SAFE < len(channels) <= MOST:
            message = f"{len(channels)} training channels: the seller guide takes {MOST}, the service model {SAFE}"
            yield path, message, f"keep to {SAFE} if you can"
