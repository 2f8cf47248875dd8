"""Mutations for the rules about training channels."""

from __future__ import annotations

from tests.check.mutation import DELETE, Mutation

KIND = "Algorithm"
DECLARED = "spec.TrainingSpecification.TrainingChannels"
JOB = "spec.ValidationSpecification.ValidationProfiles.0.TrainingJobDefinition"
USED = f"{JOB}.InputDataConfig"
MODE = f"{JOB}.TrainingInputMode"
SOURCE = f"{USED}.0.DataSource.S3DataSource"
CONFIG = f"{JOB}.OutputDataConfig"
OUTPUT = f"{CONFIG}.S3OutputPath"
ANSWERS = "spec.ValidationSpecification.ValidationProfiles.0.TransformJobDefinition.TransformOutput.S3OutputPath"
DATA = "s3://example-sagemaker-us-east-2/demand-forest/validation"
LABELS = {"Name": "labels", "SupportedContentTypes": ["text/csv"], "SupportedInputModes": ["File"]}
REQUIRED_LABELS = {**LABELS, "IsRequired": True}
LABELS_DATA = {
    "ChannelName": "labels",
    "ContentType": "text/csv",
    "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"{DATA}/labels/"}},
}
# Data sources with an augmented manifest and with a list of objects.
AUGMENTED = {
    "S3DataType": "AugmentedManifestFile",
    "S3Uri": f"{DATA}/rows.manifest",
    "AttributeNames": ["source-ref", "sales"],
}
LISTED = {"S3DataType": "ManifestFile", "S3Uri": f"{DATA}/rows.manifest"}
FILE_SYSTEM = {
    "FileSystemId": "fs-0123456789abcdef0",
    "FileSystemType": "FSxLustre",
    "FileSystemAccessMode": "ro",
    "DirectoryPath": "/sales",
}
BOTH_MODES = (f"{DECLARED}.0.SupportedInputModes", ["File", "Pipe"])
BOTH_COMPRESSIONS = (f"{DECLARED}.0.SupportedCompressionTypes", ["None", "Gzip"])
STREAMED = (BOTH_MODES, (MODE, "Pipe"), (SOURCE, AUGMENTED))
TWO = ((f"{DECLARED}.1", LABELS), (f"{USED}.1", LABELS_DATA))
OPTIONAL = (f"{DECLARED}.0.IsRequired", False)
WORKERS = {"InstanceGroupName": "workers", "InstanceType": "ml.m5.xlarge", "InstanceCount": 1}
GROUPED = (f"{JOB}.ResourceConfig", {"InstanceGroups": [WORKERS], "VolumeSizeInGB": 10})
# Channels can't list FastFile, so its use is never in the channel's list.
FAST_FILE = ("channel-input-mode-not-supported",)


CHANNELS: dict[str, tuple[Mutation, ...]] = {
    "augmented-manifest-attribute-names": (
        Mutation("names left out", KIND, ((f"{SOURCE}.AttributeNames", DELETE),), given=STREAMED),
        Mutation("no names", KIND, ((f"{SOURCE}.AttributeNames", []),), given=STREAMED),
        Mutation("names for a prefix", KIND, ((f"{SOURCE}.AttributeNames", ["sales"]),)),
        Mutation("names for a list", KIND, ((SOURCE, {**LISTED, "AttributeNames": ["sales"]}),)),
    ),
    "augmented-manifest-requires-pipe-mode": (
        Mutation("data type", KIND, ((SOURCE, AUGMENTED),)),
        Mutation("mode of the job", KIND, ((MODE, "File"),), given=STREAMED),
        Mutation(
            "mode of the channel left out",
            KIND,
            ((f"{USED}.0.InputMode", DELETE),),
            given=(BOTH_MODES, (f"{USED}.0.InputMode", "Pipe"), (SOURCE, AUGMENTED)),
        ),
        Mutation("FastFile", KIND, ((f"{USED}.0.InputMode", "FastFile"),), also=FAST_FILE, given=STREAMED),
    ),
    "channel-compression-not-supported": (
        Mutation("compressed", KIND, ((f"{USED}.0.CompressionType", "Gzip"),), given=(BOTH_MODES, (MODE, "Pipe"))),
        Mutation(
            "list without it",
            KIND,
            ((f"{DECLARED}.0.SupportedCompressionTypes", ["Gzip"]),),
            given=((f"{USED}.0.CompressionType", "None"),),
        ),
        Mutation(
            "removed from the list",
            KIND,
            ((f"{DECLARED}.0.SupportedCompressionTypes.1", DELETE),),
            given=(
                BOTH_MODES,
                BOTH_COMPRESSIONS,
                (f"{USED}.0.InputMode", "Pipe"),
                (f"{USED}.0.CompressionType", "Gzip"),
            ),
        ),
    ),
    "channel-content-type-not-supported": (
        Mutation("another type", KIND, ((f"{USED}.0.ContentType", "application/json"),)),
        Mutation("another type with a parameter", KIND, ((f"{USED}.0.ContentType", "text/plain; charset=utf-8"),)),
        Mutation("list of another type", KIND, ((f"{DECLARED}.0.SupportedContentTypes", ["application/json"]),)),
        Mutation("second channel", KIND, ((f"{USED}.1.ContentType", "application/x-parquet"),), given=TWO),
    ),
    "channel-content-type-missing": (
        Mutation("left out", KIND, ((f"{USED}.0.ContentType", DELETE),)),
        Mutation("empty", KIND, ((f"{USED}.0.ContentType", ""),)),
        Mutation("second channel", KIND, ((f"{USED}.1.ContentType", DELETE),), given=TWO),
        Mutation(
            "list filled",
            KIND,
            ((f"{DECLARED}.0.SupportedContentTypes", ["text/csv", "application/x-parquet"]),),
            given=((f"{DECLARED}.0.SupportedContentTypes", []), (f"{USED}.0.ContentType", DELETE)),
        ),
    ),
    "channel-single-data-source": (
        Mutation("empty", KIND, ((f"{USED}.0.DataSource", {}),)),
        Mutation("second channel empty", KIND, ((f"{USED}.1.DataSource", {}),), given=TWO),
        Mutation("removed from one of two", KIND, ((f"{USED}.0.DataSource.S3DataSource", DELETE),), given=TWO),
        Mutation(
            "several",
            KIND,
            ((f"{USED}.0.DataSource.FileSystemDataSource", FILE_SYSTEM),),
            also=("file-system-data-source",),
        ),
    ),
    "file-system-data-source": (
        Mutation("instead of S3", KIND, ((f"{USED}.0.DataSource", {"FileSystemDataSource": FILE_SYSTEM}),)),
        Mutation(
            "EFS",
            KIND,
            ((f"{USED}.0.DataSource", {"FileSystemDataSource": {**FILE_SYSTEM, "FileSystemType": "EFS"}}),),
        ),
        Mutation("second channel", KIND, ((f"{USED}.1.DataSource", {"FileSystemDataSource": FILE_SYSTEM}),), given=TWO),
    ),
    "channel-input-mode-not-supported": (
        Mutation("mode of the job", KIND, ((MODE, "Pipe"),)),
        Mutation("mode of the channel", KIND, ((f"{USED}.0.InputMode", "FastFile"),)),
        Mutation("list of another mode", KIND, ((f"{DECLARED}.0.SupportedInputModes", ["Pipe"]),)),
        Mutation("second channel", KIND, ((f"{USED}.1.InputMode", "Pipe"),), given=TWO),
    ),
    "unknown-instance-group": (
        Mutation("without groups", KIND, ((f"{SOURCE}.InstanceGroupNames", ["workers"]),)),
        Mutation("another name", KIND, ((f"{SOURCE}.InstanceGroupNames", ["worker"]),), given=(GROUPED,)),
        Mutation(
            "group renamed",
            KIND,
            ((f"{JOB}.ResourceConfig.InstanceGroups.0.InstanceGroupName", "servers"),),
            given=(GROUPED, (f"{SOURCE}.InstanceGroupNames", ["workers"])),
        ),
    ),
    "channel-manifest-uri-is-prefix": (
        Mutation("prefix", KIND, ((f"{SOURCE}.S3DataType", "ManifestFile"),)),
        Mutation("bucket", KIND, ((f"{SOURCE}.S3Uri", "s3://example-sagemaker-us-east-2"),), given=((SOURCE, LISTED),)),
        Mutation("prefix for an augmented manifest", KIND, ((f"{SOURCE}.S3Uri", f"{DATA}/rows/"),), given=STREAMED),
    ),
    "channel-not-declared": (
        Mutation("one more", KIND, ((f"{USED}.1", LABELS_DATA),)),
        Mutation("other letter case", KIND, ((f"{USED}.0.ChannelName", "Training"),), given=(OPTIONAL,)),
        Mutation("declared by another name", KIND, ((f"{DECLARED}.0.Name", "sales"),), given=(OPTIONAL,)),
        Mutation("declaration removed", KIND, ((f"{DECLARED}.1", DELETE),), given=TWO),
    ),
    "duplicate-channel": (
        Mutation("declared twice", KIND, ((f"{DECLARED}.1", {**LABELS, "Name": "training"}),)),
        Mutation("used twice", KIND, ((f"{USED}.1", {**LABELS_DATA, "ChannelName": "training"}),)),
        Mutation(
            "declared name changed", KIND, ((f"{DECLARED}.1.Name", "training"),), given=((f"{DECLARED}.1", LABELS),)
        ),
        Mutation("used name changed", KIND, ((f"{USED}.1.ChannelName", "training"),), given=TWO),
    ),
    "fast-file-channel": (
        Mutation("one mode more", KIND, ((f"{DECLARED}.0.SupportedInputModes.1", "FastFile"),)),
        Mutation("one channel more", KIND, ((f"{DECLARED}.1", {**LABELS, "SupportedInputModes": ["FastFile"]}),)),
        Mutation(
            "instead of Pipe",
            KIND,
            ((f"{DECLARED}.1.SupportedInputModes.1", "FastFile"),),
            given=((f"{DECLARED}.1", {**LABELS, "SupportedInputModes": ["File", "Pipe"]}),),
        ),
    ),
    "output-under-input-prefix": (
        Mutation("output inside", KIND, ((OUTPUT, f"{DATA}/training/model/"),)),
        Mutation("same path without a slash", KIND, ((OUTPUT, f"{DATA}/training"),)),
        Mutation("prefix without a slash", KIND, ((f"{SOURCE}.S3Uri", f"{DATA}/mod"),)),
        Mutation(
            "list read as the data",
            KIND,
            ((f"{SOURCE}.S3DataType", "S3Prefix"),),
            given=((f"{SOURCE}.S3DataType", "ManifestFile"), (f"{SOURCE}.S3Uri", f"{DATA}/model")),
        ),
        Mutation("second channel", KIND, ((f"{USED}.1.DataSource.S3DataSource.S3Uri", f"{DATA}/"),), given=TWO),
        Mutation("model among the test data", KIND, ((OUTPUT, f"{DATA}/input/model/"),)),
        Mutation("answers among the training data", KIND, ((ANSWERS, f"{DATA}/training/answers/"),)),
    ),
    "channel-requires-pipe-mode": (
        Mutation("compressed", KIND, ((f"{USED}.0.CompressionType", "Gzip"),), given=(BOTH_COMPRESSIONS,)),
        Mutation("wrapped", KIND, ((f"{USED}.0.RecordWrapperType", "RecordIO"),)),
        Mutation(
            "mode of the job",
            KIND,
            ((MODE, "File"),),
            given=(BOTH_MODES, (MODE, "Pipe"), (f"{USED}.0.RecordWrapperType", "RecordIO")),
        ),
        Mutation(
            "FastFile",
            KIND,
            ((f"{USED}.0.InputMode", "FastFile"),),
            also=FAST_FILE,
            given=(BOTH_MODES, BOTH_COMPRESSIONS, (MODE, "Pipe"), (f"{USED}.0.CompressionType", "Gzip")),
        ),
    ),
    "required-channel-missing": (
        Mutation("declared only", KIND, ((f"{DECLARED}.1", REQUIRED_LABELS),)),
        Mutation(
            "required all at once", KIND, ((f"{DECLARED}.1.IsRequired", True),), given=((f"{DECLARED}.1", LABELS),)
        ),
        Mutation("data of another", KIND, ((f"{USED}.0.ChannelName", "labels"),), given=((f"{DECLARED}.1", LABELS),)),
        Mutation("data removed", KIND, ((f"{USED}.0", DELETE),), given=TWO),
    ),
    "too-many-training-channels": (
        Mutation(
            "a ninth",
            KIND,
            ((f"{DECLARED}.8", {**LABELS, "Name": "ninth"}),),
            given=tuple((f"{DECLARED}.{index}", {**LABELS, "Name": f"part-{index}"}) for index in range(1, 8)),
        ),
        Mutation(
            "twenty",
            KIND,
            tuple((f"{DECLARED}.{index}", {**LABELS, "Name": f"part-{index}"}) for index in range(1, 20)),
        ),
        Mutation(
            "nine in use",
            KIND,
            tuple(
                change
                for index in range(1, 9)
                for change in (
                    (f"{DECLARED}.{index}", {**REQUIRED_LABELS, "Name": f"part-{index}"}),
                    (f"{USED}.{index}", {**LABELS_DATA, "ChannelName": f"part-{index}"}),
                )
            ),
        ),
    ),
}
