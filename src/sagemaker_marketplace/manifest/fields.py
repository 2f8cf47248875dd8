"""What a manifest refers to in an account: images, data in S3, the role, the instances of the validation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from .document import Document
from .paths import Path

TRAINING, TRANSFORM = "training", "transform"
_PROFILE = "spec.ValidationSpecification.ValidationProfiles.*."
_JOBS = {TRAINING: _PROFILE + "TrainingJobDefinition", TRANSFORM: _PROFILE + "TransformJobDefinition"}
_CONTAINERS = ("spec.InferenceSpecification.Containers.*", "spec.AdditionalInferenceSpecifications.*.Containers.*")
_IMAGES = ("spec.TrainingSpecification.TrainingImage", *(f"{container}.Image" for container in _CONTAINERS))
_HOST = re.compile(r"([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([^:@\s]+)(?::([^@\s]+))?(?:@(\S+))?")
_ROLE = "spec.ValidationSpecification.ValidationRole"
# Fields with the location of model artifacts, below a container, a source algorithm or a training specification.
_ARTIFACTS = (
    "ModelDataUrl",
    "ModelDataSource.S3DataSource.S3Uri",
    "AdditionalS3DataSource.S3Uri",
    "AdditionalModelDataSources.*.S3DataSource.S3Uri",
)
_ARTIFACT_PARENTS = (*_CONTAINERS, "spec.SourceAlgorithmSpecification.SourceAlgorithms.*", "spec.TrainingSpecification")


class Image(NamedTuple):
    """An image in private ECR; `tag` and `digest` are empty if the manifest has none.

    `digest_path` is the field with the digest: the URI, or the field next to it.
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
        """The repository as fields of a request to ECR."""
        return {"registryId": self.account, "repositoryName": self.repository}

    @property
    def image_id(self) -> dict[str, str]:
        """The image as a field of a request to ECR; no tag means `latest`, as for Docker."""
        return {"imageDigest": self.digest} if self.digest else {"imageTag": self.tag or "latest"}


class Data(NamedTuple):
    """Something in S3 that the validation reads; `job` is the path of the job definition, () for model artifacts."""

    path: Path
    uri: str
    bucket: str
    key: str
    kind: str  # S3Prefix, S3Object, ManifestFile, AugmentedManifestFile
    job: Path = ()


@dataclass(frozen=True)
class Instances:
    """The instances of a validation job."""

    path: Path
    use: str
    type: str
    count: int


def images(doc: Document) -> list[Image]:
    """Each image in private ECR at its first location; a digest field next to a URI counts as part of the URI."""
    by_uri: dict[tuple[str, str], Image] = {}
    for pattern in _IMAGES:
        for path, uri in doc.strings(pattern):
            image = _image(doc, path, uri)
            if image:
                by_uri.setdefault((uri, image.digest), image)
    return list(by_uri.values())


def image_at(doc: Document, path: Path) -> Image | None:
    """The image in private ECR of one field; None for another registry, and without the field."""
    uri = doc.get(".".join(map(str, path)))
    return _image(doc, path, uri) if isinstance(uri, str) else None


def _image(doc: Document, path: Path, uri: str) -> Image | None:
    match = _HOST.fullmatch(uri)
    if not match:
        return None
    digest_path, digest = _digest(doc, path, match[5] or "")
    return Image(path, uri, match[1], match[2], match[3], match[4] or "", digest, digest_path)


def _digest(doc: Document, path: Path, in_uri: str) -> tuple[Path, str]:
    """The digest of an image and its path; one in the URI takes precedence over the field next to it."""
    digest_path = (*path[:-1], f"{path[-1]}Digest")
    digest = doc.get(".".join(map(str, digest_path)))
    return (digest_path, digest) if not in_uri and isinstance(digest, str) else (path, in_uri)


def artifacts(doc: Document) -> Iterator[Data]:
    """Yield each model artifact."""
    for parent in _ARTIFACT_PARENTS:
        for field in _ARTIFACTS:
            for path, uri in doc.strings(f"{parent}.{field}"):
                kind = doc.get(".".join(map(str, (*path[:-1], "S3DataType"))), "S3Object")
                yield from _data(path, uri, kind)


def inputs(doc: Document, use: str) -> Iterator[Data]:
    """Yield the test data of the validation's training or transform jobs."""
    middle = "InputDataConfig.*.DataSource" if use == TRAINING else "TransformInput.DataSource"
    depth = 5  # spec, ValidationSpecification, ValidationProfiles, index, job definition
    for path, source in doc.at(f"{_JOBS[use]}.{middle}.S3DataSource"):
        if isinstance(source, dict) and isinstance(source.get("S3Uri"), str):
            yield from _data((*path, "S3Uri"), source["S3Uri"], source.get("S3DataType", ""), path[:depth])


def outputs(doc: Document) -> Iterator[Data]:
    """Yield the output locations of the validation's jobs."""
    for use, middle in ((TRAINING, "OutputDataConfig"), (TRANSFORM, "TransformOutput")):
        for path, uri in doc.strings(f"{_JOBS[use]}.{middle}.S3OutputPath"):
            yield from _data(path, uri, "S3Prefix", path[:5])


def includes(prefix: Data, other: Data) -> bool:
    """Whether a prefix includes the objects of other data. A prefix is the beginning of a key, not a folder."""
    return prefix.bucket == other.bucket and other.key.startswith(prefix.key)


def role(doc: Document) -> tuple[Path, str] | None:
    """The path and ARN of the validation role; None if the manifest has none."""
    return next(iter(doc.strings(_ROLE)), None)


def instances(doc: Document) -> Iterator[Instances]:
    """Yield the instances of each validation job, with every alternative that it allows."""
    for pattern in ("ResourceConfig", "ResourceConfig.InstanceGroups.*", "ResourceConfig.InstancePreferences.*"):
        yield from _instances(doc, f"{_JOBS[TRAINING]}.{pattern}", TRAINING)
    yield from _instances(doc, f"{_JOBS[TRANSFORM]}.TransformResources", TRANSFORM)


def _instances(doc: Document, pattern: str, use: str) -> Iterator[Instances]:
    for path, config in doc.at(pattern):
        if isinstance(config, dict) and isinstance(config.get("InstanceType"), str):
            count = config.get("InstanceCount")
            yield Instances(
                (*path, "InstanceType"), use, config["InstanceType"], count if isinstance(count, int) else 1
            )


def _data(path: Path, uri: str, kind: str, job: Path = ()) -> Iterator[Data]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    if uri.startswith("s3://") and bucket:
        yield Data(path, uri, bucket, key, kind, job)
