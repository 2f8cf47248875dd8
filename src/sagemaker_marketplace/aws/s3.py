"""What S3 has of data. Each function takes the account and the data, and raises what a question raises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..manifest.fields import Data
from .queries import NoAnswer, PermissionMissing, Queries

# S3's header for the Region of a bucket, in its refusals, too. Source: S3 API, HeadBucket.
_REGION = "x-amz-bucket-region"


@dataclass(frozen=True)
class Object:
    """An object in S3, with its size in bytes."""

    key: str
    size: int


def region(account: Queries, data: Data) -> str:
    """The Region of the bucket, also for a caller who may not see more of it; empty where S3 does not tell."""
    try:
        answer = _asked(account, data, "HeadBucket", {}, "Headers")
    except PermissionMissing as forbidden:
        if not forbidden.headers.get(_REGION):
            raise
        return forbidden.headers[_REGION]
    return str(answer["Headers"].get(_REGION) or "")


def size(account: Queries, data: Data) -> int:
    """How many bytes an object has."""
    answer = _asked(account, data, "HeadObject", {"Key": data.key}, "ETag")
    return int(answer.get("ContentLength") or 0)


def beginning(account: Queries, data: Data, key: str, count: int) -> bytes:
    """The first bytes of an object that is not empty; S3 refuses to give a range of an empty one."""
    answer = _asked(account, data, "GetObject", {"Key": key, "Range": f"bytes=0-{count - 1}"}, "ETag")
    content: bytes = answer["Body"]
    return content[:count]


def listed(account: Queries, data: Data) -> list[Object]:
    """The objects whose keys begin with the data's key, as many as fit on one page: 1,000."""
    answer = _asked(account, data, "ListObjectsV2", {"Prefix": data.key}, "IsTruncated")
    return [Object(str(found.get("Key", "")), int(found.get("Size") or 0)) for found in answer.get("Contents", ())]


def _asked(account: Queries, data: Data, operation: str, members: dict[str, Any], sure: str) -> Any:
    """Ask about the bucket; an answer without the member that S3's always have was another's, a proxy's perhaps."""
    try:
        answer = account.ask(data.path, "s3", operation, {"Bucket": data.bucket, **members})
    except RecursionError:  # botocore asks for the Region of a bucket that moved, and may be sent away again
        raise NoAnswer(data.path, f"{operation}: redirected without end") from None
    if sure not in answer:
        raise NoAnswer(data.path, f"{operation}: an answer without {sure}")
    return answer
