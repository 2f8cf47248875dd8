"""S3: moto's, extended by default buckets and objects, which are created when a call first requests them.

Keys of a scenario's `account`: `bucket: missing`; `bucket_region`, the Region of default buckets instead of each
caller's; `model` and `data`, see `object_content`. Buckets that a client creates contain only the client's objects. A
default bucket belongs to the account that first names it. No account can use another's bucket: bucket policies are not
evaluated.

In AWS, S3 redirects a call in another Region than the bucket's, and clients follow. The sandbox has one endpoint for
all Regions, so it responds to the call, with the bucket's Region in a header.
"""

from __future__ import annotations

import re
from threading import RLock
from weakref import WeakSet

from moto.s3.models import FakeBucket, FakeKey, S3Backend, s3_backends
from moto.utilities.utils import get_partition

from sagemaker_marketplace.sandbox import object_content
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.json_protocol import Owner, ServiceError
from sagemaker_marketplace.sandbox.scenario import Scenario

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_USER_OPERATIONS = ("CreateBucket", "DeleteBucket")
_OBJECT_OPERATIONS = ("HeadObject", "GetObject")
_LIST_OPERATIONS = ("ListObjectsV2", "ListObjects")
_lock = RLock()
_default_buckets: WeakSet[FakeBucket] = WeakSet()
_default_objects: WeakSet[FakeKey] = WeakSet()


def handle(call: ApiCall, scenario: Scenario) -> None:
    """Create the default bucket and objects that a call requests, for moto to respond with.

    Raises ServiceError for another account's bucket.
    """
    if call.service != "s3" or call.operation in _USER_OPERATIONS or not _NAME.fullmatch(call.bucket):
        return
    with _lock:
        backend = s3_backends[call.account][get_partition(call.region)]
        _, owner = s3_backends.bucket_accounts.get(call.bucket, ("", call.account))
        if owner != call.account:
            raise ServiceError("AccessDenied", "Access Denied", 403)
        bucket = _ensure_bucket(backend, call, scenario)
        if bucket is not None and bucket in _default_buckets:
            for key in _requested_keys(call, bucket):
                body = object_content.object_body(bucket.name, key, scenario.account)
                if body is not None and key not in bucket.keys:
                    _default_objects.add(backend.put_object(bucket.name, key, body, disable_notification=True))


def has_uploads(owner: Owner, bucket: str, prefix: str) -> bool:
    """Return whether a client has put an object whose key begins with this prefix."""
    with _lock:
        stored = s3_backends[owner.account][get_partition(owner.region)].buckets.get(bucket)
        keys = [key for key in stored.keys if key.startswith(prefix)] if stored else []
        return any(stored.keys[key] not in _default_objects for key in keys) if stored else False


def _ensure_bucket(backend: S3Backend, call: ApiCall, scenario: Scenario) -> FakeBucket | None:
    region = scenario.account.get("bucket_region", call.region)
    if call.bucket not in backend.buckets and scenario.account.get("bucket") != "missing":
        _default_buckets.add(backend.create_bucket(call.bucket, region))
    bucket = backend.buckets.get(call.bucket)
    if bucket is not None and bucket in _default_buckets:
        # An upload by the AWS CLI, in its default Region, must not decide where the manifest's bucket is.
        bucket.region_name = region
    return bucket


def _requested_keys(call: ApiCall, bucket: FakeBucket) -> list[str]:
    """Return the object keys that a call requests."""
    if call.operation in _OBJECT_OPERATIONS:
        return [call.key]
    if call.operation not in _LIST_OPERATIONS or "prefix" not in call.query:
        return []
    prefix = call.query["prefix"]
    return [] if any(key.startswith(prefix) for key in bucket.keys) else object_content.keys_under(prefix)
