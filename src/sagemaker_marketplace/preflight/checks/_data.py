"""Queries about a manifest's data in S3. Missing buckets and objects are skipped: other checks report them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from ...aws import s3
from ...aws.queries import NoAnswer, NotFound, PermissionMissing, Queries
from ...manifest import fields
from ...manifest.document import Document
from . import Result

T = TypeVar("T")

PREFIX, MANIFESTS = "S3Prefix", ("ManifestFile", "AugmentedManifestFile")
GZIP = b"\x1f\x8b"


def check_each(items: Iterable[T], check: Callable[[T], Iterator[Result]]) -> Iterator[Result]:
    """Yield the findings on each item; after the last, raise the first error of a query, if any."""
    first_error: PermissionMissing | NoAnswer | None = None
    for item in items:
        try:
            yield from check(item)
        except (PermissionMissing, NoAnswer) as error:
            first_error = first_error or error
    if first_error:
        raise first_error


def buckets(doc: Document) -> list[list[fields.Data]]:
    """Return all data in S3 that the manifest names, in its order, by bucket."""
    found: dict[str, list[fields.Data]] = {}
    inputs = (data for use in (fields.TRAINING, fields.TRANSFORM) for data in fields.inputs(doc, use))
    named = (*fields.artifacts(doc), *inputs, *fields.outputs(doc))
    for data in sorted(named, key=lambda data: doc.location(data.path)):
        found.setdefault(data.bucket, []).append(data)
    return list(found.values())


def is_empty(account: Queries, data: fields.Data) -> bool:
    """Whether an existing bucket has no object under a prefix."""
    try:
        return not s3.list_objects(account, data)
    except NotFound:
        return False


def is_missing(account: Queries, data: fields.Data) -> bool:
    """Whether an existing bucket has no object of this name."""
    try:
        s3.object_size(account, data)
    except NotFound:
        return not _no_bucket(account, data)
    return False


def sample(doc: Document, account: Queries, data: fields.Data) -> s3.Object | None:
    """Return the first object under a prefix that is not empty; None if there is none, or the data are not a prefix."""
    return next((found for found in objects(doc, account, data) if found.size), None)


def objects(doc: Document, account: Queries, data: fields.Data) -> list[s3.Object]:
    """Return the objects under a prefix; empty if the data are not a prefix.

    Without the model artifacts and outputs of the manifest: rules report that the prefix includes them.
    """
    if data.kind != PREFIX:
        return []
    others = [other for other in (*fields.artifacts(doc), *fields.outputs(doc)) if fields.includes(data, other)]
    try:
        return [
            found for found in s3.list_objects(account, data) if not any(_is_of(found, other, data) for other in others)
        ]
    except NotFound:
        return []


def _is_of(found: s3.Object, other: fields.Data, data: fields.Data) -> bool:
    """Whether an object belongs to other data than the input in whose prefix it is."""
    folder = other.key.rstrip("/")
    is_part = other.kind == PREFIX and found.key.startswith(f"{folder}/")
    return folder != data.key.rstrip("/") and (found.key == other.key or is_part)


def is_gzip(account: Queries, data: fields.Data, found: s3.Object) -> bool | None:
    """Whether an object begins as gzip files do (RFC 1952); None if it does not exist."""
    try:
        return s3.first_bytes(account, data, found.key, len(GZIP)) == GZIP
    except NotFound:
        return None


def sibling_field(doc: Document, data: fields.Data, name: str) -> Any:
    """Return a field of the channel, or of the TransformInput, whose source the data are."""
    return doc.get(".".join(map(str, (*data.path[:-3], name))))


def _no_bucket(account: Queries, data: fields.Data) -> bool:
    """Whether S3 answers that the bucket does not exist."""
    try:
        s3.bucket_region(account, data)
    except NotFound:
        return True
    except PermissionMissing:
        return False
    return False
