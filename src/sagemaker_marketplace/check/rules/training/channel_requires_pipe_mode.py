"""Compression and RecordIO wrapping of training data work in Pipe mode only.

In File mode the objects are copied as they are: `CompressionType` and `RecordWrapperType` must be unset or `None`. The
training job is refused with "File mode only supports NONE, got Gzip instead", and the validation fails. Compression is
for Pipe mode alone, so it is no more possible with FastFile.

Remove the member and unpack the data in the image, or use Pipe mode if the algorithm supports it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs, takes_pipe, used

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: Channel.CompressionType and Channel.RecordWrapperType (documented)",
    "CreateTrainingJob's answer to gzip in File mode, aws/sagemaker-python-sdk#716 (seen)",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          TrainingInputMode: File
          InputDataConfig:
            - {ChannelName: training, CompressionType: None, RecordWrapperType: None}
            - {ChannelName: validation, CompressionType: Gzip, RecordWrapperType: RecordIO, InputMode: Pipe}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          TrainingInputMode: File
          InputDataConfig:
            - ChannelName: training
              CompressionType: Gzip   # <- here
              RecordWrapperType: RecordIO   # <- here
            - ChannelName: validation
              InputMode: FastFile
              CompressionType: Gzip   # <- here
""",
)
# The reference speaks of RecordWrapperType in Pipe and File mode only.
_REFUSED = {"CompressionType": ("File", "FastFile"), "RecordWrapperType": ("File",)}


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each such member of a channel that is not read in Pipe mode."""
    for path, job in jobs(doc):
        for channel in used(path, job):
            for member, modes in _REFUSED.items():
                value = channel.channel.get(member, "None")
                if channel.mode in modes and isinstance(value, str) and value != "None":
                    message = f"{member} {value} works in Pipe mode only, {channel.name} is read in {channel.mode}"
                    hint = f"remove {member}" + (", or use Pipe mode" if takes_pipe(doc, channel.name) else "")
                    yield (*channel.path, member), message, hint, ((channel.mode_path, "the input mode"),)
