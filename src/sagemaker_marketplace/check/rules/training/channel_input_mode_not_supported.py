"""The validation feeds each channel in an input mode the channel supports.

The mode is the channel's own `InputMode`, else the job's `TrainingInputMode`. AWS's Python SDK refuses to train with an
algorithm in a mode one of the channels does not support. When the service refuses is not documented, so this is a
warning. One finding stands for all channels that take the job's mode.

Take a supported mode, or add the mode to `SupportedInputModes` if the image can read it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import Declared, Used, needs_pipe, pairs, texts

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
    groups: dict[Path, list[tuple[Used, Declared]]] = {}
    for channel, spec in pairs(doc):
        groups.setdefault(channel.mode_path, []).append((channel, spec))
    for path, group in groups.items():
        mode = group[0][0].mode
        wrong = [spec for _, spec in group if mode and mode not in _modes(spec)]
        if wrong:
            names = ", ".join(spec.name for spec in wrong)
            related = tuple(((*spec.path, "SupportedInputModes"), "the modes it supports") for spec in wrong)
            yield path, f"{mode} is no input mode the channel supports: {names}", _hint(mode, group), related


def _modes(spec: Declared) -> list[str]:
    return texts(spec.spec, "SupportedInputModes") or ["File", "Pipe", "FastFile"]


def _hint(mode: str, group: list[tuple[Used, Declared]]) -> str:
    # CreateAlgorithm refuses FastFile in the list: see fast-file-channel.
    usable = ["Pipe"] if any(needs_pipe(channel.channel) for channel, _ in group) else ["File", "Pipe"]
    ways = [f"take {one}" for one in usable if all(one in _modes(spec) for _, spec in group)][:1]
    if mode in usable:
        ways.append(f"add {mode} to SupportedInputModes")
    return ", or ".join(ways) or "give each channel an InputMode it supports"
