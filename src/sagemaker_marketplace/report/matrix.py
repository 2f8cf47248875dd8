"""The jobs of a matrix: as an event, as lines of text, as JSON types, and as the output of the action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from json import dumps
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # see report.py
    from .contract.plans import MatrixJobData


class MatrixJob(NamedTuple):
    """The manifests that one run creates; `role_to_assume` is that of the manifests, empty for the run's own account.

    `account` is the ID of the role's account.
    """

    name: str
    account: str
    region: str
    role_to_assume: str
    manifests: tuple[str, ...]


@dataclass(frozen=True)
class MatrixPlanned:
    """The jobs in which a workflow can create what the plan names.

    `left_out` are manifests for which there is no room, `unusable` are those whose names no input can have.
    """

    jobs: tuple[MatrixJob, ...] = ()
    left_out: int = 0
    unusable: tuple[str, ...] = ()
    manifest: str = ""


def lines(event: MatrixPlanned) -> list[str]:
    """Return what is special about a matrix: jobs that share quotas, and manifests that are in no job."""
    numbers = Counter((job.account, job.region) for job in event.jobs)
    shared = [
        f"the matrix has {number} jobs for {' '.join(filter(None, key))}, which share its quotas: set max-parallel"
        for key, number in numbers.items()
        if number > 1
    ]
    left_out = []
    if event.left_out:
        manifests = "1 manifest is" if event.left_out == 1 else f"{event.left_out:,} manifests are"
        left_out.append(f"{manifests} left out of the matrix, which is full: plan again when the others are created")
    unusable = [f"{name} is left out of the matrix: rename it, no input can have this name" for name in event.unusable]
    return [*shared, *left_out, *unusable]


def data(event: MatrixPlanned) -> list[MatrixJobData]:
    """Return the jobs as JSON types."""
    return [
        {
            "name": job.name,
            "account": job.account,
            "region": job.region,
            "role_to_assume": job.role_to_assume,
            "manifests": list(job.manifests),
        }
        for job in event.jobs
    ]


def output(jobs: Iterable[MatrixJob]) -> str:
    """Return the jobs as JSON for `strategy.matrix`; `manifest` is the value of the input of this name."""
    entries = (
        {
            "name": job.name,
            "account": job.account,
            "region": job.region,
            "role-to-assume": job.role_to_assume,
            "manifest": "\n".join(job.manifests),
        }
        for job in jobs
    )
    return dumps({"include": list(entries)})
