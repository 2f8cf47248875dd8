"""The validation should read every channel in an input mode that the channel supports.

The mode is the channel's own `InputMode`, otherwise the job's `TrainingInputMode`. AWS's Python SDK refuses to train
in a mode that a channel does not support. When the service refuses is not documented. All channels that use the job's
mode share one finding.

Use a supported mode, or add the mode to `SupportedInputModes` if the image can read it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import DeclaredChannel, JobChannel, channel_pairs, requires_pipe, strings

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


# Others are reported by the schema.
_MODES = ("File", "Pipe", "FastFile")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each input mode that a channel using it does not support."""
    groups: dict[Path, list[tuple[JobChannel, DeclaredChannel]]] = {}
    for channel, spec in channel_pairs(doc):
        groups.setdefault(channel.mode_path, []).append((channel, spec))
    for path, group in groups.items():
        mode = group[0][0].mode
        unsupported = [spec for _, spec in group if mode in _MODES and mode not in _modes(spec)]
        if unsupported:
            names = ", ".join(spec.name for spec in unsupported)
            related = tuple(((*spec.path, "SupportedInputModes"), "supported modes") for spec in unsupported)
            yield (
                path,
                f"input mode {mode} is not supported by {'channel' if len(unsupported) == 1 else 'channels'} {names}",
                _hint(mode, group),
                related,
            )


def _modes(spec: DeclaredChannel) -> list[str]:
    return strings(spec.spec, "SupportedInputModes") or list(_MODES)


def _hint(mode: str, group: list[tuple[JobChannel, DeclaredChannel]]) -> str:
    # CreateAlgorithm refuses FastFile in the list: see fast-file-channel.
    usable = ["Pipe"] if any(requires_pipe(channel.data) for channel, _ in group) else ["File", "Pipe"]
    options = [f"use {other}" for other in usable if all(other in _modes(spec) for _, spec in group)][:1]
    if mode in usable:
        options.append(f"add {mode} to SupportedInputModes")
    return ", or ".join(options) or "set an InputMode that each channel supports"
