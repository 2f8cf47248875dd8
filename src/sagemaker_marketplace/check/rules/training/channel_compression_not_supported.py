"""The validation's training data is compressed in a way its channel supports.

`SupportedCompressionTypes` tells buyers whether their data may be gzip. A validation that says otherwise shows
something the product does not offer. Nothing documents that the service compares the two, so this is a warning.

Take one of the supported values, or add the value to the channel's list.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import Used, pairs, texts

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: ChannelSpecification.SupportedCompressionTypes (documented); that it is compared is inferred",
)
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
    """Yield each compression of a training job that its channel's list, if there is one, does not have."""
    for channel, spec in pairs(doc):
        wanted, supported = channel.channel.get("CompressionType"), texts(spec.spec, "SupportedCompressionTypes")
        if isinstance(wanted, str) and supported and wanted not in supported:
            message = f"the channel {channel.name} supports compression {', '.join(supported)}, not {wanted}"
            related = (((*spec.path, "SupportedCompressionTypes"), "what it supports"),)
            yield (*channel.path, "CompressionType"), message, _hint(channel, supported, wanted), related


def _hint(channel: Used, supported: list[str], wanted: str) -> str:
    # Compression works in Pipe mode only: see channel-requires-pipe-mode.
    pipe = channel.mode in ("Pipe", "")
    ways = [f"write {one}" for one in supported if one == "None" or pipe][:1]
    if wanted == "None" or pipe:
        ways.append(f"add {wanted} to SupportedCompressionTypes of {channel.name}")
    return ", or ".join(ways) or "remove CompressionType"
