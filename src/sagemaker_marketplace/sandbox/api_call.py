"""One API call, whatever its protocol: the service, the operation and the parameters."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from sagemaker_marketplace.sandbox.accounts import account_of
from sagemaker_marketplace.sandbox.json_protocol import Owner

_SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/")
_REGION = "us-east-1"
# S3 operations by method, and by whether the path contains an object key.
_S3_OPERATIONS = {
    ("HEAD", False): "HeadBucket",
    ("HEAD", True): "HeadObject",
    ("GET", True): "GetObject",
    ("PUT", False): "CreateBucket",
    ("PUT", True): "PutObject",
    ("DELETE", False): "DeleteBucket",
    ("DELETE", True): "DeleteObject",
}


@dataclass(frozen=True)
class ApiCall:
    """A call: `parameters` come from the JSON document or form in the body, `query` from the URL; `path` is decoded."""

    service: str
    operation: str
    owner: Owner  # the caller's account, and the Region of the call
    access_key: str
    method: str
    path: str
    query: Mapping[str, str]
    parameters: Mapping[str, Any]
    body: bytes
    headers: Mapping[str, str]

    @property
    def account(self) -> str:
        """The caller's account."""
        return self.owner.account

    @property
    def region(self) -> str:
        """The Region of the call."""
        return self.owner.region

    @property
    def bucket(self) -> str:
        """The bucket of an S3 call."""
        return self.path.lstrip("/").partition("/")[0]

    @property
    def key(self) -> str:
        """The object key of an S3 call; empty if the call is about a bucket."""
        return self.path.lstrip("/").partition("/")[2]

    def string(self, name: str) -> str:
        """Return a string parameter; empty if it is missing or, in an invalid request, of another type."""
        value = self.parameters.get(name)
        return value if isinstance(value, str) else ""


def parse_call(environ: dict[str, Any]) -> ApiCall:
    """Parse a WSGI request, and rewind its body for the next reader."""
    body = b""
    if environ.get("CONTENT_LENGTH"):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = io.BytesIO(body)
    match = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    scope = match.groupdict() if match else {"key": "", "region": _REGION, "service": ""}
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    method, path = environ["REQUEST_METHOD"], unquote(environ["PATH_INFO"])
    target = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
    parameters = _parameters(environ.get("CONTENT_TYPE", ""), body)
    operation = target or str(parameters.get("Action", "")) or _rest_operation(scope["service"], method, path, query)
    headers = {name[5:].replace("_", "-").lower(): str(value) for name, value in environ.items() if name[:5] == "HTTP_"}
    owner = Owner(account_of(scope["key"]), scope["region"])
    return ApiCall(scope["service"], operation, owner, scope["key"], method, path, query, parameters, body, headers)


def _parameters(content_type: str, body: bytes) -> dict[str, Any]:
    if "x-www-form-urlencoded" in content_type:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if "json" not in content_type:
        return {}
    try:
        parameters = json.loads(body or b"{}")
    except ValueError:
        return {}
    return parameters if isinstance(parameters, dict) else {}


def _rest_operation(service: str, method: str, path: str, query: Mapping[str, str]) -> str:
    if service != "s3":
        return f"{method} {path}"
    has_key = "/" in path.strip("/") or path.count("/") > 1
    if method == "GET" and not has_key:
        if query.get("list-type") == "2":
            return "ListObjectsV2"
        return "ListObjects" if path.strip("/") else "ListBuckets"
    return _S3_OPERATIONS.get((method, has_key), f"{method} {path}")
