"""Buckets and objects in S3. Each function raises what `Queries.query` raises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os import SEEK_END
from typing import Any, BinaryIO

from ..manifest.fields import Data
from .queries import NoAnswer, PermissionMissing, Queries

# The header for the Region of a bucket, which S3's error responses have, too. Source: S3 API, HeadBucket.
_REGION_HEADER = "x-amz-bucket-region"


@dataclass(frozen=True)
class Object:
    """An object in S3, with its size in bytes."""

    key: str
    size: int


def bucket_region(account: Queries, data: Data) -> str:
    """Return the Region of the bucket, even without permission for the bucket; empty if S3 does not report it."""
    try:
        answer = _query(account, data, "HeadBucket", {}, "Headers")
    except PermissionMissing as error:
        if not error.headers.get(_REGION_HEADER):
            raise
        return error.headers[_REGION_HEADER]
    return str(answer["Headers"].get(_REGION_HEADER) or "")


def object_size(account: Queries, data: Data) -> int:
    """Return the size of an object in bytes."""
    answer = _query(account, data, "HeadObject", {"Key": data.key}, "ETag")
    return int(answer.get("ContentLength") or 0)


def first_bytes(account: Queries, data: Data, key: str, count: int) -> bytes:
    """Return the first bytes of an object that is not empty; S3 refuses a range of an empty one."""
    answer = _query(account, data, "GetObject", {"Key": key, "Range": f"bytes=0-{count - 1}"}, "ETag")
    content: bytes = answer["Body"]
    return content[:count]


def list_objects(account: Queries, data: Data) -> list[Object]:
    """Return the objects whose keys begin with the data's key: the first page, which has up to 1,000."""
    answer = _query(account, data, "ListObjectsV2", {"Prefix": data.key}, "IsTruncated")
    return [Object(str(item.get("Key", "")), int(item.get("Size") or 0)) for item in answer.get("Contents", ())]


def all_objects(account: Queries, data: Data) -> Iterator[Object]:
    """Yield the objects whose keys begin with the data's key, sorted by key; a page is requested when it is needed."""
    request: dict[str, Any] = {"Prefix": data.key}
    while True:
        answer = _query(account, data, "ListObjectsV2", request, "IsTruncated")
        for item in answer.get("Contents", ()):
            yield Object(str(item.get("Key", "")), int(item.get("Size") or 0))
        if not answer["IsTruncated"] or not answer.get("NextContinuationToken"):
            return
        request["ContinuationToken"] = answer["NextContinuationToken"]


def read_object(account: Queries, data: Data) -> bytes:
    """Return the content of a small object."""
    content: bytes = _query(account, data, "GetObject", {"Key": data.key}, "ETag")["Body"]
    return content


def download(account: Queries, data: Data, size: int, file: BinaryIO) -> None:
    """Write an object of a known size to a seekable file. Raises OSError, too, if the file can't be written.

    Raises NoAnswer for content of another size: the response is incomplete, or the object has changed.
    """
    account.download(data.path, data.bucket, data.key, file)
    received = file.seek(0, SEEK_END)
    if received != size:
        raise NoAnswer(data.path, f"GetObject: {received:,} bytes of {data.uri}, expected {size:,}")


def _query(account: Queries, data: Data, operation: str, parameters: dict[str, Any], required: str) -> Any:
    """Query the bucket. A response without the field that S3's always have is not from S3, perhaps from a proxy."""
    try:
        answer = account.query(data.path, "s3", operation, {"Bucket": data.bucket, **parameters})
    except RecursionError:  # botocore follows S3's redirect to the bucket's Region, and can be redirected again
        raise NoAnswer(data.path, f"{operation}: endless redirects") from None
    if required not in answer:
        raise NoAnswer(data.path, f"{operation}: a response without {required}")
    return answer
