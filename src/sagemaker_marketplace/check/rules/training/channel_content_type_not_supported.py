"""The validation's training data is of a content type its channel supports.

`SupportedContentTypes` tells buyers what they may send. A validation with another type shows that the algorithm copes
with something the product does not offer. Nothing documents that the service compares the two, so this is a warning.
Parameters after a semicolon are left out of the comparison.

Take one of the supported types, or add the type to the channel's list.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import pairs, texts

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = ("service model: ChannelSpecification.SupportedContentTypes (documented); that it is compared is inferred",)
GOOD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels: [{Name: training, SupportedContentTypes: [text/csv]}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition: {InputDataConfig: [{ChannelName: training, ContentType: text/csv;label_size=0}]}
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
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each content type of a training job that its channel does not list."""
    for channel, spec in pairs(doc):
        wanted, supported = channel.channel.get("ContentType"), texts(spec.spec, "SupportedContentTypes")
        if isinstance(wanted, str) and wanted.strip() and supported and not _takes(supported, wanted):
            message = f"the channel {channel.name} supports {', '.join(supported)}, not {wanted}"
            write = [f"write {one}" for one in supported if "*" not in one][:1]
            hint = ", or ".join((*write, f"add {wanted} to SupportedContentTypes of {channel.name}"))
            related = (((*spec.path, "SupportedContentTypes"), "the types it supports"),)
            yield (*channel.path, "ContentType"), message, hint, related


def _takes(supported: list[str], wanted: str) -> bool:
    family = _bare(wanted).partition("/")[0]
    return any(_bare(one) in ("*", "*/*", f"{family}/*", _bare(wanted)) for one in supported)


def _bare(content_type: str) -> str:
    return content_type.partition(";")[0].strip().casefold()
