"""Compressed and RecordIO-wrapped training data must be read in Pipe mode.

File mode copies the objects unchanged, so `CompressionType` and `RecordWrapperType` must be missing or `None`.
Otherwise the training job is refused with "File mode only supports NONE, got Gzip instead", and the validation fails.
Compression requires Pipe mode, so it doesn't work in FastFile mode either.

Remove the field and decompress the data in the image, or use Pipe mode if the algorithm supports it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import job_channels, jobs, supports_pipe

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: Channel.CompressionType and Channel.RecordWrapperType (documented)",
    "CreateTrainingJob's response to gzip in File mode, aws/sagemaker-python-sdk#716 (seen)",
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
# For RecordWrapperType the reference mentions only Pipe and File mode.
_UNSUPPORTED_MODES = {"CompressionType": ("File", "FastFile"), "RecordWrapperType": ("File",)}


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each field that requires Pipe mode, of a channel that is read in another mode."""
    for path, job in jobs(doc):
        for channel in job_channels(path, job):
            for field, modes in _UNSUPPORTED_MODES.items():
                value = channel.data.get(field, "None")
                if channel.mode in modes and isinstance(value, str) and value != "None":
                    message = f"{field} {value} requires Pipe mode, but channel {channel.name} uses {channel.mode}"
                    hint = f"remove {field}" + (", or use Pipe mode" if supports_pipe(doc, channel.name) else "")
                    yield (*channel.path, field), message, hint, ((channel.mode_path, "input mode"),)
