"""What a rehearsal can't show should be tried on its own.

A rehearsal runs one container on the machine of the rehearsal. It has no GPU or other accelerator, no second instance
and no local instance storage, and no more memory than the machine has. Some inputs can't be sent as SageMaker sends
them.

Nothing is wrong with the manifest: this lists what only the validation in AWS will show.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facts.facts import NO_ACCELERATOR, UNKNOWN, Facts
from ...manifest.document import Document
from ..observations import Observations
from ..verdict.end_facts import gib
from . import Result

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("the rehearsal's own limits",)
_ACCELERATORS = {"gpu": "GPUs", "neuron": "Neuron devices", "hpu": "Gaudi accelerators"}
# Less memory than this share of the type's is worth a word: a machine of the same size has a little less.
_SHARE = 0.75


def check(_doc: Document, observations: Observations) -> Iterator[Result]:
    """Yield all of it in one finding."""
    parts = list(_parts(observations))
    if parts:
        path = (*observations.job.path, "TransformResources", "InstanceType")
        yield path, f"not rehearsed: {'; '.join(parts)}", "validate in AWS to see the rest"


def _parts(observations: Observations) -> Iterator[str]:
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
    yield from (f"{each.object}: {each.message}" for each in observations.input_problems if not each.is_aws_limit)
