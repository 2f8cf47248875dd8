"""The validation's training data says of which type it is, where the channel lists types.

A channel's `ContentType` reaches the training image in `inputdataconfig.json`, and buyers are told by
`SupportedContentTypes` which ones it understands. The API does not require it. An image that chooses its parser by the
type has nothing to go by without it, so this is advice.

Write the type of the data, one of the channel's list.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import pairs, texts

SEVERITY = "info"
KINDS = ("Algorithm",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-training-algo-running-container: inputdataconfig.json (documented)",
    "service model: Channel.ContentType is optional (documented)",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels: [{Name: training, SupportedContentTypes: [text/csv]}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training, ContentType: text/csv}]}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels: [{Name: training, SupportedContentTypes: [text/csv]}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - ChannelName: training   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each channel of a training job that names no type, though the algorithm lists some."""
    for channel, spec in pairs(doc):
        given, supported = channel.channel.get("ContentType", ""), texts(spec.spec, "SupportedContentTypes")
        if isinstance(given, str) and not given.strip() and supported:
            types = [one for one in supported if "*" not in one]
            hint = f"add ContentType: {types[0]}" if types else "add ContentType with the type of the data"
            message = f"the data of the channel {channel.name} has no ContentType for the image to go by"
            related = (((*spec.path, "SupportedContentTypes"), "the types it supports"),)
            yield (*channel.path, "ContentType"), message, hint, related
