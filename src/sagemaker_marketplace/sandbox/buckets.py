"""S3: moto's, with buckets and objects nobody made found where they are asked for.

Keys of a scenario's `account`: `bucket: missing`; `bucket_region`, where furnished buckets are, instead of the
caller's Region; `model` and `data`, told in `objects`. In a bucket that a user created there is what he put there.

The real S3 answers a call in another Region than the bucket's with a redirection, which clients follow; here one
address is every Region's, so the call is answered, with the bucket's Region in its header.
"""

from __future__ import annotations

import re
from threading import RLock
from weakref import WeakSet

from moto.s3.models import FakeBucket, S3Backend, s3_backends
from moto.utilities.utils import get_partition
from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import objects
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.wire import ACCOUNT

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_MADE_BY_USERS = ("CreateBucket", "DeleteBucket")
_LOOKS = ("HeadObject", "GetObject")
_LISTS = ("ListObjectsV2", "ListObjects")
_lock = RLock()
_furnished: WeakSet[FakeBucket] = WeakSet()


def front(asked: Asked, scenario: Scenario) -> Response | None:
    """Make ready the bucket and the objects a call asks for; moto answers it."""
    if asked.service != "s3" or asked.operation in _MADE_BY_USERS or not _NAME.fullmatch(asked.bucket):
        return None
    with _lock:
        backend = s3_backends[ACCOUNT][get_partition(asked.region)]
        bucket = _bucket(backend, asked, scenario)
        if bucket is not None and bucket in _furnished:
            for key in _keys(asked, bucket):
                body = objects.content(bucket.name, key, scenario.account)
                if body is not None and key not in bucket.keys:
                    backend.put_object(bucket.name, key, body, disable_notification=True)
    return None


def _bucket(backend: S3Backend, asked: Asked, scenario: Scenario) -> FakeBucket | None:
    if asked.bucket not in backend.buckets and scenario.account.get("bucket") != "missing":
        region = scenario.account.get("bucket_region", asked.region)
        _furnished.add(backend.create_bucket(asked.bucket, region))
    return backend.buckets.get(asked.bucket)


def _keys(asked: Asked, bucket: FakeBucket) -> list[str]:
    """Give the keys a call looks for."""
    if asked.operation in _LOOKS:
        return [asked.key]
    if asked.operation not in _LISTS or "prefix" not in asked.query:
        return []
    prefix = asked.query["prefix"]
    return [] if any(key.startswith(prefix) for key in bucket.keys) else objects.under(prefix)
