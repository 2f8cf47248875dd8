"""The validation's training data should use a compression type that its channel supports.

`SupportedCompressionTypes` shows buyers whether their data can be compressed with gzip. A validation with another
value does not represent the product. Whether the service compares the two is not documented.

Use a supported value, or add the value to the channel's list.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import JobChannel, channel_pairs, strings

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = ("service model: ChannelSpecification.SupportedCompressionTypes (documented); the comparison is inferred",)
GOOD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels: [{Name: training, SupportedCompressionTypes: [None, Gzip]}, {Name: validation}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - {ChannelName: training, CompressionType: None}
            - {ChannelName: validation, CompressionType: Gzip}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels: [{Name: training, SupportedCompressionTypes: [None]}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - ChannelName: training
              CompressionType: Gzip   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each compression type that its channel does not list, if the channel has a list."""
    for channel, spec in channel_pairs(doc):
        used, supported = channel.data.get("CompressionType"), strings(spec.spec, "SupportedCompressionTypes")
        if isinstance(used, str) and supported and used not in supported:
            message = f"compression type {used} is not supported by channel {channel.name} ({', '.join(supported)})"
            related = (((*spec.path, "SupportedCompressionTypes"), "supported types"),)
            yield (*channel.path, "CompressionType"), message, _hint(channel, supported, used), related


def _hint(channel: JobChannel, supported: list[str], used: str) -> str:
    # Compression requires Pipe mode: see channel-requires-pipe-mode.
    is_pipe = channel.mode in ("Pipe", "")
    options = [f"use {type_}" for type_ in supported if type_ == "None" or is_pipe][:1]
    if used == "None" or is_pipe:
        options.append(f"add {used} to SupportedCompressionTypes of {channel.name}")
    return ", or ".join(options) or "remove CompressionType"
