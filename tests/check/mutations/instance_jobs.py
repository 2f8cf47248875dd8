"""Mutations for the rules on instances of validation jobs."""

from __future__ import annotations

from tests.check.mutation import DELETE, Mutation

PACKAGE, ALGORITHM = "ModelPackage", "Algorithm"
TRAINING_TYPES = "spec.TrainingSpecification.SupportedTrainingInstanceTypes"
TRANSFORM_TYPES = "spec.InferenceSpecification.SupportedTransformInstanceTypes"
DISTRIBUTED = "spec.TrainingSpecification.SupportsDistributedTraining"
PROFILE = "spec.ValidationSpecification.ValidationProfiles.0"
TRAINING = f"{PROFILE}.TrainingJobDefinition.ResourceConfig"
TRANSFORM = f"{PROFILE}.TransformJobDefinition.TransformResources"
PREFERENCES = f"{TRAINING}.InstancePreferences"
PLAN = "arn:aws:sagemaker:us-east-2:123456789012:training-plan/validation"

GROUP = {"InstanceGroupName": "all", "InstanceType": "ml.m5.xlarge", "InstanceCount": 1}
OTHER_GROUP = {"InstanceGroupName": "more", "InstanceType": "ml.m5.2xlarge", "InstanceCount": 1}
FIRST, SECOND = {"InstanceType": "ml.m5.xlarge"}, {"InstanceType": "ml.m5.2xlarge"}
GROUPED = (TRAINING, {"InstanceGroups": [GROUP], "VolumeSizeInGB": 10})
# InstanceCount once for the job, or in each preference.
PREFERRED = (TRAINING, {"InstanceCount": 1, "InstancePreferences": [FIRST, SECOND], "VolumeSizeInGB": 10})
COUNTED = (
    TRAINING,
    {
        "InstancePreferences": [{**FIRST, "InstanceCount": 1}, {**SECOND, "InstanceCount": 1}],
        "VolumeSizeInGB": 10,
    },
)
TRAINS_ON_GPU = (
    (f"{TRAINING_TYPES}.2", "ml.g5.xlarge"),
    (TRAINING, {"InstanceType": "ml.g5.xlarge", "InstanceCount": 1}),
)
GPU_PREFERRED = (
    (TRAINING_TYPES, ["ml.m5.xlarge", "ml.g5.xlarge", "ml.r5d.xlarge"]),
    (TRAINING, {"InstanceCount": 1, "InstancePreferences": [{"InstanceType": "ml.g5.xlarge"}]}),
)


JOBS: dict[str, tuple[Mutation, ...]] = {
    "distributed-training-not-supported": (
        Mutation("two instances", ALGORITHM, ((f"{TRAINING}.InstanceCount", 2),)),
        Mutation(
            "SupportsDistributedTraining removed",
            ALGORITHM,
            ((DISTRIBUTED, DELETE),),
            given=((DISTRIBUTED, True), (f"{TRAINING}.InstanceCount", 2)),
        ),
        Mutation("another group", ALGORITHM, ((f"{TRAINING}.InstanceGroups.1", OTHER_GROUP),), given=(GROUPED,)),
        Mutation(
            "a preference with two instances", ALGORITHM, ((f"{PREFERENCES}.1.InstanceCount", 4),), given=(COUNTED,)
        ),
    ),
    "instance-preference-counts": (
        Mutation("no count", ALGORITHM, ((f"{TRAINING}.InstanceCount", DELETE),), given=(PREFERRED,)),
        Mutation("also in one preference", ALGORITHM, ((f"{PREFERENCES}.1.InstanceCount", 1),), given=(PREFERRED,)),
        Mutation("also for the job", ALGORITHM, ((f"{TRAINING}.InstanceCount", 1),), given=(COUNTED,)),
        Mutation(
            "missing in one preference", ALGORITHM, ((f"{PREFERENCES}.0.InstanceCount", DELETE),), given=(COUNTED,)
        ),
    ),
    "duplicate-instance-preference": (
        Mutation("other type", ALGORITHM, ((f"{PREFERENCES}.1.InstanceType", "ml.m5.xlarge"),), given=(PREFERRED,)),
        Mutation("another entry", ALGORITHM, ((f"{PREFERENCES}.2", SECOND),), given=(PREFERRED,)),
        Mutation(
            "with another count",
            ALGORITHM,
            ((f"{PREFERENCES}.2", {**FIRST, "InstanceCount": 2}),),
            given=((DISTRIBUTED, True), COUNTED),
        ),
    ),
    "instance-preferences-conflict": (
        Mutation("preferences added", ALGORITHM, ((PREFERENCES, [FIRST, SECOND]),)),
        Mutation("groups added", ALGORITHM, ((f"{TRAINING}.InstanceGroups", [GROUP]),), given=(PREFERRED,)),
        Mutation(
            "placement added",
            ALGORITHM,
            ((f"{TRAINING}.InstancePlacementConfig", {"EnableMultipleJobs": False}),),
            given=(PREFERRED,),
        ),
        Mutation(
            "plans for both",
            ALGORITHM,
            ((f"{TRAINING}.TrainingPlanArn", PLAN),),
            given=(PREFERRED, (f"{PREFERENCES}.0.TrainingPlanArns", [PLAN])),
        ),
    ),
    "selected-instance-read-only": (
        Mutation("type", ALGORITHM, ((f"{TRAINING}.SelectedInstanceType", "ml.m5.xlarge"),)),
        Mutation("count", ALGORITHM, ((f"{TRAINING}.SelectedInstanceCount", 1),)),
        Mutation(
            "in preferences",
            ALGORITHM,
            ((f"{TRAINING}.SelectedInstanceType", "ml.m5.2xlarge"), (f"{TRAINING}.SelectedInstanceCount", 1)),
            given=(PREFERRED,),
        ),
    ),
    "invalid-resource-config": (
        Mutation("no count", ALGORITHM, ((f"{TRAINING}.InstanceCount", DELETE),)),
        Mutation("no type", ALGORITHM, ((f"{TRAINING}.InstanceType", DELETE),)),
        Mutation("neither", ALGORITHM, ((TRAINING, {"VolumeSizeInGB": 10}),)),
        Mutation("groups added", ALGORITHM, ((f"{TRAINING}.InstanceGroups", [GROUP]),)),
        Mutation("count with groups", ALGORITHM, ((f"{TRAINING}.InstanceCount", 1),), given=(GROUPED,)),
    ),
    "validation-instance-type-not-listed": (
        Mutation("batch transform", PACKAGE, ((f"{TRANSFORM}.InstanceType", "ml.m5.4xlarge"),)),
        Mutation("training", ALGORITHM, ((f"{TRAINING}.InstanceType", "ml.c5.xlarge"),)),
        Mutation("removed from the list", PACKAGE, ((f"{TRANSFORM_TYPES}.0", DELETE),)),
        Mutation("preference", ALGORITHM, ((f"{PREFERENCES}.1.InstanceType", "ml.r5.xlarge"),), given=(PREFERRED,)),
        Mutation("group", ALGORITHM, ((f"{TRAINING}.InstanceGroups.0.InstanceType", "ml.t3.large"),), given=(GROUPED,)),
    ),
    "volume-key-with-local-storage": (
        Mutation(
            "key added",
            PACKAGE,
            ((f"{TRANSFORM}.VolumeKmsKeyId", "alias/validation"),),
            given=((f"{TRANSFORM_TYPES}.2", "ml.g5.xlarge"), (f"{TRANSFORM}.InstanceType", "ml.g5.xlarge")),
        ),
        Mutation(
            "other type",
            ALGORITHM,
            ((f"{TRANSFORM}.InstanceType", "ml.trn1.2xlarge"),),
            given=((f"{TRANSFORM_TYPES}.1", "ml.trn1.2xlarge"), (f"{TRANSFORM}.VolumeKmsKeyId", "alias/validation")),
        ),
        Mutation(
            "training",
            ALGORITHM,
            ((f"{TRAINING}.VolumeKmsKeyId", "arn:aws:kms:us-east-2:123456789012:key/validation"),),
            given=TRAINS_ON_GPU,
        ),
        Mutation("preference", ALGORITHM, ((f"{TRAINING}.VolumeKmsKeyId", "alias/v"),), given=GPU_PREFERRED),
    ),
    "volume-size-ignored": (
        Mutation("size added", ALGORITHM, ((f"{TRAINING}.VolumeSizeInGB", 1),), given=TRAINS_ON_GPU),
        Mutation(
            "other type",
            ALGORITHM,
            ((f"{TRAINING}.InstanceType", "ml.r5d.xlarge"),),
            given=((f"{TRAINING_TYPES}.1", "ml.r5d.xlarge"),),
        ),
        Mutation("preferences", ALGORITHM, ((f"{TRAINING}.VolumeSizeInGB", 100),), given=GPU_PREFERRED),
    ),
    "volume-size-missing": (
        Mutation("removed", ALGORITHM, ((f"{TRAINING}.VolumeSizeInGB", DELETE),)),
        Mutation("0", ALGORITHM, ((f"{TRAINING}.VolumeSizeInGB", 0),)),
        Mutation("other type", ALGORITHM, ((f"{TRAINING}.InstanceType", "ml.m5.2xlarge"),), given=TRAINS_ON_GPU),
        Mutation("one preference", ALGORITHM, ((f"{PREFERENCES}.1", FIRST),), given=GPU_PREFERRED),
    ),
}
