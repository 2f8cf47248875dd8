"""A channel has a name of its own.

The name of a channel is the folder its data lies in, `/opt/ml/input/data/<name>`, so two of one name can't both be
there. AWS's Python SDK keeps channels by name. No page says how the service answers, so this is a warning.

Rename one of the two, or remove it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result
from . import declared, jobs, used

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-training-algo-dockerfile: a folder a channel (documented)",
    "aws/sagemaker-python-sdk, algorithm.py: channels are kept by name (seen); the refusal is inferred",
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
    """Yield each channel with the name of an earlier one, among the declared and in each training job."""
    yield from _repeated(((*channel.path, "Name"), channel.name) for channel in declared(doc))
    for path, job in jobs(doc):
        yield from _repeated(((*channel.path, "ChannelName"), channel.name) for channel in used(path, job))


def _repeated(named: Iterable[tuple[Path, str]]) -> Iterator[Result]:
    seen: dict[str, Path] = {}
    for path, name in named:
        if name in seen:
            related = ((seen[name], "the first of this name"),)
            yield path, f'a channel "{name}" is there already', "give it another name, or remove it", related
        seen.setdefault(name, path)
