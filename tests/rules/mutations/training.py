"""Ways to break what the rules about training guard."""

from __future__ import annotations

from tests.rules.mutation import DELETE, Mutation

KIND = "Algorithm"
TYPES = "spec.TrainingSpecification.SupportedTrainingInstanceTypes"
DECLARED = "spec.TrainingSpecification.TrainingChannels"
JOB = "spec.ValidationSpecification.ValidationProfiles.0.TrainingJobDefinition"
USED = f"{JOB}.InputDataConfig"
MODE = f"{JOB}.TrainingInputMode"
SOURCE = f"{USED}.0.DataSource.S3DataSource"
OUTPUT = f"{JOB}.OutputDataConfig.S3OutputPath"
RESOURCES = f"{JOB}.ResourceConfig"
STOPPING = f"{JOB}.StoppingCondition"
DATA = "s3://example-sagemaker-us-east-2/demand-forest/validation"

LABELS = {"Name": "labels", "SupportedContentTypes": ["text/csv"], "SupportedInputModes": ["File"]}
REQUIRED_LABELS = {**LABELS, "IsRequired": True}
LABELS_DATA = {
    "ChannelName": "labels",
    "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"{DATA}/labels/"}},
}
ON_GPU = {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1}
ON_CPU = {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 10}
PREFERRED = {
    "InstanceCount": 1,
    "InstancePreferences": [{"InstanceType": "ml.m5.xlarge"}, {"InstanceType": "ml.m5.2xlarge"}],
    "VolumeSizeInGB": 10,
}

BOTH_MODES = (f"{DECLARED}.0.SupportedInputModes", ["File", "Pipe"])
BOTH_COMPRESSIONS = (f"{DECLARED}.0.SupportedCompressionTypes", ["None", "Gzip"])
OPTIONAL = (f"{DECLARED}.0.IsRequired", False)
GPU = ((f"{TYPES}.2", "ml.g5.xlarge"), (RESOURCES, ON_GPU))
# No channel may list FastFile, so its use is always outside of the channel's list, too.
FAST_FILE = ("channel-input-mode",)


MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "augmented-manifest-needs-pipe": (
        Mutation("data type", KIND, ((f"{SOURCE}.S3DataType", "AugmentedManifestFile"),)),
        Mutation(
            "mode of the job",
            KIND,
            ((MODE, "File"),),
            given=(BOTH_MODES, (MODE, "Pipe"), (f"{SOURCE}.S3DataType", "AugmentedManifestFile")),
        ),
        Mutation(
            "mode of the channel left out",
            KIND,
            ((f"{USED}.0.InputMode", DELETE),),
            given=(BOTH_MODES, (f"{USED}.0.InputMode", "Pipe"), (f"{SOURCE}.S3DataType", "AugmentedManifestFile")),
        ),
        Mutation(
            "FastFile",
            KIND,
            ((f"{USED}.0.InputMode", "FastFile"),),
            also=FAST_FILE,
            given=(BOTH_MODES, (MODE, "Pipe"), (f"{SOURCE}.S3DataType", "AugmentedManifestFile")),
        ),
    ),
    "channel-compression": (
        Mutation(
            "compressed",
            KIND,
            ((f"{USED}.0.CompressionType", "Gzip"),),
            given=(BOTH_MODES, (MODE, "Pipe")),
        ),
        Mutation(
            "list without it",
            KIND,
            ((f"{DECLARED}.0.SupportedCompressionTypes", ["Gzip"]),),
            given=((f"{USED}.0.CompressionType", "None"),),
        ),
        Mutation(
            "taken out of the list",
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
    "channel-content-type": (
        Mutation("another type", KIND, ((f"{USED}.0.ContentType", "application/json"),)),
        Mutation("another type with a parameter", KIND, ((f"{USED}.0.ContentType", "text/plain; charset=utf-8"),)),
        Mutation("list of another type", KIND, ((f"{DECLARED}.0.SupportedContentTypes", ["application/json"]),)),
        Mutation(
            "second channel",
            KIND,
            ((f"{USED}.1.ContentType", "application/x-parquet"),),
            given=((f"{DECLARED}.1", LABELS), (f"{USED}.1", LABELS_DATA)),
        ),
    ),
    "channel-input-mode": (
        Mutation("mode of the job", KIND, ((MODE, "Pipe"),)),
        Mutation("mode of the channel", KIND, ((f"{USED}.0.InputMode", "FastFile"),)),
        Mutation("list of another mode", KIND, ((f"{DECLARED}.0.SupportedInputModes", ["Pipe"]),)),
        Mutation(
            "second channel",
            KIND,
            ((f"{USED}.1.InputMode", "Pipe"),),
            given=((f"{DECLARED}.1", LABELS), (f"{USED}.1", LABELS_DATA)),
        ),
    ),
    "channel-not-declared": (
        Mutation("one more", KIND, ((f"{USED}.1", LABELS_DATA),)),
        Mutation("other letter case", KIND, ((f"{USED}.0.ChannelName", "Training"),), given=(OPTIONAL,)),
        Mutation("declared by another name", KIND, ((f"{DECLARED}.0.Name", "sales"),), given=(OPTIONAL,)),
        Mutation(
            "declared no more",
            KIND,
            ((f"{DECLARED}.1", DELETE),),
            given=((f"{DECLARED}.1", LABELS), (f"{USED}.1", LABELS_DATA)),
        ),
    ),
    "duplicate-channel": (
        Mutation("declared twice", KIND, ((f"{DECLARED}.1", {**LABELS, "Name": "training"}),)),
        Mutation("used twice", KIND, ((f"{USED}.1", {**LABELS_DATA, "ChannelName": "training"}),)),
        Mutation(
            "declared name changed", KIND, ((f"{DECLARED}.1.Name", "training"),), given=((f"{DECLARED}.1", LABELS),)
        ),
        Mutation(
            "used name changed",
            KIND,
            ((f"{USED}.1.ChannelName", "training"),),
            given=((f"{DECLARED}.1", LABELS), (f"{USED}.1", LABELS_DATA)),
        ),
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
    "output-among-inputs": (
        Mutation("output inside", KIND, ((OUTPUT, f"{DATA}/training/model/"),)),
        Mutation("same place without a slash", KIND, ((OUTPUT, f"{DATA}/training"),)),
        Mutation("prefix without a slash", KIND, ((f"{SOURCE}.S3Uri", f"{DATA}/mod"),)),
        Mutation(
            "list read as the data",
            KIND,
            ((f"{SOURCE}.S3DataType", "S3Prefix"),),
            given=((f"{SOURCE}.S3DataType", "ManifestFile"), (f"{SOURCE}.S3Uri", f"{DATA}/model")),
        ),
        Mutation(
            "second channel",
            KIND,
            ((f"{USED}.1.DataSource.S3DataSource.S3Uri", f"{DATA}/"),),
            given=((f"{DECLARED}.1", LABELS), (f"{USED}.1", LABELS_DATA)),
        ),
    ),
    "pending-time-ignored": (
        Mutation("time added", KIND, ((f"{STOPPING}.MaxPendingTimeInSeconds", 7200),)),
        Mutation(
            "accelerator no more",
            KIND,
            ((RESOURCES, ON_CPU),),
            given=(*GPU, (f"{STOPPING}.MaxPendingTimeInSeconds", 1800)),
        ),
        Mutation(
            "preferred types",
            KIND,
            ((f"{STOPPING}.MaxPendingTimeInSeconds", 3600),),
            given=((RESOURCES, PREFERRED),),
        ),
    ),
    "pipe-only-member": (
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
        Mutation(
            "data taken out",
            KIND,
            ((f"{USED}.0", DELETE),),
            given=((f"{DECLARED}.1", LABELS), (f"{USED}.1", LABELS_DATA)),
        ),
    ),
    "spot-wait-time": (
        Mutation("on a CPU type", KIND, ((f"{STOPPING}.MaxWaitTimeInSeconds", 3600),)),
        Mutation("on a GPU type", KIND, ((f"{STOPPING}.MaxWaitTimeInSeconds", 1800),), given=GPU),
        Mutation(
            "with other times",
            KIND,
            ((STOPPING, {"MaxRuntimeInSeconds": 600, "MaxPendingTimeInSeconds": 1800, "MaxWaitTimeInSeconds": 1200}),),
            given=GPU,
        ),
    ),
    "training-channels-disputed": (
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
    "training-time-limit": (
        Mutation("no limit", KIND, ((f"{STOPPING}.MaxRuntimeInSeconds", DELETE),)),
        Mutation("no limit on a GPU type", KIND, ((STOPPING, {}),), given=GPU),
        Mutation("two hours on a GPU type", KIND, ((f"{STOPPING}.MaxRuntimeInSeconds", 7200),), given=GPU),
        Mutation(
            "other type",
            KIND,
            ((RESOURCES, {**ON_GPU, "InstanceType": "ml.p4d.24xlarge"}),),
            given=((f"{TYPES}.2", "ml.p4d.24xlarge"), (f"{STOPPING}.MaxRuntimeInSeconds", 28 * 86400)),
        ),
    ),
    "training-time-maximum": (
        Mutation("one second too many", KIND, ((f"{STOPPING}.MaxRuntimeInSeconds", 28 * 86400 + 1),)),
        Mutation("milliseconds", KIND, ((f"{STOPPING}.MaxRuntimeInSeconds", 3_600_000),)),
        Mutation("on a GPU type", KIND, ((f"{STOPPING}.MaxRuntimeInSeconds", 10**12),), given=GPU),
    ),
}
