"""Batch transform: the job that every validation runs, and that buyers can run.

AWS creates it from the `TransformJobDefinition` of a validation profile: it sends the test data to the container and
stores the responses. These rules report settings that the job refuses or that are probably unintended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ....manifest.document import Document
from ....manifest.paths import Path

JOB = "spec.ValidationSpecification.ValidationProfiles.*.TransformJobDefinition"
SPLIT_TYPES = ("Line", "RecordIO", "TFRecord")
# Source: service model, CreateTransformJob.MaxPayloadInMB: the default, and the maximum of all concurrent payloads.
DEFAULT_MB, MAX_MB = 6, 100


@dataclass(frozen=True)
class Job:
    """A transform job of a manifest: its path and data."""

    path: Path
    data: dict[str, Any]

    def field(self, *names: str) -> Any:
        """Return a nested field, or None if it is missing."""
        value: Any = self.data
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    @property
    def split(self) -> Any:
        """How the input is split. Source of the default: service model, TransformInput.SplitType."""
        return self.field("TransformInput", "SplitType") or "None"

    @property
    def uri(self) -> str:
        """The S3 URI of the input, a prefix or a manifest file; empty if it is missing or not a string."""
        uri = self.source.get("S3Uri")
        return uri if isinstance(uri, str) else ""

    @property
    def source(self) -> dict[str, Any]:
        """The S3 data source of the input, empty if it has none."""
        source = self.field("TransformInput", "DataSource", "S3DataSource")
        return source if isinstance(source, dict) else {}

    @property
    def is_prefix(self) -> bool:
        """Whether the input is all objects whose keys begin with the URI."""
        return bool(self.data_type == "S3Prefix")

    @property
    def data_type(self) -> Any:
        """Whether the URI is a prefix or a manifest file."""
        return self.source.get("S3DataType")


def jobs(doc: Document) -> Iterator[Job]:
    """Yield each transform job."""
    return (Job(path, job) for path, job in doc.at(JOB) if isinstance(job, dict))


def file_name(uri: str) -> str:
    """Return the last part of a URI if it is a file name with an extension, otherwise an empty string."""
    name = uri.partition("://")[2].rpartition("/")[2]
    return name if "." in name.strip(".") else ""


def manifest_hint(uri: str, data_type: Any = "ManifestFile") -> str | None:
    """Return a hint if the URI of a manifest file is a folder or a bucket; None if it can be an object.

    That a key with a slash at its end is a folder is a convention of S3's console, so this is an inference.
    """
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    if not uri.startswith("s3://") or not bucket or (key and not key.endswith("/")):
        return None
    hint = f"use the URI of the manifest file, such as {uri.rstrip('/')}/data.manifest"
    # Objects in an augmented manifest have attributes that a prefix lacks; and a whole bucket is rarely the data.
    return f"{hint}, or S3DataType: S3Prefix" if key and data_type == "ManifestFile" else hint
