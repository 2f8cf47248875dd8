"""One call as the sandbox hears it, whatever its protocol: the service, the operation and what it is about."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

_SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/")
_REGION = "us-east-1"
# S3's calls by method, and by whether the path goes on after the bucket.
_S3 = {
    ("HEAD", False): "HeadBucket",
    ("HEAD", True): "HeadObject",
    ("GET", True): "GetObject",
    ("PUT", False): "CreateBucket",
    ("PUT", True): "PutObject",
    ("DELETE", False): "DeleteBucket",
    ("DELETE", True): "DeleteObject",
}


@dataclass(frozen=True)
class Asked:
    """A call: `members` are those of a JSON document or of a form; `query` is the URL's; `path` is decoded."""

    service: str
    operation: str
    region: str
    access_key: str
    method: str
    path: str
    query: Mapping[str, str]
    members: Mapping[str, Any]
    body: bytes
    headers: Mapping[str, str]

    @property
    def bucket(self) -> str:
        """The bucket of a call of S3's."""
        return self.path.lstrip("/").partition("/")[0]

    @property
    def key(self) -> str:
        """The object of a call of S3's; empty for calls about a bucket."""
        return self.path.lstrip("/").partition("/")[2]


def hear(environ: dict[str, Any]) -> Asked:
    """Read a WSGI request, and leave its body to be read again."""
    body = b""
    if environ.get("CONTENT_LENGTH"):
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = io.BytesIO(body)
    scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    found = scope.groupdict() if scope else {"key": "", "region": _REGION, "service": ""}
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    method, path = environ["REQUEST_METHOD"], unquote(environ["PATH_INFO"])
    target = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
    members = _members(environ.get("CONTENT_TYPE", ""), body)
    operation = target or str(members.get("Action", "")) or _rest(found["service"], method, path, query)
    headers = {name[5:].replace("_", "-").lower(): str(value) for name, value in environ.items() if name[:5] == "HTTP_"}
    return Asked(
        found["service"], operation, found["region"], found["key"], method, path, query, members, body, headers
    )


def _members(content_type: str, body: bytes) -> dict[str, Any]:
    if "x-www-form-urlencoded" in content_type:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if "json" not in content_type:
        return {}
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _rest(service: str, method: str, path: str, query: Mapping[str, str]) -> str:
    if service != "s3":
        return f"{method} {path}"
    of_object = "/" in path.strip("/") or path.count("/") > 1
    if method == "GET" and not of_object:
        return {"2": "ListObjectsV2"}.get(
            query.get("list-type", ""), "ListObjects" if path.strip("/") else "ListBuckets"
        )
    return _S3.get((method, of_object), f"{method} {path}")
