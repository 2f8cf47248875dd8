"""What a manifest names in an account: images, data in S3, the role, the machines of the validation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .document import Document
from .paths import Path

TRAINING, TRANSFORM = "training", "transform"
_PROFILE = "spec.ValidationSpecification.ValidationProfiles.*."
_JOBS = {TRAINING: _PROFILE + "TrainingJobDefinition", TRANSFORM: _PROFILE + "TransformJobDefinition"}
_CONTAINERS = ("spec.InferenceSpecification.Containers.*", "spec.AdditionalInferenceSpecifications.*.Containers.*")
_IMAGES = ("spec.TrainingSpecification.TrainingImage", *(f"{container}.Image" for container in _CONTAINERS))
_HOST = re.compile(r"([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([^:@\s]+)(?::([^@\s]+))?(?:@(\S+))?")
_ROLE = "spec.ValidationSpecification.ValidationRole"
# What holds a place of model artifacts, below a container, a source algorithm or a training specification.
_ARTIFACTS = (
    "ModelDataUrl",
    "ModelDataSource.S3DataSource.S3Uri",
    "AdditionalS3DataSource.S3Uri",
    "AdditionalModelDataSources.*.S3DataSource.S3Uri",
)
_HOLDERS = (*_CONTAINERS, "spec.SourceAlgorithmSpecification.SourceAlgorithms.*", "spec.TrainingSpecification")


@dataclass(frozen=True)
class Image:
    """An image in private ECR; `tag` and `digest` are empty where the manifest has none.

    `digest_path` is where the digest stands: in the URI, or in the member beside it.
    """

    path: Path
    uri: str
    account: str
    region: str
    repository: str
    tag: str
    digest: str
    digest_path: Path

    @property
    def query(self) -> dict[str, Any]:
        """How ECR's calls name the repository: members of a request."""
        return {"registryId": self.account, "repositoryName": self.repository}

    @property
    def image_id(self) -> dict[str, str]:
        """How ECR's calls name the image; no tag means `latest`, as for Docker."""
        return {"imageDigest": self.digest} if self.digest else {"imageTag": self.tag or "latest"}


@dataclass(frozen=True)
class Data:
    """Something in S3 that the validation reads; `job` is the path of the job definition, () for model artifacts."""

    path: Path
    uri: str
    bucket: str
    key: str
    kind: str  # S3Prefix, S3Object, ManifestFile, AugmentedManifestFile
    job: Path = ()


@dataclass(frozen=True)
class Machines:
    """What a validation job runs on."""

    path: Path
    use: str
    type: str
    count: int


def images(doc: Document) -> list[Image]:
    """Each image in private ECR, the first place of each only; a digest beside a URI counts as if it stood in it."""
    found: dict[tuple[str, str], Image] = {}
    for location in _IMAGES:
        for path, uri in doc.strings(location):
            match = _HOST.fullmatch(uri)
            if match:
                at, digest = _digest(doc, path, match[5] or "")
                parts = Image(path, uri, match[1], match[2], match[3], match[4] or "", digest, at)
                found.setdefault((uri, digest), parts)
    return list(found.values())


def _digest(doc: Document, path: Path, own: str) -> tuple[Path, str]:
    """The digest of an image at a path and where it stands; the URI's own goes before the member's."""
    beside = (*path[:-1], f"{path[-1]}Digest")
    digest = doc.get(".".join(map(str, beside)))
    return (beside, digest) if not own and isinstance(digest, str) else (path, own)


def artifacts(doc: Document) -> Iterator[Data]:
    """Yield each model artifact."""
    for holder in _HOLDERS:
        for member in _ARTIFACTS:
            for path, uri in doc.strings(f"{holder}.{member}"):
                kind = doc.get(".".join(map(str, (*path[:-1], "S3DataType"))), "S3Object")
                yield from _data(path, uri, kind)


def inputs(doc: Document, use: str) -> Iterator[Data]:
    """Yield the test data of the validation's jobs of one use."""
    middle = "InputDataConfig.*.DataSource" if use == TRAINING else "TransformInput.DataSource"
    depth = 5  # spec, ValidationSpecification, ValidationProfiles, index, job definition
    for path, source in doc.at(f"{_JOBS[use]}.{middle}.S3DataSource"):
        if isinstance(source, dict) and isinstance(source.get("S3Uri"), str):
            yield from _data((*path, "S3Uri"), source["S3Uri"], source.get("S3DataType", ""), path[:depth])


def outputs(doc: Document) -> Iterator[Data]:
    """Yield where the validation's jobs write."""
    for use, middle in ((TRAINING, "OutputDataConfig"), (TRANSFORM, "TransformOutput")):
        for path, uri in doc.strings(f"{_JOBS[use]}.{middle}.S3OutputPath"):
            yield from _data(path, uri, "S3Prefix", path[:5])


def role(doc: Document) -> tuple[Path, str] | None:
    """The validation role's place and ARN; None when the manifest has none."""
    return next(iter(doc.strings(_ROLE)), None)


def machines(doc: Document) -> Iterator[Machines]:
    """Yield what each validation job runs on, every choice it leaves."""
    for location in ("ResourceConfig", "ResourceConfig.InstanceGroups.*", "ResourceConfig.InstancePreferences.*"):
        yield from _machines(doc, f"{_JOBS[TRAINING]}.{location}", TRAINING)
    yield from _machines(doc, f"{_JOBS[TRANSFORM]}.TransformResources", TRANSFORM)


def _machines(doc: Document, location: str, use: str) -> Iterator[Machines]:
    for path, config in doc.at(location):
        if isinstance(config, dict) and isinstance(config.get("InstanceType"), str):
            count = config.get("InstanceCount")
            yield Machines((*path, "InstanceType"), use, config["InstanceType"], count if isinstance(count, int) else 1)


def _data(path: Path, uri: str, kind: str, job: Path = ()) -> Iterator[Data]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    if uri.startswith("s3://") and bucket:
        yield Data(path, uri, bucket, key, kind, job)
