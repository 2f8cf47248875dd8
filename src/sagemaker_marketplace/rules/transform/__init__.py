"""Batch transform: the job that every validation runs, and that buyers can run.

AWS creates it from the `TransformJobDefinition` of a validation profile: it sends the test data to the container and
stores the answers. These rules tell what the job refuses, or does otherwise than was probably meant.
"""

from __future__ import annotations

from ...core.records import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ...core.document import Document
    from ...core.paths import Path

JOB = "spec.ValidationSpecification.ValidationProfiles.*.TransformJobDefinition"
SPLITTING = ("Line", "RecordIO", "TFRecord")


class Job(Frozen):
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
        uri = self.member("TransformInput", "DataSource", "S3DataSource", "S3Uri")
        return uri if isinstance(uri, str) else ""

    @property
    def of_prefix(self) -> bool:
        """Whether the input is all objects whose keys begin with the URI."""
        return bool(self.member("TransformInput", "DataSource", "S3DataSource", "S3DataType") == "S3Prefix")


def jobs(doc: Document) -> Iterator[Job]:
    """Yield each transform job."""
    for path, members in doc.at(JOB):
        if isinstance(members, dict):
            yield Job(path, members)


def file_name(uri: str) -> str:
    """The last part of a URI when it looks like one file's name, with an ending; else an empty text."""
    name = uri.partition("://")[2].rpartition("/")[2]
    return name if "." in name.strip(".") else ""
