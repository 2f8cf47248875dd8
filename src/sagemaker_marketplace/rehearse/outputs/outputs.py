"""The outputs of a transform job: the answers for each object, put together as SageMaker does, and saved beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BufferedIOBase
from typing import Protocol

from ...context import Workspace
from ...manifest.findings import USAGE, Failure
from ..contract import contract
from ..job import TransformJob
from ..sources.inputs import InputObject

# The folders of AWS's listing checklist (awslabs/amazon-sagemaker-examples, curating_good_model_package_listing).
INPUT, OUTPUT = "data/input/batch", "data/output/batch"
_CHUNK_BYTES = 1 << 20


class Answers(Protocol):
    """The answers of a job's requests."""

    @property
    def objects(self) -> Sequence[str]:
        """The names of the objects of which every request succeeded: SageMaker writes no output for others."""
        ...

    def bodies(self, name: str) -> Iterator[bytes]:
        """Yield the answers for an object, in the order of its requests."""
        ...


def output(job: TransformJob, answers: Answers, name: str) -> Iterator[bytes]:
    """Yield the output for an object in parts."""
    return contract.assemble(answers.bodies(name), job.assemble_with)


def output_file(name: str) -> str:
    """Return the name of a file with the output for an object."""
    return contract.output_name(_file_name(name))


def _file_name(key: str) -> str:
    """Return a key without empty parts, which folders can't have."""
    return "/".join(part for part in key.split("/") if part)


def save(
    workspace: Workspace,
    folder: str,
    job: TransformJob,
    objects: Sequence[InputObject],
    answers: Answers,
    subfolder: str = "",
) -> list[str]:
    """Write each object that has an output, and the output, below a folder; return their names in it.

    The names are `data/input/batch/NAME` and `data/output/batch/NAME.out`. With several jobs, each needs a subfolder in
    both, so that none replaces the outputs of another. Raises Failure if one can't be written.
    """
    saved = []
    complete = set(answers.objects)
    for each in objects:
        if each.name in complete:
            name = _file_name(f"{subfolder}/{each.name}")
            for target, content in (
                (f"{INPUT}/{name}", _stored(each)),
                (f"{OUTPUT}/{output_file(name)}", output(job, answers, each.name)),
            ):
                workspace.write_below(folder, target, content)
                saved.append(target)
    return saved


def _stored(each: InputObject) -> Iterator[bytes]:
    """Yield an object as it is stored: still compressed."""
    try:
        stream: BufferedIOBase = each.path.open("rb")
    except OSError as error:
        raise Failure(f"cannot read {each.name}: {error.strerror}", USAGE, "check its permissions") from None
    with stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk
