"""What the observations of a training job amount to in numbers."""

from __future__ import annotations

from ...report.events import TrainingMeasured
from ..training_observations import TrainingObservations


def measure_training(manifest: str, seen: TrainingObservations, succeeded: bool) -> TrainingMeasured:
    """Return the numbers of a rehearsal; `succeeded` is whether the job would succeed in AWS."""
    return TrainingMeasured(
        manifest,
        seen.job.profile,
        succeeded,
        seen.image.name,
        seen.job.instance_type,
        seen.limits.cpus,
        seen.limits.memory_bytes,
        seen.limits.instance_cpus,
        seen.limits.instance_memory_bytes,
        seen.start_seconds,
        seen.seconds,
        seen.highest_memory_bytes,
        seen.model_bytes,
        None if seen.model_files is None else len(seen.model_files),
        tuple((each.definition.name, each.last_value) for each in seen.metrics),
    )
