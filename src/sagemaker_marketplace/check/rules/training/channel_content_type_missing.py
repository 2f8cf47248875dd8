"""The validation's training data should have a `ContentType` if its channel lists content types.

The training image finds a channel's `ContentType` in `inputdataconfig.json`, and `SupportedContentTypes` lists the
types that it supports. The API does not require `ContentType`, but an image that chooses its parser by it can't do so
without it.

Add the type of the data, one of the channel's list.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import channel_pairs, strings

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
    """Yield each channel without a content type, if the algorithm lists content types for it."""
    for channel, spec in channel_pairs(doc):
        content_type, supported = channel.data.get("ContentType", ""), strings(spec.spec, "SupportedContentTypes")
        if isinstance(content_type, str) and not content_type.strip() and supported:
            types = [type_ for type_ in supported if "*" not in type_]
            hint = f"add ContentType: {types[0]}" if types else "add ContentType with the type of the data"
            message = f"channel {channel.name} has no ContentType"
            related = (((*spec.path, "SupportedContentTypes"), "supported types"),)
            yield (*channel.path, "ContentType"), message, hint, related
