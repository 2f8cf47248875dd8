"""The least-privilege validation role: the actions of its jobs, on the resources in the manifest only."""

from __future__ import annotations

import json

from tests.permissions.conftest import MANIFESTS, read
from tests.permissions.policies import lines, manifest

from sagemaker_marketplace import permissions

UNVERIFIED_JOBS = (
    "UnverifiedJobs: sagemaker:CreateModel, sagemaker:CreateTrainingJob, sagemaker:CreateTransformJob, "
    "sagemaker:DeleteModel, sagemaker:DescribeModel, sagemaker:DescribeTrainingJob, sagemaker:DescribeTransformJob, "
    "sagemaker:StopTrainingJob, sagemaker:StopTransformJob"
)
PASSING = 'UnverifiedPassRole: iam:PassRole if {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}'
BUCKET = "arn:aws:s3:::example-sagemaker-us-east-2"
RUN = [
    "Account: cloudwatch:PutMetricData, ecr:GetAuthorizationToken",
    "  *",
    "Logs: logs:CreateLogGroup, logs:CreateLogStream, logs:DescribeLogStreams, logs:PutLogEvents",
    "  arn:aws:logs:us-east-2:123456789012:log-group:/aws/sagemaker/*",
    "Images: ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer",
]
KEYED = """
kind: ModelPackage
region: us-east-2
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:
            DataSource: {S3DataSource: {S3DataType: ManifestFile, S3Uri: "s3://b/lists/input.json"}}
          TransformOutput: {S3OutputPath: "s3://out", KmsKeyId: "1234abcd-12ab-34cd-56ef-1234567890ab"}
          TransformResources: {VolumeKmsKeyId: alias/validation}
"""


def test_the_trust_policy() -> None:
    trust, _ = permissions.validation_role(read(MANIFESTS[0]))
    statement = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    assert trust == {"Version": "2012-10-17", "Statement": [statement]}


def test_the_policy_for_a_model_package() -> None:
    assert lines(permissions.validation_role(read(MANIFESTS[0]))[1]) == [
        *RUN,
        "  arn:aws:ecr:us-east-2:123456789012:repository/churn-scorer",
        "Buckets: s3:ListBucket",
        f"  {BUCKET}",
        "Read: s3:GetObject",
        f"  {BUCKET}/churn-scorer/model.tar.gz",
        f"  {BUCKET}/churn-scorer/validation/input/*",
        "Write: s3:PutObject",
        f"  {BUCKET}/churn-scorer/validation/output/*",
        UNVERIFIED_JOBS,
        "  arn:aws:sagemaker:us-east-2:123456789012:*",
        PASSING,
        "  arn:aws:iam::123456789012:role/service-role/MarketplaceValidation",
        "UnverifiedScan: ecr:DescribeImageScanFindings, ecr:StartImageScan",
        "  arn:aws:ecr:us-east-2:123456789012:repository/churn-scorer",
    ]


def test_the_policy_for_an_algorithm_includes_reading_the_trained_model() -> None:
    images = [f"  arn:aws:ecr:us-east-2:123456789012:repository/demand-forest-{use}" for use in ("serve", "train")]
    location = f"  {BUCKET}/demand-forest/validation"
    assert lines(permissions.validation_role(read(MANIFESTS[1]), name="Made")[1]) == [
        *RUN,
        *images,
        "Buckets: s3:ListBucket",
        f"  {BUCKET}",
        "Read: s3:GetObject",
        *(f"{location}/{folder}/*" for folder in ("input", "model", "training")),
        "Write: s3:PutObject",
        *(f"{location}/{folder}/*" for folder in ("model", "output")),
        UNVERIFIED_JOBS,
        "  arn:aws:sagemaker:us-east-2:123456789012:*",
        PASSING,
        "  arn:aws:iam::123456789012:role/Made",
        "UnverifiedScan: ecr:DescribeImageScanFindings, ecr:StartImageScan",
        *images,
    ]


def test_kms_keys_manifest_files_and_a_whole_bucket() -> None:
    keys = ["arn:aws:kms:us-east-2:123456789012:key/0a"]
    policy = lines(permissions.validation_role(manifest(KEYED), "123456789012", keys=keys)[1])
    aliased = json.dumps({"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/validation"}})
    assert policy[4:-2] == [
        "Buckets: s3:ListBucket",
        "  arn:aws:s3:::b",
        "  arn:aws:s3:::out",
        "Read: s3:GetObject",
        "  arn:aws:s3:::b/*",
        "Write: s3:PutObject",
        "  arn:aws:s3:::out/*",
        "DataKeys: kms:Decrypt",
        f"  {keys[0]}",
        "ResultKeys: kms:Decrypt, kms:Encrypt, kms:GenerateDataKey",
        "  arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        f"VolumeKeys: kms:CreateGrant, kms:DescribeKey if {aliased}",
        "  arn:aws:kms:us-east-2:123456789012:key/*",
    ]


def test_the_policy_does_not_depend_on_the_version() -> None:
    text = KEYED.replace("s3://out", "s3://out/${VERSION}")
    first, second = (permissions.validation_role(manifest(text, VERSION=version), "123456789012") for version in "12")
    assert first == second


def test_the_kms_keys_of_a_training_job() -> None:
    job = {
        "OutputDataConfig": {"S3OutputPath": "s3://out", "KmsKeyId": "1234abcd-12ab-34cd-56ef-1234567890ab"},
        "ResourceConfig": {"VolumeKmsKeyId": "arn:aws:kms:us-east-2:123456789012:key/0a"},
    }
    spec = {"ValidationSpecification": {"ValidationProfiles": [{"TrainingJobDefinition": job}]}}
    read = manifest(json.dumps({"kind": "Algorithm", "region": "us-east-2", "spec": spec}))
    policy = lines(permissions.validation_role(read, "123456789012")[1])
    assert [line for number, line in enumerate(policy) if "Keys: " in policy[number - 1] or "Keys: " in line] == [
        "ResultKeys: kms:Decrypt, kms:Encrypt, kms:GenerateDataKey",
        "  arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "VolumeKeys: kms:CreateGrant, kms:DescribeKey",
        "  arn:aws:kms:us-east-2:123456789012:key/0a",
    ]


def test_keys_that_are_named_by_the_arn_of_an_alias() -> None:
    alias = "arn:aws:kms:us-east-2:123456789012:alias/volumes"
    policy = lines(permissions.validation_role(manifest(KEYED.replace("alias/validation", alias)), "123456789012")[1])
    aliased = json.dumps({"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/volumes"}})
    assert f"VolumeKeys: kms:CreateGrant, kms:DescribeKey if {aliased}" in policy
