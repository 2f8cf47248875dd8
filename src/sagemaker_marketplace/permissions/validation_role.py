"""What the role of a validation needs, for what one manifest names and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..manifest.document import Document
from .grants import Grant, Policy, policy
from .resource_arns import Ground
from .trust_policy import SERVICE, sagemaker

MANAGED = "AmazonSageMakerFullAccess"
_PROFILE = "spec.ValidationSpecification.ValidationProfiles.*."
_TRAINING, _TRANSFORM = f"{_PROFILE}TrainingJobDefinition.", f"{_PROFILE}TransformJobDefinition."
# Where keys are named, and what is done with them.
# Source: SageMaker developer guide, KMS permissions of its roles.
_KEYS = (
    ("ResultKeys", f"{_TRAINING}OutputDataConfig.KmsKeyId", ("Decrypt", "Encrypt", "GenerateDataKey")),
    ("ResultKeys", f"{_TRANSFORM}TransformOutput.KmsKeyId", ("Decrypt", "Encrypt", "GenerateDataKey")),
    ("VolumeKeys", f"{_TRAINING}ResourceConfig.VolumeKmsKeyId", ("CreateGrant", "DescribeKey")),
    ("VolumeKeys", f"{_TRANSFORM}TransformResources.VolumeKmsKeyId", ("CreateGrant", "DescribeKey")),
)
_JOBS = tuple(f"{verb}{job}" for job in ("TrainingJob", "TransformJob") for verb in ("Create", "Describe", "Stop"))


def validation_role(
    document: Document, account_id: str = "", name: str = "", keys: Sequence[str] = ()
) -> tuple[Policy, Policy]:
    """Trust policy and policy of the least role for a manifest's validation.

    `name` is the role's, if it is another than the manifest's; `keys` are ARNs of KMS keys that encrypt the data it
    reads. Sources: SageMaker developer guide, roles for CreateModel and CreateTrainingJob. No source says whether the
    statements named Unverified are needed: AmazonSageMakerFullAccess has them, which the console attaches. Raises
    Failure as `caller` does.
    """
    ground = Ground(document, account_id)
    role = ground.iam(f"role/{name}") if name else ground.role
    grants = (*_run(ground), *_data(ground), *_keys(ground, keys), *_unverified(ground, role))
    return sagemaker(), policy(grants)


def _run(ground: Ground) -> Iterator[Grant]:
    """Yield what any job does: metrics, logs, images."""
    for action in ("cloudwatch:PutMetricData", "ecr:GetAuthorizationToken"):
        yield Grant("Account", action, "*")
    logs = ground.arn("logs", "log-group:/aws/sagemaker/*")
    for verb in ("CreateLogGroup", "CreateLogStream", "DescribeLogStreams", "PutLogEvents"):
        yield Grant("Logs", f"logs:{verb}", logs)
    for verb in ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"):
        yield from _each("Images", f"ecr:{verb}", ground.images())


def _data(ground: Ground) -> Iterator[Grant]:
    yield from _each("Buckets", "s3:ListBucket", ground.buckets())
    # The model that the training job writes is what the transform job reads.
    yield from _each("Read", "s3:GetObject", (*ground.objects(listed=True), *ground.written("TrainingJobDefinition")))
    yield from _each("Write", "s3:PutObject", ground.written())


def _keys(ground: Ground, given: Sequence[str]) -> Iterator[Grant]:
    for key in given:
        yield Grant("DataKeys", "kms:Decrypt", key)
    for sid, location, verbs in _KEYS:
        for _, key in ground.document.strings(location):
            for verb in verbs:
                yield Grant(sid, f"kms:{verb}", *_key(ground, key))


def _key(ground: Ground, name: str) -> tuple[str, tuple[str, ...]]:
    """How a policy names a key: an alias is no resource of these actions, but a condition.

    Source: KMS developer guide, on aliases and access to keys.
    """
    alias = name.rpartition(":")[2]
    if alias.startswith("alias/"):
        return ground.arn("kms", "key/*"), ("ForAnyValue:StringEquals", "kms:ResourceAliases", alias)
    return name if name.startswith("arn:") else ground.arn("kms", f"key/{name}"), ()


def _unverified(ground: Ground, role: str) -> Iterator[Grant]:
    for job in (*_JOBS, "CreateModel", "DeleteModel", "DescribeModel"):
        yield Grant("UnverifiedJobs", f"sagemaker:{job}", ground.arn("sagemaker", "*"))
    if role:
        condition = ("StringEquals", "iam:PassedToService", SERVICE)
        yield Grant("UnverifiedPassRole", "iam:PassRole", role, condition)
    for verb in ("DescribeImageScanFindings", "StartImageScan"):
        yield from _each("UnverifiedScan", f"ecr:{verb}", ground.images())


def _each(sid: str, action: str, resources: Iterable[str]) -> Iterator[Grant]:
    return (Grant(sid, action, resource) for resource in resources)
