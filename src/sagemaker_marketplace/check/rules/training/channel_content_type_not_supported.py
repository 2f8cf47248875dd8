"""The validation's training data should have a content type that its channel supports.

`SupportedContentTypes` shows buyers what they can provide. A validation with another type does not represent the
product. Whether the service compares the two is not documented. Parameters after a semicolon are not compared.

Use a supported type, or add the type to the channel's list.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import channel_pairs, strings

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = ("service model: ChannelSpecification.SupportedContentTypes (documented); the comparison is inferred",)
GOOD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels: [{Name: training, SupportedContentTypes: [text/csv]}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training, ContentType: text/csv;label_size=0}]}
""",
    """
spec:
  TrainingSpecification:
    TrainingChannels:
      - {Name: wildcard, SupportedContentTypes: [text/*]}
      - {Name: open, SupportedContentTypes: []}
      - {Name: blank, SupportedContentTypes: [text/csv]}
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - {ChannelName: wildcard, ContentType: text/csv}
            - {ChannelName: open, ContentType: text/csv}
            - {ChannelName: blank, ContentType: " "}
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
            - ChannelName: training
              ContentType: application/json   # <- here
""",
    """
spec:
  TrainingSpecification:
    TrainingChannels: [{Name: training, SupportedContentTypes: [text/*]}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - ChannelName: training
              ContentType: textual/csv   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each content type that its channel does not list, if the channel has a list."""
    for channel, spec in channel_pairs(doc):
        used, supported = channel.data.get("ContentType"), strings(spec.spec, "SupportedContentTypes")
        if isinstance(used, str) and used.strip() and supported and not _is_supported(used, supported):
            message = f"content type {used} is not supported by channel {channel.name} ({', '.join(supported)})"
            replacement = [f"use {type_}" for type_ in supported if "*" not in type_][:1]
            hint = ", or ".join((*replacement, f"add {used} to SupportedContentTypes of {channel.name}"))
            related = (((*spec.path, "SupportedContentTypes"), "supported types"),)
            yield (*channel.path, "ContentType"), message, hint, related


def _is_supported(used: str, supported: list[str]) -> bool:
    bare = _without_parameters(used)
    matching = ("*", "*/*", f"{bare.partition('/')[0]}/*", bare)
    return any(_without_parameters(type_) in matching for type_ in supported)


def _without_parameters(content_type: str) -> str:
    return content_type.partition(";")[0].strip().casefold()
