"""The policies of a validation role: least privilege for one manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..manifest.document import Document
from .grants import Grant, Policy, literal, policy
from .resource_arns import ManifestArns
from .trust_policy import SERVICE, sagemaker

MANAGED = "AmazonSageMakerFullAccess"
# The inline policy of a role that is not created by this program but from what it prints.
POLICY_NAME = "sagemaker-marketplace-validation"
DEFAULT_ROLE_NAME = "sagemaker-marketplace-validation"
_PROFILE = "spec.ValidationSpecification.ValidationProfiles.*."
_TRAINING, _TRANSFORM = f"{_PROFILE}TrainingJobDefinition.", f"{_PROFILE}TransformJobDefinition."
# The fields with KMS keys, and the actions on the keys.
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
    """Return the trust policy and the least-privilege policy of a role for a manifest's validation.

    `name` is the role's, if it is not the manifest's; `keys` are ARNs of KMS keys that encrypt the data it
    reads. Sources: SageMaker developer guide, roles for CreateModel and CreateTrainingJob. No source says whether the
    statements named Unverified are needed: AmazonSageMakerFullAccess has them, which the console attaches. Raises
    Failure as `caller` does.
    """
    arns = ManifestArns(document, account_id)
    role = arns.iam(f"role/{name}") if name else arns.role
    grants = (*_run(arns), *_data(arns), *_keys(arns, keys), *_unverified(arns, role))
    return sagemaker(), policy(grants)


def role_name(document: Document) -> tuple[str, str]:
    """Return name and path of a manifest's role; an empty name if it has none.

    Raises Failure for a role that depends on a variable without a value.
    """
    path, _, name = ManifestArns(document).role.partition(":role")[2].rpartition("/")
    return name, f"{path}/"


def _run(arns: ManifestArns) -> Iterator[Grant]:
    """Yield what every job needs: metrics, logs, images."""
    for action in ("cloudwatch:PutMetricData", "ecr:GetAuthorizationToken"):
        yield Grant("Account", action, "*")
    logs = arns.arn("logs", "log-group:/aws/sagemaker/*")
    for verb in ("CreateLogGroup", "CreateLogStream", "DescribeLogStreams", "PutLogEvents"):
        yield Grant("Logs", f"logs:{verb}", logs)
    for verb in ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"):
        yield from _each("Images", f"ecr:{verb}", arns.images())


def _data(arns: ManifestArns) -> Iterator[Grant]:
    yield from _each("Buckets", "s3:ListBucket", arns.buckets())
    # The transform job reads the model that the training job writes.
    yield from _each("Read", "s3:GetObject", (*arns.objects(listed=True), *arns.written("TrainingJobDefinition")))
    yield from _each("Write", "s3:PutObject", arns.written())


def _keys(arns: ManifestArns, given: Sequence[str]) -> Iterator[Grant]:
    for key in given:
        yield Grant("DataKeys", "kms:Decrypt", key)
    for sid, location, verbs in _KEYS:
        for _, key in arns.document.strings(location):
            for verb in verbs:
                yield Grant(sid, f"kms:{verb}", *_key(arns, key))


def _key(arns: ManifestArns, name: str) -> tuple[str, tuple[str, ...]]:
    """Return resource and condition for a key: an alias can't be the resource of these actions.

    Source: KMS developer guide, on aliases and access to keys.
    """
    alias = name.rpartition(":")[2]
    if alias.startswith("alias/"):
        return arns.arn("kms", "key/*"), ("ForAnyValue:StringEquals", "kms:ResourceAliases", literal(alias))
    return literal(name) if name.startswith("arn:") else arns.arn("kms", f"key/{literal(name)}"), ()


def _unverified(arns: ManifestArns, role: str) -> Iterator[Grant]:
    for job in (*_JOBS, "CreateModel", "DeleteModel", "DescribeModel"):
        yield Grant("UnverifiedJobs", f"sagemaker:{job}", arns.arn("sagemaker", "*"))
    if role:
        condition = ("StringEquals", "iam:PassedToService", SERVICE)
        yield Grant("UnverifiedPassRole", "iam:PassRole", role, condition)
    for verb in ("DescribeImageScanFindings", "StartImageScan"):
        yield from _each("UnverifiedScan", f"ecr:{verb}", arns.images())


def _each(sid: str, action: str, resources: Iterable[str]) -> Iterator[Grant]:
    return (Grant(sid, action, resource) for resource in resources)
