"""The ARNs of what a manifest names.

A variable in a resource name or an object key becomes `*`, so that the policy is valid for the next version, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from os.path import dirname, join, normpath
from secrets import token_hex
from typing import Any

from .. import plugins
from ..facts.facts import OPT_IN, UNKNOWN, Facts
from ..manifest import fields, paths, reader
from ..manifest.document import Document
from ..manifest.fields import Data, Image
from ..manifest.findings import USAGE, Failure
from ..manifest.paths import Path
from .grants import UNKNOWN_ACCOUNT, literal

# A word that no manifest can contain, and that `|slug` does not change.
_ANYTHING = f"z{token_hex(8)}z"
_IMAGES, _URIS = ("Image", "TrainingImage"), ("ModelDataUrl", "S3Uri", "S3OutputPath")
_LISTS = ("ManifestFile", "AugmentedManifestFile")
_PROFILE = "spec.ValidationSpecification.ValidationProfiles.*."


class ManifestArns:
    """The ARNs of one manifest; its account is by default that of its roles or of the images."""

    def __init__(self, document: Document, account: str = "") -> None:
        """`account` is an account ID."""
        self.document = document
        self.kind = str(document.kind)
        self._region = str(document.region)
        self.partition = partition(self._region)
        role = fields.role(document)
        self.role = literal(role[1]) if role else ""
        named = [arn.split(":")[4:5] for arn in (document.role_to_assume, self.role)]
        of_role = [account for parts in named for account in parts if account.isascii() and account.isdecimal()]
        of_images = [image.account for image in fields.images(document)]
        self.account = account or next(iter([*of_role, *of_images]), UNKNOWN_ACCOUNT)
        self._open = _opened(document)

    @property
    def has_machines(self) -> bool:
        """Whether it has instance types for its validation."""
        return any(fields.instances(self.document))

    @property
    def is_opt_in(self) -> bool:
        """Whether its Region can be one that an account must enable."""
        return Facts().publishing(self._region) in (OPT_IN, UNKNOWN)

    def arn(self, service: str, resource: str) -> str:
        """The ARN of something in the manifest's Region."""
        return f"arn:{self.partition}:{service}:{literal(self._region)}:{self.account}:{resource}"

    def iam(self, resource: str) -> str:
        """The ARN of something in IAM, which has no Regions."""
        return f"arn:{self.partition}:iam::{self.account}:{resource}"

    def resources(self) -> Iterator[str]:
        """Yield what the manifest creates, by its name and by its name in lower case.

        ARNs contain names in lower case (SageMaker developer guide, the ARN of a package in a group); that policies are
        evaluated with this form is inferred.
        """
        kind = plugins.kinds()[self.kind]
        name = self._text(("spec", kind.NAME)) or _ANYTHING
        for form in dict.fromkeys((_starred(name), _starred(name, lower=True))):
            yield self.arn("sagemaker", f"{kind.RESOURCE}/{form}")

    def jobs(self) -> list[str]:
        """The jobs of the validation, as in the names of SageMaker's calls."""
        return [job for job in ("Training", "Transform") if any(self.document.at(f"{_PROFILE}{job}JobDefinition"))]

    def job(self, job: str) -> str:
        """Return the ARN pattern of all jobs of a type: the names of validation jobs are not documented."""
        return self.arn("sagemaker", f"{job.lower()}-job/*")

    def models(self) -> Iterator[str]:
        """Yield the ARN pattern of the models of transform jobs, which name a package: their names are not documented.

        The model of an algorithm's validation names no package.
        """
        if "Transform" in self.jobs() and self.kind == "ModelPackage":
            yield self.arn("sagemaker", "model/*")

    def logs(self) -> Iterator[str]:
        """Yield the log groups of the jobs, with their streams.

        Sources: SageMaker developer guide, log groups; CloudWatch Logs user guide, on `:*` after a group's name.
        """
        for job in self.jobs():
            yield self.arn("logs", f"log-group:/aws/sagemaker/{job}Jobs:*")

    def images(self) -> Iterator[str]:
        """Yield the images' repositories."""
        found = fields.images(self.document)
        self._require_known(_IMAGES, {image.uri for image in found})
        yield from map(self.repository, found)

    def repository(self, image: Image) -> str:
        """The repository of an image."""
        return f"arn:{self.partition}:ecr:{image.region}:{image.account}:repository/{literal(image.repository)}"

    def buckets(self) -> Iterator[str]:
        """Yield the buckets of all data read and written."""
        yield from map(self.bucket, (*self.read(), *fields.outputs(self.document)))

    def bucket(self, data: Data) -> str:
        """The bucket of some data."""
        return f"arn:{self.partition}:s3:::{literal(data.bucket)}"

    def objects(self, listed: bool = False) -> Iterator[str]:
        """Yield the objects that the manifest names, by key or by prefix.

        With `listed`, a file that lists objects stands for its whole bucket: the manifest does not contain the list.
        """
        for data in self.read():
            yield self.objects_of(data, listed)

    def objects_of(self, data: Data, listed: bool = False) -> str:
        """The objects of some data, as in `objects`."""
        if listed and data.kind in _LISTS:
            return self._object(data, "*")
        return self._object(data, self._key(data) + ("*" if data.kind == "S3Prefix" else ""))

    def written(self, job: str = "") -> Iterator[str]:
        """Yield everything under the locations the validation's jobs write to; `job` is a field of a profile."""
        for data in fields.outputs(self.document):
            if not job or job in data.job:
                key = self._key(data)
                yield self._object(data, f"{key.rstrip('/')}/*" if key else "*")

    def read(self) -> list[Data]:
        """Model artifacts and test data."""
        inputs = (one for use in (fields.TRAINING, fields.TRANSFORM) for one in fields.inputs(self.document, use))
        found = [*fields.artifacts(self.document), *inputs]
        self._require_known(_URIS, {data.uri for data in (*found, *fields.outputs(self.document))})
        return found

    def _require_known(self, members: Collection[str], understood: Collection[str]) -> None:
        """Raise Failure for a field that is unknown because a variable has no value."""
        for fault in self.document.findings:
            text = next((text for _, text in paths.matches(self.document.data, fault.path)), None)
            if fault.rule == "unknown-variable" and fault.path[-1] in members and text not in understood:
                raise Failure(fault.message, USAGE, fault.hint, fault.location)

    def _object(self, data: Data, key: str) -> str:
        return f"arn:{self.partition}:s3:::{literal(data.bucket)}/{key}".replace("**", "*")

    def _key(self, data: Data) -> str:
        """The key with its variables open; as it is, where one variable holds the bucket, too."""
        scheme, _, rest = self._text(data.path).partition("://")
        key = rest.partition("/")[2] if scheme == "s3" else ""
        return _starred(key or data.key)

    def _text(self, path: Path) -> str:
        """Return a string of the manifest, with each variable as anything."""
        for document in (self._open, self.document):
            for _, text in paths.matches(document.data, path):
                if isinstance(text, str):
                    return text
        return ""


def home(given: Sequence[Document], account: str = "") -> tuple[str, str]:
    """Account ID and Region of the first manifest; both empty without one. `account` takes precedence."""
    if not given:
        return account, ""
    return ManifestArns(given[0], account).account, str(given[0].region)


def partition(region: str) -> str:
    """Return the partition of a Region; `aws` if it is unknown."""
    return Facts().partition(region) or "aws"


def _starred(text: str, lower: bool = False) -> str:
    parts = [literal(part.lower() if lower else part) for part in text.split(_ANYTHING)]
    return "*".join(parts)


class _Anything(dict[str, str]):
    """Variables that all have the same value: anything."""

    def get(self, _name: str, _default: Any = None) -> Any:
        return _ANYTHING


def _opened(document: Document) -> Document:
    """The same manifest, read again from its own lines, with every variable as anything."""

    def read(name: str, parent: str) -> tuple[str, bytes]:
        shown = normpath(join(dirname(parent), name)) if parent else name
        if shown not in document.sources:
            raise Failure(f"{shown} was not read", USAGE)
        return shown, "\n".join(document.sources[shown]).encode()

    if document.file not in document.sources:
        return document
    return reader.load(document.file, read, _Anything())
