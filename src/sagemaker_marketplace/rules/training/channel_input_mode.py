"""The validation feeds each channel in an input mode the channel supports.

The mode is the channel's own `InputMode`, else the job's `TrainingInputMode`. AWS's Python SDK refuses to train with an
algorithm in a mode one of the channels does not support. When the service refuses is not documented, so this is a
warning. One finding stands for all channels that take the job's mode.

Take a supported mode, or add the mode to `SupportedInputModes` if the image can read it.
"""

from __future__ import annotations

from . import pairs, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from ...core.paths import Path
    from .. import Result
    from . import Declared

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: ChannelSpecification.SupportedInputModes, Channel.InputMode (documented)",
    "aws/sagemaker-python-sdk, algorithm.py: refuses other modes (seen); the service's refusal is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels: [{Name: training, SupportedInputModes: [Pipe]}]
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          TrainingInputMode: File
          InputDataConfig: [{ChannelName: training, InputMode: Pipe}]
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels:
      - {Name: training, SupportedInputModes: [File]}
      - {Name: validation, SupportedInputModes: [File]}
      - {Name: test, SupportedInputModes: [Pipe]}
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          TrainingInputMode: Pipe   # <- here
          InputDataConfig:
            - ChannelName: training
            - ChannelName: validation
            - ChannelName: test
              InputMode: File   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each input mode that a channel it counts for does not support."""
    found: dict[Path, tuple[str, list[Declared]]] = {}
    for channel, spec in pairs(doc):
        supported = texts(spec.spec, "SupportedInputModes")
        if channel.mode and supported and channel.mode not in supported:
            found.setdefault(channel.mode_path, (channel.mode, []))[1].append(spec)
    for path, (mode, specs) in found.items():
        names = ", ".join(spec.name for spec in specs)
        related = tuple(((*spec.path, "SupportedInputModes"), "the modes it supports") for spec in specs)
        # CreateAlgorithm refuses FastFile in that list: see fast-file-channel.
        or_add = "" if mode == "FastFile" else f", or add {mode} to SupportedInputModes"
        hint = f"take {texts(specs[0].spec, 'SupportedInputModes')[0]}{or_add}"
        yield path, f"{mode} is no input mode the channel supports: {names}", hint, related
