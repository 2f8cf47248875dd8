"""What a rehearsal can't show should be tried on its own.

A rehearsal runs one container on the machine of the rehearsal. It has no GPU or other accelerator, no second instance
and no local instance storage, and no more memory than the machine has. Some inputs can't be sent as SageMaker sends
them. The expression of a metric is not searched if that could take very long.

Nothing is wrong with the manifest: this lists what only the validation in AWS will show.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...facts.facts import NO_ACCELERATOR, UNKNOWN, Facts
from ...manifest.document import Document
from ..observations import ContainerObservations, Observations
from ..training_observations import TrainingObservations
from ..verdict.end_facts import gib
from . import Result

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("training", "transform")
SOURCES = ("the rehearsal's own limits",)
_ACCELERATORS = {"gpu": "GPUs", "neuron": "Neuron devices", "hpu": "Gaudi accelerators"}
# Less memory than this share of the type's is worth a word: a machine of the same size has a little less.
_SHARE = 0.75
_SHOWN = 60


def check(doc: Document, observations: ContainerObservations[Any]) -> Iterator[Result]:
    """Yield all of it in one finding, but a metric at its expression, unless `check` has reported that."""
    if isinstance(observations, TrainingObservations):
        reported = {finding.path for finding in doc.reported}
        for definition in [use.definition for use in observations.metrics if not use.is_counted]:
            path = (*definition.path, "Regex")
            if path not in reported:
                name = definition.name[:_SHOWN]
                message = f"not rehearsed: the metric {name}, whose expression is too slow or invalid"
                yield path, message, "change it so that it has fewer repetitions"
    parts = list(_parts(observations))
    if parts:
        yield (
            observations.job.instance_type_path,
            f"not rehearsed: {'; '.join(parts)}",
            "validate in AWS to see the rest",
        )


def _parts(observations: ContainerObservations[Any]) -> Iterator[str]:
    job, limits, facts = observations.job, observations.limits, Facts()
    accelerator = facts.accelerator(job.instance_type)
    if accelerator not in (NO_ACCELERATOR, UNKNOWN):
        yield f"the {_ACCELERATORS[accelerator]} of {job.instance_type}"
    if job.instance_count > 1:
        yield f"{job.instance_count} instances"
    if facts.local_storage(job.instance_type):
        yield "local instance storage"
    if limits.instance_memory_bytes is None:
        yield f"the size of {job.instance_type}, which is not known"
    elif limits.memory_bytes < _SHARE * limits.instance_memory_bytes:
        yield f"the memory of {job.instance_type} ({gib(limits.memory_bytes)} of {gib(limits.instance_memory_bytes)})"
    if isinstance(observations, Observations):
        yield from (f"{each.object}: {each.message}" for each in observations.input_problems if not each.is_aws_limit)
