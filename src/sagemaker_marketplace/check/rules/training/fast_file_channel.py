"""A channel of an algorithm must only support the input modes File and Pipe.

The service model also lists FastFile, because training jobs use the same enum. The reference of the field lists only
File and Pipe, and CreateAlgorithm has responded to FastFile with a validation error.

Use File. The image reads the same files from the same folder in both modes.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import declared_channels, strings

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: ChannelSpecification.SupportedInputModes, either File or Pipe (documented)",
    "CreateAlgorithm's response to FastFile in March 2025, boto/boto3#4469 (seen)",
)
GOOD = ("spec: {TrainingSpecification: {TrainingChannels: [{Name: training, SupportedInputModes: [File, Pipe]}]}}",)
BAD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels:
      - Name: training
        SupportedInputModes:
          - File
          - FastFile   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each FastFile among the supported input modes of a channel."""
    for channel in declared_channels(doc):
        modes = strings(channel.spec, "SupportedInputModes")
        for index, mode in enumerate(modes):
            if mode == "FastFile":
                message = "FastFile is not a valid input mode for the channel of an algorithm"
                hint = "remove it" if "File" in modes else "use File"
                hint += "; the image reads the same files in File mode"
                yield (*channel.path, "SupportedInputModes", index), message, hint
