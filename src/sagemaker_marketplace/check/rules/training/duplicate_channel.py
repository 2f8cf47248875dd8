"""Channel names should be unique.

A channel's data is in the folder `/opt/ml/input/data/<name>`, so two channels with the same name can't both exist.
AWS's Python SDK identifies channels by name. How the service responds is not documented.

Rename one of the two, or remove it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import declared_channels, job_channels, jobs

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-training-algo-dockerfile: one folder per channel (documented)",
    "aws/sagemaker-python-sdk, algorithm.py: channels are identified by name (seen); the refusal is inferred",
)
GOOD = ("spec: {TrainingSpecification: {TrainingChannels: [{Name: training}, {Name: validation}]}}",)
BAD = (
    """
spec:
  TrainingSpecification:
    TrainingChannels:
      - Name: training
      - Name: training   # <- here
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - ChannelName: training
            - ChannelName: validation
            - ChannelName: training   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each channel name that occurs earlier, among the declared channels and in each training job."""
    yield from _repeated(((*channel.path, "Name"), channel.name) for channel in declared_channels(doc))
    for path, job in jobs(doc):
        yield from _repeated(((*channel.path, "ChannelName"), channel.name) for channel in job_channels(path, job))


def _repeated(named: Iterable[tuple[Path, str]]) -> Iterator[Result]:
    seen: dict[str, Path] = {}
    for path, name in named:
        if name in seen:
            related = ((seen[name], "first channel with this name"),)
            yield path, f'duplicate channel name "{name}"', "rename it, or remove it", related
        seen.setdefault(name, path)
