"""The validation profiles of a manifest, with the jobs that a rehearsal runs."""

from __future__ import annotations

from dataclasses import dataclass

from ..manifest.document import Document
from ..manifest.paths import Path
from .job import TransformJob, transform_jobs
from .training_job import TrainingJob, training_jobs


@dataclass(frozen=True)
class Profile:
    """A validation profile: the training job of an algorithm, and the transform job, each None if it has none."""

    name: str
    training: TrainingJob | None
    transform: TransformJob | None


def profiles(document: Document) -> list[Profile]:
    """Return the profiles with a job, in the manifest's order."""
    training: dict[Path, TrainingJob] = {job.path[:-1]: job for job in training_jobs(document)}
    transform: dict[Path, TransformJob] = {job.path[:-1]: job for job in transform_jobs(document)}
    names = {path: job.profile for path, job in training.items()}
    names.update({path: job.profile for path, job in transform.items()})
    return [Profile(names[path], training.get(path), transform.get(path)) for path in sorted(names, key=_number)]


def _number(path: Path) -> int:
    return int(path[-1])
