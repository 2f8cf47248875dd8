"""Values of another kind, such as a role's name instead of its ARN, are reported as what they are, and once."""

from __future__ import annotations

import pytest
from tests.check.mutation import HOME, changed, example, findings

VALIDATION = "spec.ValidationSpecification"
ROLE = f"{VALIDATION}.ValidationRole"
TRANSFORM = f"{VALIDATION}.ValidationProfiles.0.TransformJobDefinition"
TRAINING = f"{VALIDATION}.ValidationProfiles.0.TrainingJobDefinition"
IMAGE = "spec.InferenceSpecification.Containers.0.Image"
MODEL = "spec.InferenceSpecification.Containers.0.ModelDataUrl"
NAME = "spec.ModelPackageName"
ROLE_HINT = "use the role's full ARN, with its path: arn:aws:iam::<account>:role/<path/><name>"
PUSH = f"push it to your repository and use 123456789012.dkr.ecr.{HOME}.amazonaws.com/<repository>:<tag>"


def role(what: str) -> str:
    return f"ValidationRole must be the ARN of an IAM role, not {what}"


@pytest.mark.parametrize(
    ("kind", "path", "value", "message", "hint"),
    [
        ("ModelPackage", ROLE, "MyRole", role("a role name"), ROLE_HINT),
        ("ModelPackage", ROLE, "role/service-role/AmazonSageMaker-x", role("a role name"), ROLE_HINT),
        (
            "ModelPackage",
            ROLE,
            "arn:aws:sts::123456789012:assumed-role/MyRole/session",
            role("the ARN of a role session"),
            "use the ARN of its role, with its path: arn:aws:iam::123456789012:role/<path/>MyRole",
        ),
        (
            "ModelPackage",
            ROLE,
            "arn:aws:iam::123456789012:instance-profile/x",
            role("the ARN of an instance profile"),
            ROLE_HINT,
        ),
        ("ModelPackage", ROLE, "arn:aws:iam::123456789012:user/bob", role("the ARN of a user"), ROLE_HINT),
        ("ModelPackage", ROLE, "arn:aws:iam::123456789012:root", role("the ARN of an account"), ROLE_HINT),
        ("ModelPackage", ROLE, "arn:aws:s3:::bucket", 'invalid ValidationRole: "arn:aws:s3:::bucket"', ROLE_HINT),
        (
            "ModelPackage",
            ROLE,
            "arn:aws:iam::123456789012:rolle/x",
            'invalid ValidationRole: "arn:aws:iam::123456789012:rolle/x"',
            ROLE_HINT,
        ),
        (
            "ModelPackage",
            ROLE,
            "aws_iam_role.validation.arn",
            role("a Terraform reference"),
            "write ${ROLE_ARN}, and set it with `variables` / --var ROLE_ARN=...",
        ),
        ("ModelPackage", ROLE, "123456789012", 'invalid ValidationRole: "123456789012"', ROLE_HINT),
        ("ModelPackage", ROLE, "", "ValidationRole must not be empty", ROLE_HINT),
        (
            "ModelPackage",
            IMAGE,
            "s3://bucket/x",
            '"s3://bucket/x" is an S3 URI, not an image in a private ECR repository',
            PUSH,
        ),
        (
            "ModelPackage",
            IMAGE,
            "./Dockerfile",
            '"./Dockerfile" is a local path, not an image in a private ECR repository',
            PUSH,
        ),
        ("ModelPackage", IMAGE, "ghcr.io/a/b:1", '"ghcr.io/a/b:1" is not in a private ECR repository', PUSH),
        (
            "ModelPackage",
            MODEL,
            "./model.tar.gz",
            "ModelDataUrl must be an S3 URI, not a local path",
            "upload it, then use s3://<bucket>/<key>",
        ),
        (
            "ModelPackage",
            MODEL,
            "arn:aws:s3:::acme/model.tar.gz",
            "ModelDataUrl must be an S3 URI, not an ARN",
            "use s3://acme/model.tar.gz",
        ),
        ("ModelPackage", MODEL, "S3://a-b/m.tar.gz", "ModelDataUrl must begin with s3://", "use s3://a-b/m.tar.gz"),
        ("ModelPackage", MODEL, "s3:/a-b/m.tar.gz", "ModelDataUrl must begin with s3://", "use s3://a-b/m.tar.gz"),
        (
            "ModelPackage",
            MODEL,
            "gs://a-b/m.tar.gz",
            "ModelDataUrl must be an S3 URI, not a URL",
            "use s3://<bucket>/<key>",
        ),
        (
            "ModelPackage",
            NAME,
            f"arn:aws:sagemaker:{HOME}:123456789012:model-package/churn",
            "ModelPackageName must be a name, not an ARN",
            "use churn",
        ),
        (
            "ModelPackage",
            f"{TRANSFORM}.TransformResources.InstanceType",
            "m5.large",
            'invalid instance type for batch transform: "m5.large"',
            "validate on ml.m5.large",
        ),
        (
            "Algorithm",
            f"{TRAINING}.ResourceConfig.VolumeSizeInGB",
            "30 GiB",
            "VolumeSizeInGB must be an integer, not a string",
            "write 30",
        ),
        (
            "Algorithm",
            f"{TRAINING}.StoppingCondition.MaxRuntimeInSeconds",
            "2 hours",
            "MaxRuntimeInSeconds must be an integer, not a string",
            "write 7200",
        ),
        (
            "ModelPackage",
            f"{TRANSFORM}.MaxPayloadInMB",
            "1GB",
            "MaxPayloadInMB must be an integer, not a string",
            "write 1024",
        ),
        (
            "ModelPackage",
            f"{TRANSFORM}.MaxPayloadInMB",
            "6 apples",
            "MaxPayloadInMB must be an integer, not a string",
            "write a number without quotes",
        ),
        (
            "Algorithm",
            f"{TRAINING}.TrainingInputMode",
            "file",
            'invalid TrainingInputMode: "file"',
            "did you mean File?",
        ),
        ("ModelPackage", "region", f"{HOME}a", f'unknown Region: "{HOME}a"', f"did you mean {HOME}?"),
    ],
)
def test_values(kind: str, path: str, value: str, message: str, hint: str) -> None:
    found = findings(changed(example(kind), ((path, value),)))
    assert [(finding.message, finding.hint) for finding in found] == [(message, hint)]
