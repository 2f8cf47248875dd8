"""Artifacts: how a product refers to its data in Amazon S3.

Model archives, test data and outputs are set by S3 URIs. The API checks only their syntax. Problems with the objects
themselves appear when the validation runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from ....manifest.document import Document
from ....manifest.paths import Path

# Fields whose value is an S3 URI.
S3_FIELDS = frozenset(("ManifestS3Uri", "ModelDataUrl", "S3OutputPath", "S3Uri", "SamplePayloadUrl"))
# Maps with arbitrary values, which may happen to resemble a URI or an ARN.
_ARBITRARY_MAPS = frozenset(
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


class S3Location(NamedTuple):
    """An S3 URI in the manifest, split into its parts; `region` is set if the host of a URL contains it."""

    path: Path
    uri: str
    bucket: str
    key: str
    region: str | None = None


def strings(doc: Document) -> Iterator[tuple[Path, str]]:
    """Yield each string of the request, except those in maps with arbitrary values."""
    return iter(_all_strings(doc))


def s3_locations(doc: Document) -> Iterator[S3Location]:
    """Yield each S3 location in the request, written as an `s3://` URI or as an HTTPS URL."""
    for path, text in strings(doc):
        if path[-1] in S3_FIELDS:
            location = parse_s3(path, text)
            if location and location.bucket:
                yield location


def parse_s3(path: Path, uri: str) -> S3Location | None:
    """Split an S3 URI into its parts; return None if it is not a location in S3."""
    if uri.startswith("s3://"):
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return S3Location(path, uri, bucket, key)
    match = _url_pattern()(uri)
    if match is None:
        return None
    bucket, region, key = match[1], match[2], match[3] or ""
    if bucket is None:
        bucket, _, key = key.partition("/")
    return S3Location(path, uri, bucket, key, region)


def containers_and_algorithms(doc: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each container and each source algorithm, the objects that can refer to model artifacts."""
    for location in (*_CONTAINERS, _ALGORITHMS):
        for path, parent in doc.at(location):
            if isinstance(parent, dict):
                yield path, parent


def data_sources(doc: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each S3DataSource of model artifacts."""
    patterns = [f"{location}.ModelDataSource.S3DataSource" for location in (*_CONTAINERS, _ALGORITHMS)]
    patterns += [f"{location}.AdditionalModelDataSources.*.S3DataSource" for location in _CONTAINERS]
    for location in patterns:
        for path, source in doc.at(location):
            if isinstance(source, dict):
                yield path, source


@lru_cache(maxsize=1)
def _all_strings(doc: Document) -> tuple[tuple[Path, str], ...]:
    # Nine rules need the strings of the same document, which does not change after it is read.
    return tuple(_strings(doc.spec, ("spec",)))


def _strings(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, child in value.items():
            if key not in _ARBITRARY_MAPS:
                yield from _strings(child, (*path, key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _strings(entry, (*path, index))


@lru_cache(maxsize=1)
def _url_pattern() -> Any:
    # Virtual-hosted-style and path-style URLs, including the older s3-REGION hosts.
    host = r"(?:([^/]+)\.)?s3(?:-fips)?(?:[.-]dualstack)?(?:[.-]([a-z0-9-]+))?\.amazonaws\.com(?:\.cn)?"
    return re.compile(f"https://{host}(?:/(.*))?", re.DOTALL).fullmatch
