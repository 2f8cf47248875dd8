"""Batch transform: the job that every validation runs, and that buyers can run.

AWS creates it from the `TransformJobDefinition` of a validation profile: it sends the test data to the container and
stores the answers. These rules tell what the job refuses, or does otherwise than was probably meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ....manifest.document import Document
from ....manifest.paths import Path

JOB = "spec.ValidationSpecification.ValidationProfiles.*.TransformJobDefinition"
SPLITTING = ("Line", "RecordIO", "TFRecord")
# Source: service model, CreateTransformJob.MaxPayloadInMB: the default, and the most that can be under way, in MB.
DEFAULT, MOST = 6, 100


@dataclass(frozen=True)
class Job:
    """A transform job of a manifest: where, and its members."""

    path: Path
    members: dict[str, Any]

    def member(self, *names: str) -> Any:
        """A member by its names from the job inwards; None when it is missing."""
        value: Any = self.members
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    @property
    def split(self) -> Any:
        """How the input is split; not at all when the manifest doesn't say (service model: the default is None)."""
        return self.member("TransformInput", "SplitType") or "None"

    @property
    def uri(self) -> str:
        """Where the input is: the beginning of its keys, or a manifest file; empty when it is no text."""
        uri = self.source.get("S3Uri")
        return uri if isinstance(uri, str) else ""

    @property
    def source(self) -> dict[str, Any]:
        """Where the input is, as the manifest says it; empty if it does not."""
        source = self.member("TransformInput", "DataSource", "S3DataSource")
        return source if isinstance(source, dict) else {}

    @property
    def of_prefix(self) -> bool:
        """Whether the input is all objects whose keys begin with the URI."""
        return bool(self.data_type == "S3Prefix")

    @property
    def data_type(self) -> Any:
        """What the URI names: a prefix, or a list of objects."""
        return self.source.get("S3DataType")


def jobs(doc: Document) -> Iterator[Job]:
    """Yield each transform job."""
    for path, members in doc.at(JOB):
        if isinstance(members, dict):
            yield Job(path, members)


def file_name(uri: str) -> str:
    """The last part of a URI when it looks like one file's name, with an ending; else an empty text."""
    name = uri.partition("://")[2].rpartition("/")[2]
    return name if "." in name.strip(".") else ""


def manifest_hint(uri: str, data_type: Any = "ManifestFile") -> str | None:
    """What to write instead of a URI that is to name a manifest and names a folder or a bucket; None if it may be one.

    That a key with a slash at its end is a folder's is a convention of S3's console, so this is an inference.
    """
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    if not uri.startswith("s3://") or not bucket or (key and not key.endswith("/")):
        return None
    name = f"name the list itself, such as {uri.rstrip('/')}/data.manifest"
    # What an augmented manifest lists has attributes, which a prefix hasn't; and a whole bucket is rarely the data.
    return f"{name}, or write S3DataType: S3Prefix" if key and data_type == "ManifestFile" else name
