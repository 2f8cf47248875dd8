"""Mutations for the rules on Regions and ARNs."""

from __future__ import annotations

from tests.check.mutation import Changes, Mutation, from_algorithm, moved

ROLE = "spec.ValidationSpecification.ValidationRole"
PROFILE = "spec.ValidationSpecification.ValidationProfiles.0"
TRANSFORM = f"{PROFILE}.TransformJobDefinition"
TRAINING = f"{PROFILE}.TrainingJobDefinition"
CONTAINER = "spec.InferenceSpecification.Containers.0"
SOURCE = "spec.SourceAlgorithmSpecification.SourceAlgorithms.0"
KEY = "arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def abroad(kind: str, region: str, partition: str, suffix: str) -> Changes:
    """Like `moved`, but with the DNS suffix of the partition in image hosts."""
    return tuple((path, text.replace("amazonaws.com", suffix)) for path, text in moved(kind, region, partition))


MUTATIONS = {
    "arn-other-account": (
        Mutation(
            "the key of the output",
            "ModelPackage",
            ((f"{TRANSFORM}.TransformOutput.KmsKeyId", KEY.replace("123456789012", "210987654321")),),
        ),
        Mutation(
            "an alias for the key of the volume",
            "ModelPackage",
            ((f"{TRANSFORM}.TransformResources.VolumeKmsKeyId", "arn:aws:kms:us-east-2:210987654321:alias/volumes"),),
        ),
        Mutation(
            "the key of the trained model",
            "Algorithm",
            ((f"{TRAINING}.OutputDataConfig.KmsKeyId", "arn:aws:kms:us-east-2:210987654321:alias/models"),),
        ),
        Mutation(
            "a source algorithm",
            "ModelPackage",
            (("spec.SourceUri", "arn:aws:sagemaker:us-east-2:210987654321:model/churn"),),
            given=(("spec.SourceUri", "arn:aws:sagemaker:us-east-2:123456789012:model/churn"),),
        ),
    ),
    "arn-other-partition": (
        Mutation("a role of GovCloud", "ModelPackage", ((ROLE, "arn:aws-us-gov:iam::123456789012:role/validation"),)),
        Mutation(
            "a role of China", "Algorithm", ((ROLE, "arn:aws-cn:iam::123456789012:role/service-role/validation"),)
        ),
        Mutation(
            "the key of the output",
            "ModelPackage",
            ((f"{TRANSFORM}.TransformOutput.KmsKeyId", KEY.replace("arn:aws:", "arn:aws-cn:")),),
        ),
        Mutation(
            "a commercial role for a Region of GovCloud",
            "Algorithm",
            ((ROLE, "arn:aws:iam::123456789012:role/validation"),),
            given=moved("Algorithm", "us-gov-west-1", "aws-us-gov"),
        ),
    ),
    "arn-other-region": (
        Mutation(
            "the key of the output",
            "ModelPackage",
            ((f"{TRANSFORM}.TransformOutput.KmsKeyId", KEY.replace("us-east-2", "us-west-2")),),
        ),
        Mutation(
            "an alias for the key of the volume",
            "Algorithm",
            ((f"{TRAINING}.ResourceConfig.VolumeKmsKeyId", "arn:aws:kms:eu-west-1:123456789012:alias/volumes"),),
        ),
        Mutation(
            "the source algorithm",
            "ModelPackage",
            ((f"{SOURCE}.AlgorithmName", "arn:aws:sagemaker:us-west-2:123456789012:algorithm/demand-forest"),),
            given=from_algorithm(),
        ),
    ),
    "bucket-other-account": (
        Mutation(
            "the model, in the default bucket of another account",
            "ModelPackage",
            ((f"{CONTAINER}.ModelDataUrl", "s3://sagemaker-us-east-2-210987654321/churn-scorer/model.tar.gz"),),
        ),
        Mutation(
            "the output, with the account before the Region",
            "ModelPackage",
            ((f"{TRANSFORM}.TransformOutput.S3OutputPath", "s3://sagemaker-210987654321-us-east-2-an/churn/output/"),),
        ),
        Mutation(
            "the training data, with dots",
            "Algorithm",
            (
                (
                    f"{TRAINING}.InputDataConfig.0.DataSource.S3DataSource.S3Uri",
                    "s3://sagemaker.us-east-2.210987654321/training/",
                ),
            ),
        ),
        # The images are in the account of the previous role.
        Mutation(
            "a role in another account",
            "ModelPackage",
            ((ROLE, "arn:aws:iam::210987654321:role/validation"),),
            also=("image-other-account",),
            given=((f"{CONTAINER}.ModelDataUrl", "s3://sagemaker-us-east-2-123456789012/churn-scorer/model.tar.gz"),),
        ),
    ),
    "bucket-other-region": (
        Mutation(
            "the model",
            "ModelPackage",
            ((f"{CONTAINER}.ModelDataUrl", "s3://example-sagemaker-eu-west-1/churn-scorer/model.tar.gz"),),
        ),
        Mutation(
            "the output, with dots around the Region",
            "ModelPackage",
            ((f"{TRANSFORM}.TransformOutput.S3OutputPath", "s3://example.sagemaker.us-west-2/churn/output/"),),
        ),
        Mutation(
            "the training data, in the default bucket of another Region",
            "Algorithm",
            (
                (
                    f"{TRAINING}.InputDataConfig.0.DataSource.S3DataSource.S3Uri",
                    "s3://sagemaker-ap-northeast-1-123456789012/training/",
                ),
            ),
        ),
        Mutation(
            "the test data, in a Region without publishing",
            "Algorithm",
            (
                (
                    f"{TRANSFORM}.TransformInput.DataSource.S3DataSource.S3Uri",
                    "s3://example-sagemaker-eu-south-1/demand-forest/input/",
                ),
            ),
        ),
    ),
    "region-opt-in": (
        Mutation("all in Milan", "ModelPackage", moved("ModelPackage", "eu-south-1")),
        Mutation("all in Cape Town", "Algorithm", moved("Algorithm", "af-south-1")),
        Mutation("all in Calgary", "ModelPackage", moved("ModelPackage", "ca-west-1")),
        # The other resources are then in another Region.
        Mutation(
            "only the manifest in Bahrain",
            "ModelPackage",
            (("region", "me-south-1"),),
            also=("bucket-other-region", "image-other-region"),
        ),
    ),
    "region-govcloud": (
        Mutation("all in GovCloud", "ModelPackage", moved("ModelPackage", "us-gov-west-1", "aws-us-gov")),
        Mutation("all in the other of its Regions", "Algorithm", moved("Algorithm", "us-gov-east-1", "aws-us-gov")),
        # The other resources are then in another Region, and the role is in another partition.
        Mutation(
            "only the manifest in GovCloud",
            "ModelPackage",
            (("region", "us-gov-west-1"),),
            also=("arn-other-partition", "bucket-other-region", "image-other-region"),
        ),
    ),
    "region-other-partition": (
        Mutation("all in Beijing", "Algorithm", abroad("Algorithm", "cn-north-1", "aws-cn", "amazonaws.com.cn")),
        Mutation(
            "all in Ningxia", "ModelPackage", abroad("ModelPackage", "cn-northwest-1", "aws-cn", "amazonaws.com.cn")
        ),
        Mutation(
            "all in the European Sovereign Cloud",
            "Algorithm",
            abroad("Algorithm", "eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
        ),
    ),
    "region-unconfirmed": (
        Mutation("a package in Osaka", "ModelPackage", moved("ModelPackage", "ap-northeast-3")),
        Mutation("an algorithm in Osaka", "Algorithm", moved("Algorithm", "ap-northeast-3")),
        # The other resources are then in another Region.
        Mutation(
            "only the manifest in Osaka, by a variable",
            "ModelPackage",
            (("region", "${REGION:-ap-northeast-3}"),),
            also=("bucket-other-region", "image-other-region"),
        ),
    ),
    "unknown-region": (
        Mutation("transposed letters", "ModelPackage", (("region", "us-esat-2"),)),
        Mutation("an Availability Zone", "Algorithm", (("region", "us-east-2a"),)),
        Mutation("a city", "ModelPackage", (("region", "Ohio"),)),
        Mutation("uppercase", "Algorithm", (("region", "US-EAST-2"),)),
    ),
}
