"""Mutations for the rules about batch transform."""

from __future__ import annotations

from tests.check.mutation import DELETE, Mutation

PACKAGE, ALGORITHM = "ModelPackage", "Algorithm"
INFERENCE = "spec.InferenceSpecification"
JOB = "spec.ValidationSpecification.ValidationProfiles.0.TransformJobDefinition"
INPUT, OUTPUT = f"{JOB}.TransformInput", f"{JOB}.TransformOutput"
SOURCE = f"{INPUT}.DataSource.S3DataSource"
COUNT = f"{JOB}.TransformResources.InstanceCount"
DATA = "s3://example-sagemaker-us-east-2/churn-scorer/validation"
# Without records; the two fields belong together.
UNSPLIT = ((f"{INPUT}.SplitType", DELETE), (f"{OUTPUT}.AssembleWith", DELETE))
LISTED = (f"{SOURCE}.S3DataType", "ManifestFile")
ONE_FILE = (f"{SOURCE}.S3Uri", f"{DATA}/input/rows.csv")


MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "accept-not-supported": (
        Mutation("another type", PACKAGE, ((f"{OUTPUT}.Accept", "application/json"),)),
        Mutation("list of another type", PACKAGE, ((f"{INFERENCE}.SupportedResponseMIMETypes", ["application/json"]),)),
        Mutation("list of another family", PACKAGE, ((f"{INFERENCE}.SupportedResponseMIMETypes.0", "image/*"),)),
        Mutation("field added", ALGORITHM, ((f"{OUTPUT}.Accept", "application/json;verbose=true"),)),
    ),
    "assemble-with-mismatch": (
        Mutation("assembly left out", PACKAGE, ((f"{OUTPUT}.AssembleWith", DELETE),)),
        Mutation("assembly of None", ALGORITHM, ((f"{OUTPUT}.AssembleWith", "None"),)),
        Mutation("split left out", PACKAGE, ((f"{INPUT}.SplitType", DELETE),)),
        Mutation("split of None", ALGORITHM, ((f"{INPUT}.SplitType", "None"),)),
        Mutation("assembly added", ALGORITHM, ((f"{OUTPUT}.AssembleWith", "Line"),), given=UNSPLIT),
    ),
    "batch-strategy-without-split": (
        Mutation("strategy added", PACKAGE, ((f"{JOB}.BatchStrategy", "SingleRecord"),), given=UNSPLIT),
        Mutation("split left out", ALGORITHM, UNSPLIT, given=((f"{JOB}.BatchStrategy", "MultiRecord"),)),
        Mutation(
            "split of None",
            PACKAGE,
            ((f"{INPUT}.SplitType", "None"), (f"{OUTPUT}.AssembleWith", "None")),
            given=((f"{JOB}.BatchStrategy", "SingleRecord"),),
        ),
    ),
    "binary-split-by-line": (
        Mutation(
            "images",
            PACKAGE,
            ((f"{INPUT}.ContentType", "image/jpeg"),),
            given=((f"{INFERENCE}.SupportedContentTypes.2", "image/jpeg"),),
        ),
        Mutation(
            "arrays with a parameter",
            ALGORITHM,
            ((f"{INPUT}.ContentType", "application/x-npy; version=1"),),
            given=((f"{INFERENCE}.SupportedContentTypes.1", "application/x-npy"),),
        ),
        Mutation(
            "archives",
            ALGORITHM,
            ((f"{INPUT}.ContentType", "application/x-tar"),),
            given=((f"{INFERENCE}.SupportedContentTypes.1", "application/x-tar"),),
        ),
        Mutation(
            "split added",
            PACKAGE,
            ((f"{INPUT}.SplitType", "Line"), (f"{OUTPUT}.AssembleWith", "Line")),
            given=(
                (f"{INFERENCE}.SupportedContentTypes.2", "audio/*"),
                (f"{INPUT}.ContentType", "audio/wav"),
                *UNSPLIT,
            ),
        ),
    ),
    "compression-mismatch": (
        Mutation("compressed file", PACKAGE, ((f"{SOURCE}.S3Uri", f"{DATA}/input/rows.csv.gz"),)),
        Mutation("plain file to decompress", ALGORITHM, ((f"{INPUT}.CompressionType", "Gzip"),), given=(ONE_FILE,)),
        Mutation(
            "other plain file",
            PACKAGE,
            ((f"{SOURCE}.S3Uri", f"{DATA}/input/rows.JSONL"),),
            given=((f"{INPUT}.CompressionType", "Gzip"),),
        ),
        Mutation(
            "compression of None",
            ALGORITHM,
            ((f"{INPUT}.CompressionType", "None"),),
            given=((f"{SOURCE}.S3Uri", f"{DATA}/input/rows.gzip"), (f"{INPUT}.CompressionType", "Gzip")),
        ),
    ),
    "content-type-missing": (
        Mutation("left out", PACKAGE, ((f"{INPUT}.ContentType", DELETE),)),
        Mutation("left out of an algorithm's", ALGORITHM, ((f"{INPUT}.ContentType", DELETE),)),
        Mutation("left out of unsplit data", PACKAGE, ((f"{INPUT}.ContentType", DELETE),), given=UNSPLIT),
        Mutation(
            "list filled",
            ALGORITHM,
            ((f"{INFERENCE}.SupportedContentTypes", ["text/*"]),),
            also=("mime-types-missing",),
            given=((f"{INPUT}.ContentType", DELETE), (f"{INFERENCE}.SupportedContentTypes", [])),
        ),
    ),
    "content-type-not-supported": (
        Mutation("another type", PACKAGE, ((f"{INPUT}.ContentType", "application/xml"),)),
        Mutation("another type with a parameter", ALGORITHM, ((f"{INPUT}.ContentType", "text/plain; charset=utf-8"),)),
        Mutation("removed from the list", PACKAGE, ((f"{INFERENCE}.SupportedContentTypes.0", DELETE),)),
        Mutation("list of another family", ALGORITHM, ((f"{INFERENCE}.SupportedContentTypes", ["image/*"]),)),
    ),
    "duplicate-mime-type": (
        Mutation("content type", PACKAGE, ((f"{INFERENCE}.SupportedContentTypes.2", "text/csv"),)),
        Mutation("response type", PACKAGE, ((f"{INFERENCE}.SupportedResponseMIMETypes.1", "text/csv"),)),
        Mutation(
            "several",
            ALGORITHM,
            ((f"{INFERENCE}.SupportedContentTypes", ["application/json", "text/csv", "text/csv", "application/json"]),),
        ),
    ),
    "idle-transform-instances": (
        Mutation("two instances", PACKAGE, ((COUNT, 2),), given=(ONE_FILE,)),
        Mutation("one file", ALGORITHM, (ONE_FILE,), given=((COUNT, 4),)),
        Mutation(
            "list read as the data",
            PACKAGE,
            ((f"{SOURCE}.S3DataType", "S3Prefix"),),
            given=((f"{SOURCE}.S3DataType", "ManifestFile"), (f"{SOURCE}.S3Uri", f"{DATA}/rows.manifest"), (COUNT, 3)),
        ),
    ),
    "multi-record-json": (
        Mutation(
            "strategy added",
            PACKAGE,
            ((f"{JOB}.BatchStrategy", "MultiRecord"),),
            given=((f"{INPUT}.ContentType", "application/json"),),
        ),
        Mutation(
            "other type",
            PACKAGE,
            ((f"{INPUT}.ContentType", "application/json; charset=utf-8"),),
            given=((f"{JOB}.BatchStrategy", "MultiRecord"),),
        ),
        Mutation(
            "other strategy",
            ALGORITHM,
            ((f"{JOB}.BatchStrategy", "MultiRecord"),),
            given=(
                (f"{INFERENCE}.SupportedContentTypes", ["application/json"]),
                (f"{INPUT}.ContentType", "application/json"),
                (f"{JOB}.BatchStrategy", "SingleRecord"),
            ),
        ),
    ),
    "mime-type-empty": (
        Mutation("content type", PACKAGE, ((f"{INPUT}.ContentType", ""),)),
        Mutation("accepted type", PACKAGE, ((f"{OUTPUT}.Accept", ""),)),
        Mutation("space", ALGORITHM, ((f"{OUTPUT}.Accept", " "),)),
    ),
    "mime-types-missing": (
        Mutation("content types left out", PACKAGE, ((f"{INFERENCE}.SupportedContentTypes", DELETE),)),
        Mutation("response types left out", ALGORITHM, ((f"{INFERENCE}.SupportedResponseMIMETypes", DELETE),)),
        Mutation("last content type removed", ALGORITHM, ((f"{INFERENCE}.SupportedContentTypes.0", DELETE),)),
        Mutation("no response types", PACKAGE, ((f"{INFERENCE}.SupportedResponseMIMETypes", []),)),
    ),
    "multi-record-padding": (
        Mutation(
            "split into records",
            PACKAGE,
            ((f"{INPUT}.SplitType", "RecordIO"), (f"{OUTPUT}.AssembleWith", DELETE)),
            given=((f"{JOB}.BatchStrategy", "MultiRecord"),),
        ),
        Mutation(
            "strategy added",
            ALGORITHM,
            ((f"{JOB}.BatchStrategy", "MultiRecord"),),
            given=((f"{INPUT}.SplitType", "TFRecord"), (f"{OUTPUT}.AssembleWith", "None")),
        ),
        Mutation(
            "other strategy",
            PACKAGE,
            ((f"{JOB}.BatchStrategy", "MultiRecord"),),
            given=(
                (f"{JOB}.BatchStrategy", "SingleRecord"),
                (f"{INPUT}.SplitType", "TFRecord"),
                (f"{OUTPUT}.AssembleWith", DELETE),
            ),
        ),
    ),
    "default-payload-too-large": (
        Mutation("seventeen", ALGORITHM, ((f"{JOB}.MaxConcurrentTransforms", 17),)),
        Mutation("two hundred", ALGORITHM, ((f"{JOB}.MaxConcurrentTransforms", 200),)),
        Mutation(
            "payload left out",
            PACKAGE,
            ((f"{JOB}.MaxPayloadInMB", DELETE),),
            given=((f"{JOB}.MaxPayloadInMB", 5), (f"{JOB}.MaxConcurrentTransforms", 20)),
        ),
    ),
    "payload-too-large": (
        Mutation("one above the limit", PACKAGE, ((f"{JOB}.MaxPayloadInMB", 101),)),
        Mutation("too many at a time", PACKAGE, ((f"{JOB}.MaxConcurrentTransforms", 17),)),
        Mutation(
            "too large for as many",
            ALGORITHM,
            ((f"{JOB}.MaxPayloadInMB", 51),),
            given=((f"{JOB}.MaxPayloadInMB", 50), (f"{JOB}.MaxConcurrentTransforms", 2)),
        ),
    ),
    "transform-data-type-not-supported": (
        Mutation("augmented manifest", PACKAGE, ((f"{SOURCE}.S3DataType", "AugmentedManifestFile"),)),
        Mutation("conversations", ALGORITHM, ((f"{SOURCE}.S3DataType", "Converse"),)),
        Mutation(
            "list of objects replaced",
            PACKAGE,
            ((f"{SOURCE}.S3DataType", "AugmentedManifestFile"),),
            given=((f"{SOURCE}.S3DataType", "ManifestFile"), (f"{SOURCE}.S3Uri", f"{DATA}/rows.manifest")),
        ),
    ),
    "transform-manifest-uri-is-prefix": (
        Mutation("prefix", PACKAGE, (LISTED,)),
        Mutation("prefix of an algorithm's", ALGORITHM, (LISTED,)),
        Mutation(
            "bucket",
            PACKAGE,
            ((f"{SOURCE}.S3Uri", "s3://example-sagemaker-us-east-2"),),
            given=(LISTED, (f"{SOURCE}.S3Uri", f"{DATA}/rows.manifest")),
        ),
    ),
    "transform-output-under-input-prefix": (
        Mutation("output inside", PACKAGE, ((f"{OUTPUT}.S3OutputPath", f"{DATA}/input/answers/"),)),
        Mutation("same path without a slash", PACKAGE, ((f"{OUTPUT}.S3OutputPath", f"{DATA}/input"),)),
        # The other bucket's name begins with this one's, so there is nothing to find before. The bucket also has the
        # model.
        Mutation(
            "whole bucket",
            PACKAGE,
            ((f"{SOURCE}.S3Uri", "s3://example-sagemaker-us-east-2"),),
            given=((f"{SOURCE}.S3Uri", "s3://example-sagemaker"),),
            also=("input-prefix-too-wide",),
        ),
        Mutation("input of everything around", PACKAGE, ((f"{SOURCE}.S3Uri", f"{DATA}/"),)),
        Mutation(
            "prefix without a slash",
            ALGORITHM,
            ((f"{SOURCE}.S3Uri", f"{DATA}/input"),),
            given=((f"{OUTPUT}.S3OutputPath", f"{DATA}/input-answers"),),
        ),
    ),
    "payload-limit-missing": (
        Mutation(
            "limit left out",
            PACKAGE,
            ((f"{JOB}.MaxPayloadInMB", DELETE),),
            given=(
                (f"{INFERENCE}.SupportedContentTypes.2", "image/jpeg"),
                (f"{INPUT}.ContentType", "image/jpeg"),
                *UNSPLIT,
            ),
        ),
        Mutation(
            "other data",
            ALGORITHM,
            ((f"{INPUT}.ContentType", "application/x-npy"),),
            given=((f"{INFERENCE}.SupportedContentTypes.1", "application/x-npy"), *UNSPLIT),
        ),
        Mutation(
            "split removed",
            ALGORITHM,
            ((f"{INPUT}.SplitType", DELETE),),
            given=(
                (f"{INFERENCE}.SupportedContentTypes", ["application/x-recordio"]),
                (f"{INPUT}.ContentType", "application/x-recordio"),
                (f"{INPUT}.SplitType", "RecordIO"),
                (f"{OUTPUT}.AssembleWith", DELETE),
            ),
        ),
    ),
}
