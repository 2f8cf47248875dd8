"""An algorithm's channels support File and Pipe mode, not FastFile.

The enum is shared with training jobs, so the service model has FastFile here, too. The reference of the member names
File and Pipe alone, and CreateAlgorithm has answered FastFile with a validation error.

List File: the image reads the same files from the same folder in both modes.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import declared, texts

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: ChannelSpecification.SupportedInputModes, either File or Pipe (documented)",
    "CreateAlgorithm's answer to FastFile in March 2025, boto/boto3#4469 (seen)",
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
    """Yield each FastFile in the modes a channel supports."""
    for channel in declared(doc):
        modes = texts(channel.spec, "SupportedInputModes")
        for index, mode in enumerate(modes):
            if mode == "FastFile":
                message = "CreateAlgorithm refuses FastFile: a channel supports File, Pipe or both"
                change = "remove it" if "File" in modes else "list File instead"
                hint = f"{change}: the image reads the same files in File mode"
                yield (*channel.path, "SupportedInputModes", index), message, hint
