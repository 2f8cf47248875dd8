"""The permissions that the validation role needs: actions on resources, each for a location of the manifest.

Source: SageMaker developer guide, SageMaker roles, the sections on CreateModel and CreateTrainingJob.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...aws.queries import NoAnswer, PermissionMissing, Queries
from ...manifest import fields
from ...manifest.document import Document
from ...manifest.paths import Path
from . import _data, _roles

GET, LIST, PUT = ("s3:GetObject",), ("s3:ListBucket",), ("s3:PutObject",)
LOG_IN = ("ecr:GetAuthorizationToken",)
PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
LOG = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
# Source: SageMaker developer guide, logging with CloudWatch.
_GROUPS = {fields.TRAINING: "TrainingJobs", fields.TRANSFORM: "TransformJobs"}
# Any name: policies allow all objects under a prefix.
_ANY = "validation"


@dataclass(frozen=True)
class Need:
    """Actions on a resource, for a location of the manifest.

    Several resources are alternative names of the same resource: one that is allowed is enough. `prefix` is the prefix
    for listing a bucket.
    """

    path: Path
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    prefix: str = ""


def needs(doc: Document, account: Queries, path: Path, role: str) -> list[Need]:
    """Return what a role needs, each need once, for the first location that has it; `path` is the role's own."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...], str], Need] = {}
    partition = role.split(":")[1]
    for need in (
        *_to_read(doc, account, partition),
        *_to_write(doc, partition),
        *_to_pull(doc, path, partition),
        *_to_log(doc, account.region, path, role),
    ):
        found.setdefault((need.actions, need.resources, need.prefix), need)
    return list(found.values())


def _to_read(doc: Document, account: Queries, partition: str) -> Iterator[Need]:
    inputs = (data for use in (fields.TRAINING, fields.TRANSFORM) for data in fields.inputs(doc, use))
    for data in (*fields.artifacts(doc), *inputs):
        bucket = f"arn:{partition}:s3:::{data.bucket}"
        if data.kind == _data.PREFIX:
            yield Need(data.path, LIST, (bucket,), data.key)
        key = _readable(doc, account, data)
        if key:
            yield Need(data.path, GET, (f"{bucket}/{key}",))


def _readable(doc: Document, account: Queries, data: fields.Data) -> str:
    """The key of an object that will be read; empty where only a part of it is known."""
    if data.kind != _data.PREFIX:
        return data.key
    try:
        found = _data.sample(doc, account, data)
    except (PermissionMissing, NoAnswer):
        found = None
    if found:
        return found.key
    return f"{data.key}{_ANY}" if data.key.endswith("/") else ""


def _to_write(doc: Document, partition: str) -> Iterator[Need]:
    for data in fields.outputs(doc):
        folder = data.key.rstrip("/")
        key = f"{folder}/{_ANY}" if folder else _ANY
        yield Need(data.path, PUT, (f"arn:{partition}:s3:::{data.bucket}/{key}",))


def _to_pull(doc: Document, path: Path, partition: str) -> Iterator[Need]:
    images = fields.images(doc)
    if images:
        yield Need(path, LOG_IN, ("*",))
    for image in images:
        where = f"{image.region}:{image.account}"
        yield Need(image.path, PULL, (f"arn:{partition}:ecr:{where}:repository/{image.repository}",))


def _to_log(doc: Document, region: str, path: Path, role: str) -> Iterator[Need]:
    """Yield the need of each job's log group; policies name it with or without the streams in it."""
    partition, account = role.split(":")[1], _roles.account_of(role)
    for use in dict.fromkeys(machines.use for machines in fields.instances(doc)):
        group = f"arn:{partition}:logs:{region}:{account}:log-group:/aws/sagemaker/{_GROUPS[use]}"
        yield Need(path, LOG, (group, f"{group}:log-stream:{_ANY}"))
