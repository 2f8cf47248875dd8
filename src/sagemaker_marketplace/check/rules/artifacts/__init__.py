"""Artifacts: what a product takes from S3, and how it says so.

Model archives, test data and outputs are named by S3 URIs, which the API only looks at superficially: whether there is
something it can use shows when the validation runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ....manifest.document import Document
from ....manifest.paths import Path

# Members whose value is a place in S3.
LOCATIONS = frozenset(("ManifestS3Uri", "ModelDataUrl", "S3OutputPath", "S3Uri", "SamplePayloadUrl"))
# What the seller fills freely: what looks like a URI or an ARN there is the program's own business.
_FREE = frozenset(
    (
        "CustomerMetadataProperties",
        "Environment",
        "HyperParameters",
        "MetadataProperties",
        "ModelCard",
        "SupportedHyperParameters",
        "Tags",
    )
)
_CONTAINERS = ("spec.InferenceSpecification.Containers.*", "spec.AdditionalInferenceSpecifications.*.Containers.*")
_ALGORITHMS = "spec.SourceAlgorithmSpecification.SourceAlgorithms.*"


@dataclass(frozen=True)
class Location:
    """A place in S3: where the manifest names it, how, and its parts; `region` if the host of a URL tells it."""

    path: Path
    uri: str
    bucket: str
    key: str
    region: str | None = None


def texts(doc: Document) -> Iterator[tuple[Path, str]]:
    """Yield each text of the request, without those in maps that are free to fill."""
    return iter(_all(doc))


def locations(doc: Document) -> Iterator[Location]:
    """Yield each place in S3 the request names, by `s3:` or by a URL of S3."""
    for path, text in texts(doc):
        if path[-1] in LOCATIONS:
            location = located(path, text)
            if location and location.bucket:
                yield location


def located(path: Path, uri: str) -> Location | None:
    """The parts of an S3 URI; None when it names no place in S3."""
    if uri.startswith("s3://"):
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return Location(path, uri, bucket, key)
    match = _url()(uri)
    if match is None:
        return None
    bucket, region, key = match[1], match[2], match[3] or ""
    if bucket is None:
        bucket, _, key = key.partition("/")
    return Location(path, uri, bucket, key, region)


def holders(doc: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each container and source algorithm: what can have model artifacts."""
    for location in (*_CONTAINERS, _ALGORITHMS):
        for path, holder in doc.at(location):
            if isinstance(holder, dict):
                yield path, holder


def data_sources(doc: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each S3DataSource of model artifacts."""
    locations = [f"{location}.ModelDataSource.S3DataSource" for location in (*_CONTAINERS, _ALGORITHMS)]
    locations += [f"{location}.AdditionalModelDataSources.*.S3DataSource" for location in _CONTAINERS]
    for location in locations:
        for path, source in doc.at(location):
            if isinstance(source, dict):
                yield path, source


@lru_cache(maxsize=1)
def _all(doc: Document) -> tuple[tuple[Path, str], ...]:
    # Nine rules ask for them, one after the other, of the same document; it does not change once it is read.
    return tuple(_texts(doc.spec, ("spec",)))


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, member in value.items():
            if key not in _FREE:
                yield from _texts(member, (*path, key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _texts(entry, (*path, index))


@lru_cache(maxsize=1)
def _url() -> Any:
    # S3's two styles of URL, with the bucket in the host or in the path, and its older hosts (s3-REGION).
    host = r"(?:([^/]+)\.)?s3(?:-fips)?(?:[.-]dualstack)?(?:[.-]([a-z0-9-]+))?\.amazonaws\.com(?:\.cn)?"
    return re.compile(f"https://{host}(?:/(.*))?", re.DOTALL).fullmatch
