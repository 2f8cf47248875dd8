"""Mutations for the rules about training; those about channels are in `training_channels`."""

from __future__ import annotations

from tests.check.mutation import DELETE, Mutation
from tests.check.mutations.training_channels import CHANNELS, CONFIG, DATA, JOB, KIND

TYPES = "spec.TrainingSpecification.SupportedTrainingInstanceTypes"
RESOURCES = f"{JOB}.ResourceConfig"
STOPPING = f"{JOB}.StoppingCondition"
ON_GPU = {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1}
ON_CPU = {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 10}
PREFERRED = {
    "InstanceCount": 1,
    "InstancePreferences": [{"InstanceType": "ml.m5.xlarge"}, {"InstanceType": "ml.m5.2xlarge"}],
    "VolumeSizeInGB": 10,
}
GPU = ((f"{TYPES}.2", "ml.g5.xlarge"), (RESOURCES, ON_GPU))


MUTATIONS: dict[str, tuple[Mutation, ...]] = CHANNELS | {
    "pending-time-ignored": (
        Mutation("time added", KIND, ((f"{STOPPING}.MaxPendingTimeInSeconds", 7200),)),
        Mutation(
            "accelerator removed",
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
    "wait-time-without-spot-training": (
        Mutation("on a CPU type", KIND, ((f"{STOPPING}.MaxWaitTimeInSeconds", 3600),)),
        Mutation("on a GPU type", KIND, ((f"{STOPPING}.MaxWaitTimeInSeconds", 1800),), given=GPU),
        Mutation(
            "with other times",
            KIND,
            ((STOPPING, {"MaxRuntimeInSeconds": 600, "MaxPendingTimeInSeconds": 1800, "MaxWaitTimeInSeconds": 1200}),),
            given=GPU,
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
            given=((f"{TYPES}.2", "ml.p4d.24xlarge"), (f"{STOPPING}.MaxRuntimeInSeconds", 5 * 86400)),
        ),
    ),
    "training-time-above-maximum": (
        Mutation("one second too many", KIND, ((f"{STOPPING}.MaxRuntimeInSeconds", 28 * 86400 + 1),)),
        Mutation("milliseconds", KIND, ((f"{STOPPING}.MaxRuntimeInSeconds", 3_600_000),)),
        Mutation("on a GPU type", KIND, ((f"{STOPPING}.MaxRuntimeInSeconds", 10**12),), given=GPU),
    ),
    "training-time-above-quota": (
        Mutation("one second too many", KIND, ((f"{STOPPING}.MaxRuntimeInSeconds", 5 * 86400 + 1),)),
        Mutation("maximum", KIND, ((f"{STOPPING}.MaxRuntimeInSeconds", 28 * 86400),)),
        Mutation(
            "on a GPU type",
            KIND,
            ((f"{STOPPING}.MaxRuntimeInSeconds", 6 * 86400),),
            given=(*GPU, (f"{STOPPING}.MaxRuntimeInSeconds", 7200)),
        ),
    ),
    "uncompressed-training-output": (
        Mutation("uncompressed", KIND, ((f"{CONFIG}.CompressionType", "NONE"),)),
        Mutation("on a GPU type", KIND, ((f"{CONFIG}.CompressionType", "NONE"),), given=GPU),
        Mutation(
            "with another path",
            KIND,
            ((CONFIG, {"S3OutputPath": f"{DATA}/files/", "CompressionType": "NONE"}),),
        ),
    ),
}
