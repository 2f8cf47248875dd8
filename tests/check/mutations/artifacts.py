"""Mutations for the rules on artifacts."""

from __future__ import annotations

from typing import Any

from tests.check.mutation import DELETE, Mutation, from_algorithm

CONTAINER = "spec.InferenceSpecification.Containers.0"
PROFILE = "spec.ValidationSpecification.ValidationProfiles.0"
TEST_DATA = f"{PROFILE}.TransformJobDefinition.TransformInput.DataSource.S3DataSource.S3Uri"
TEST_OUTPUT = f"{PROFILE}.TransformJobDefinition.TransformOutput.S3OutputPath"
TRAINED_MODEL = f"{PROFILE}.TrainingJobDefinition.OutputDataConfig.S3OutputPath"
FOR_TRAINING = "spec.TrainingSpecification.AdditionalS3DataSource"
FOR_SERVING = f"{CONTAINER}.AdditionalS3DataSource"
BUCKET = "s3://example-sagemaker-us-east-2"
ARCHIVE = f"{BUCKET}/base/weights.tar.gz"


def additional(uri: str = ARCHIVE, kind: str = "S3Object", **rest: str) -> dict[str, str]:
    return {"S3DataType": kind, "S3Uri": uri, "CompressionType": "Gzip"} | rest


def model(uri: str, kind: str, compression: str) -> dict[str, Any]:
    return {"S3DataSource": {"S3Uri": uri, "S3DataType": kind, "CompressionType": compression}}


def channel(uri: str, kind: str, compression: str) -> list[Any]:
    return [{"ChannelName": "extra", **model(uri, kind, compression)}]


def other(name: str = "other", **members: Any) -> dict[str, Any]:
    image = "123456789012.dkr.ecr.us-east-2.amazonaws.com/churn:1.0"
    return {"Name": name, "Containers": [{"Image": image, **members}]}


SOURCE = "spec.SourceAlgorithmSpecification.SourceAlgorithms.0"
OTHERS = "spec.AdditionalInferenceSpecifications"
PACKED = model(ARCHIVE, "S3Object", "Gzip")
PREFIX = {"S3DataType": "S3Prefix", "S3Uri": f"{BUCKET}/base/"}

MUTATIONS = {
    "additional-data-format": (
        Mutation("a prefix for training", "Algorithm", ((FOR_TRAINING, additional(kind="S3Prefix")),)),
        Mutation(
            "a plain tar for serving",
            "Algorithm",
            ((f"{FOR_SERVING}.S3Uri", f"{BUCKET}/base/weights.tar"),),
            given=((FOR_SERVING, additional()),),
        ),
        Mutation("not compressed", "Algorithm", ((FOR_TRAINING, additional(CompressionType="None")),)),
        Mutation("all three fields", "Algorithm", ((FOR_TRAINING, PREFIX),)),
    ),
    "transform-job-without-additional-data": (
        Mutation("an archive", "Algorithm", ((FOR_SERVING, additional()),)),
        Mutation("with an ETag", "Algorithm", ((FOR_SERVING, additional(ETag="0123456789abcdef0123456789abcdef")),)),
        Mutation(
            "with additional training data",
            "Algorithm",
            ((FOR_SERVING, additional()),),
            given=((FOR_TRAINING, additional()),),
        ),
    ),
    "additional-data-not-allowed": (
        Mutation("an archive", "ModelPackage", ((FOR_SERVING, additional()),)),
        Mutation("a prefix", "ModelPackage", ((FOR_SERVING, PREFIX),)),
        Mutation(
            "of a second container",
            "ModelPackage",
            (("spec.InferenceSpecification.Containers.1.AdditionalS3DataSource", additional()),),
            given=(
                (
                    "spec.InferenceSpecification.Containers.1",
                    {"Image": "123456789012.dkr.ecr.us-east-2.amazonaws.com/explain:1.0"},
                ),
            ),
        ),
    ),
    "additional-data-in-additional-specification": (
        Mutation("an archive", "ModelPackage", ((OTHERS, [other(AdditionalS3DataSource=additional())]),)),
        Mutation("a prefix", "ModelPackage", ((OTHERS, [other(AdditionalS3DataSource=PREFIX)]),)),
        Mutation(
            "in the second of two specifications",
            "ModelPackage",
            ((f"{OTHERS}.1", other("draft", AdditionalS3DataSource=additional())),),
            given=((OTHERS, [other()]),),
        ),
    ),
    "model-data-type-mismatch": (
        Mutation(
            "a compressed prefix",
            "Algorithm",
            ((f"{CONTAINER}.ModelDataSource", model(f"{BUCKET}/model/", "S3Prefix", "Gzip")),),
        ),
        Mutation(
            "an object with a trailing slash",
            "Algorithm",
            ((f"{CONTAINER}.ModelDataSource", model(f"{BUCKET}/model/", "S3Object", "Gzip")),),
        ),
        Mutation(
            "an additional model data source",
            "ModelPackage",
            ((f"{CONTAINER}.AdditionalModelDataSources", channel(f"{BUCKET}/draft/", "S3Prefix", "Gzip")),),
        ),
        Mutation(
            "in a source algorithm",
            "ModelPackage",
            ((f"{SOURCE}.ModelDataSource.S3DataSource.S3Uri", f"{BUCKET}/trained/"),),
            given=from_algorithm(ModelDataSource=PACKED),
        ),
    ),
    "model-data-not-tar-gz": (
        Mutation("a plain tar", "ModelPackage", ((f"{CONTAINER}.ModelDataUrl", f"{BUCKET}/churn/model.tar"),)),
        Mutation("a prefix", "ModelPackage", ((f"{CONTAINER}.ModelDataUrl", f"{BUCKET}/churn/"),)),
        Mutation("the suffix .tgz", "Algorithm", ((f"{CONTAINER}.ModelDataUrl", f"{BUCKET}/forest/model.tgz"),)),
        Mutation("an uncompressed sample", "ModelPackage", (("spec.SamplePayloadUrl", f"{BUCKET}/sample.csv"),)),
    ),
    "model-data-prefix-without-slash": (
        Mutation(
            "of the model",
            "Algorithm",
            ((f"{CONTAINER}.ModelDataSource.S3DataSource.S3Uri", f"{BUCKET}/model"),),
            given=((f"{CONTAINER}.ModelDataSource", model(f"{BUCKET}/model/", "S3Prefix", "None")),),
        ),
        Mutation(
            "an object that becomes a prefix",
            "Algorithm",
            ((f"{CONTAINER}.ModelDataSource.S3DataSource.S3DataType", "S3Prefix"),),
            given=((f"{CONTAINER}.ModelDataSource", model(f"{BUCKET}/model.bin", "S3Object", "None")),),
        ),
        Mutation(
            "an additional model data source",
            "ModelPackage",
            ((f"{CONTAINER}.AdditionalModelDataSources.0.S3DataSource.S3Uri", f"{BUCKET}/draft"),),
            given=((f"{CONTAINER}.AdditionalModelDataSources", channel(f"{BUCKET}/draft/", "S3Prefix", "None")),),
        ),
        Mutation(
            "in a source algorithm",
            "ModelPackage",
            ((f"{SOURCE}.ModelDataSource.S3DataSource.S3Uri", f"{BUCKET}/trained"),),
            given=from_algorithm(ModelDataSource=model(f"{BUCKET}/trained/", "S3Prefix", "None")),
        ),
    ),
    "model-data-url-and-source": (
        Mutation(
            "the same archive",
            "Algorithm",
            ((f"{CONTAINER}.ModelDataUrl", ARCHIVE), (f"{CONTAINER}.ModelDataSource", PACKED)),
        ),
        Mutation("another archive", "ModelPackage", ((f"{CONTAINER}.ModelDataSource", PACKED),)),
        Mutation(
            "in a source algorithm",
            "ModelPackage",
            ((f"{SOURCE}.ModelDataSource", PACKED),),
            given=from_algorithm(ModelDataUrl=f"{BUCKET}/output/model.tar.gz"),
        ),
        # With both fields, only this rule reports the data source.
        Mutation(
            "ModelDataUrl added",
            "ModelPackage",
            ((f"{CONTAINER}.ModelDataUrl", ARCHIVE),),
            also=("model-data-source-not-supported",),
            given=((f"{CONTAINER}.ModelDataUrl", DELETE), (f"{CONTAINER}.ModelDataSource", PACKED)),
        ),
    ),
    "model-data-uncompressed": (
        Mutation(
            "a prefix",
            "Algorithm",
            ((f"{CONTAINER}.ModelDataSource", model(f"{BUCKET}/model/", "S3Prefix", "None")),),
        ),
        Mutation(
            "an additional object",
            "ModelPackage",
            ((f"{CONTAINER}.AdditionalModelDataSources", channel(f"{BUCKET}/draft.bin", "S3Object", "None")),),
        ),
        Mutation(
            "in a source algorithm",
            "ModelPackage",
            ((f"{SOURCE}.ModelDataSource.S3DataSource.CompressionType", "None"),),
            given=from_algorithm(ModelDataSource=PACKED),
        ),
    ),
    "invalid-s3-uri": (
        Mutation(
            "a bucket name in capitals",
            "ModelPackage",
            ((f"{CONTAINER}.ModelDataUrl", "s3://ACME_MODELS/sagemaker/model.tar.gz"),),
        ),
        Mutation("an empty path segment", "ModelPackage", ((TEST_DATA, f"{BUCKET}/churn-scorer//input/"),)),
        Mutation("a wildcard", "Algorithm", ((TEST_DATA, f"{BUCKET}/input/*.csv"),)),
        Mutation("a bucket name with two letters", "Algorithm", ((TRAINED_MODEL, "s3://ab/sagemaker/model/"),)),
        Mutation("an empty variable in the key", "Algorithm", ((TEST_OUTPUT, f"{BUCKET}/${{RUN:-}}/output/"),)),
    ),
    "s3-https-url": (
        Mutation(
            "with the bucket in the host",
            "ModelPackage",
            (
                (
                    f"{CONTAINER}.ModelDataUrl",
                    "https://example-sagemaker-us-east-2.s3.us-east-2.amazonaws.com/churn-scorer/model.tar.gz",
                ),
            ),
        ),
        Mutation(
            "with the bucket in the path",
            "ModelPackage",
            ((TEST_DATA, "https://s3.us-east-2.amazonaws.com/example-sagemaker-us-east-2/churn-scorer/input/"),),
        ),
        Mutation(
            "of another host",
            "Algorithm",
            ((f"{CONTAINER}.ModelDataUrl", "https://models.example.com/forest/model.tar.gz"),),
        ),
        Mutation(
            "for an output",
            "Algorithm",
            ((TEST_OUTPUT, "https://example-sagemaker-us-east-2.s3.amazonaws.com/demand-forest/output/"),),
        ),
    ),
    "source-algorithm-model-data-missing": (
        Mutation(
            "the model removed",
            "ModelPackage",
            ((f"{SOURCE}.ModelDataUrl", DELETE),),
            given=from_algorithm(ModelDataUrl=ARCHIVE),
        ),
        # The removed field is one that an unversioned package should not have.
        Mutation(
            "the model's data source removed",
            "ModelPackage",
            ((f"{SOURCE}.ModelDataSource", DELETE),),
            also=("model-data-source-not-supported",),
            given=from_algorithm(ModelDataSource=PACKED),
        ),
        Mutation(
            "only an ARN",
            "ModelPackage",
            ((SOURCE, {"AlgorithmName": "arn:aws:sagemaker:us-east-2:123456789012:algorithm/demand-forest"}),),
            given=from_algorithm(ModelDataUrl=ARCHIVE),
        ),
        Mutation(
            "only an ETag",
            "ModelPackage",
            ((SOURCE, {"AlgorithmName": "demand-forest", "ModelDataETag": "0123456789abcdef0123456789abcdef"}),),
            given=from_algorithm(ModelDataUrl=ARCHIVE),
        ),
    ),
    "model-data-source-not-supported": (
        Mutation(
            "instead of ModelDataUrl",
            "ModelPackage",
            ((f"{CONTAINER}.ModelDataUrl", DELETE), (f"{CONTAINER}.ModelDataSource", PACKED)),
        ),
        Mutation(
            "in a source algorithm",
            "ModelPackage",
            ((f"{SOURCE}.ModelDataUrl", DELETE), (f"{SOURCE}.ModelDataSource", PACKED)),
            given=from_algorithm(ModelDataUrl=ARCHIVE),
        ),
        Mutation(
            "in an additional specification",
            "ModelPackage",
            ((OTHERS, [other(ModelDataSource=PACKED)]),),
        ),
    ),
    "source-uri-in-unversioned-package": (
        Mutation(
            "SourceUri and containers",
            "ModelPackage",
            (("spec.SourceUri", "arn:aws:sagemaker:us-east-2:123456789012:model/churn"),),
        ),
    ),
}
