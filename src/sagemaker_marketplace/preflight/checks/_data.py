"""What the account has of a manifest's data in S3. What is not there is left out: the checks for that tell it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from ...aws import s3
from ...aws.queries import NoAnswer, NotFound, PermissionMissing, Queries
from ...manifest import fields as subjects
from ...manifest.document import Document
from . import Result

T = TypeVar("T")

PREFIX, MANIFESTS = "S3Prefix", ("ManifestFile", "AugmentedManifestFile")
GZIP = b"\x1f\x8b"


def each(subjects: Iterable[T], look: Callable[[T], Iterator[Result]]) -> Iterator[Result]:
    """Yield what is found at each subject; only after the last, raise that one was not answered."""
    silence: PermissionMissing | NoAnswer | None = None
    for subject in subjects:
        try:
            yield from look(subject)
        except (PermissionMissing, NoAnswer) as told:
            silence = silence or told
    if silence:
        raise silence


def buckets(doc: Document) -> list[list[subjects.Data]]:
    """Everything in S3 that the manifest names, in its order, by bucket."""
    found: dict[str, list[subjects.Data]] = {}
    inputs = (data for use in (subjects.TRAINING, subjects.TRANSFORM) for data in subjects.inputs(doc, use))
    named = (*subjects.artifacts(doc), *inputs, *subjects.outputs(doc))
    for data in sorted(named, key=lambda data: doc.location(data.path)):
        found.setdefault(data.bucket, []).append(data)
    return list(found.values())


def is_empty(account: Queries, data: subjects.Data) -> bool:
    """Whether a bucket that is there has no object under a prefix."""
    try:
        return not s3.list_objects(account, data)
    except NotFound:
        return False


def is_missing(account: Queries, data: subjects.Data) -> bool:
    """Whether a bucket that is there has no object of this name."""
    try:
        s3.object_size(account, data)
    except NotFound:
        return not _no_bucket(account, data)
    return False


def sample(account: Queries, data: subjects.Data) -> s3.Object | None:
    """The first object under a prefix that has something in it; None where there is none, or it is no prefix."""
    if data.kind != PREFIX:
        return None
    try:
        return next((found for found in s3.list_objects(account, data) if found.size), None)
    except NotFound:
        return None


def is_gzip(account: Queries, data: subjects.Data, found: s3.Object) -> bool | None:
    """Whether an object begins as gzip files do (RFC 1952); None if it is gone."""
    try:
        return s3.first_bytes(account, data, found.key, len(GZIP)) == GZIP
    except NotFound:
        return None


def beside(doc: Document, data: subjects.Data, member: str) -> Any:
    """A member of the channel, or of the TransformInput, that the data are the source of."""
    return doc.get(".".join(map(str, (*data.path[:-3], member))))


def _no_bucket(account: Queries, data: subjects.Data) -> bool:
    """Whether S3 says that the bucket is not there."""
    try:
        s3.bucket_region(account, data)
    except NotFound:
        return True
    except PermissionMissing:
        return False
    return False
