"""Mutations for the rules on instance types; those of validation jobs are in instance_jobs.py."""

from __future__ import annotations

from tests.check.mutation import DELETE, Changes, Mutation
from tests.check.mutations.instance_jobs import GROUP, JOBS

PACKAGE, ALGORITHM = "ModelPackage", "Algorithm"
INFERENCE = "spec.InferenceSpecification"
TRAINING_TYPES = "spec.TrainingSpecification.SupportedTrainingInstanceTypes"
TRANSFORM_TYPES = f"{INFERENCE}.SupportedTransformInstanceTypes"
REALTIME_TYPES = f"{INFERENCE}.SupportedRealtimeInferenceInstanceTypes"
IMAGE, TRAINING_IMAGE = f"{INFERENCE}.Containers.0.Image", "spec.TrainingSpecification.TrainingImage"
PROFILE = "spec.ValidationSpecification.ValidationProfiles.0"
RESOURCES = f"{PROFILE}.TrainingJobDefinition.ResourceConfig"
TRANSFORM_TYPE = f"{PROFILE}.TransformJobDefinition.TransformResources.InstanceType"
REPOSITORY = "123456789012.dkr.ecr.us-east-2.amazonaws.com/demand-forest"
AMI = "al2-ami-sagemaker-batch-gpu-535"
TRANSFORM_AMI = f"{PROFILE}.TransformJobDefinition.TransformResources.TransformAmiVersion"
KEPT = f"{RESOURCES}.KeepAlivePeriodInSeconds"


def only(*types: str) -> Changes:
    """Offer only these types for inference, and validate on the first one."""
    return (TRANSFORM_TYPES, list(types)), (REALTIME_TYPES, list(types)), (TRANSFORM_TYPE, types[0])


LISTS: dict[str, tuple[Mutation, ...]] = {
    "arm64-instance-type": (
        Mutation("another entry", PACKAGE, ((f"{REALTIME_TYPES}.3", "ml.c7g.large"),)),
        Mutation("another", ALGORITHM, ((f"{REALTIME_TYPES}.1", "ml.m6g.large"),)),
        Mutation("only such types", PACKAGE, ((REALTIME_TYPES, ["ml.r7gd.xlarge", "ml.r8g.xlarge"]),)),
    ),
    "cpu-types-for-gpu-image": (
        Mutation("repository renamed", PACKAGE, ((IMAGE, f"{REPOSITORY}-gpu:1.0"),)),
        Mutation("tag changed", ALGORITHM, ((IMAGE, f"{REPOSITORY}:1.0-cu121"),)),
        Mutation("training image", ALGORITHM, ((TRAINING_IMAGE, f"{REPOSITORY}/cuda12:1.0"),)),
        Mutation(
            "type added",
            PACKAGE,
            ((f"{TRANSFORM_TYPES}.1", "ml.m5.large"),),
            given=((IMAGE, f"{REPOSITORY}-gpu:1.0"), *only("ml.g5.xlarge")),
        ),
        Mutation(
            "word moved to the end",
            PACKAGE,
            ((IMAGE, f"{REPOSITORY}/price-forecast-gpu:1.0"),),
            given=((IMAGE, f"{REPOSITORY}-gpu/gpu-price-forecast:1.0"),),
        ),
    ),
    "duplicate-instance-type": (
        Mutation("batch transform", PACKAGE, ((f"{TRANSFORM_TYPES}.2", "ml.m5.large"),)),
        Mutation("real time", PACKAGE, ((f"{REALTIME_TYPES}.2", "ml.m5.xlarge"),)),
        Mutation("training", ALGORITHM, ((f"{TRAINING_TYPES}.1", "ml.m5.xlarge"),)),
    ),
    "gpu-ami-without-gpu": (
        Mutation("added", PACKAGE, ((TRANSFORM_AMI, AMI),)),
        Mutation("of another version", ALGORITHM, ((TRANSFORM_AMI, "al2-ami-sagemaker-batch-gpu-470"),)),
        Mutation(
            "other type",
            PACKAGE,
            ((TRANSFORM_TYPE, "ml.m5.xlarge"),),
            given=((f"{TRANSFORM_TYPES}.2", "ml.g5.xlarge"), (TRANSFORM_TYPE, "ml.g5.xlarge"), (TRANSFORM_AMI, AMI)),
        ),
    ),
    "gpu-types-for-cpu-image": (
        Mutation(
            "type added",
            PACKAGE,
            ((f"{TRANSFORM_TYPES}.2", "ml.g5.xlarge"),),
            given=((IMAGE, f"{REPOSITORY}-cpu:1.0"),),
        ),
        Mutation(
            "tag changed",
            ALGORITHM,
            ((IMAGE, f"{REPOSITORY}:1.0-cpu"),),
            given=((f"{REALTIME_TYPES}.2", "ml.g4dn.xlarge"),),
        ),
        Mutation(
            "training",
            ALGORITHM,
            ((f"{TRAINING_TYPES}.0", "ml.p4d.24xlarge"), (f"{RESOURCES}.InstanceType", "ml.m5.2xlarge")),
            given=((TRAINING_IMAGE, f"{REPOSITORY}/cpu:1.0"),),
        ),
    ),
    "instance-type-not-in-region": (
        Mutation("real time", PACKAGE, ((f"{REALTIME_TYPES}.3", "ml.dl1.24xlarge"),)),
        Mutation("training", ALGORITHM, ((f"{TRAINING_TYPES}.1", "ml.p4de.24xlarge"),)),
        Mutation(
            "validation",
            ALGORITHM,
            # Such a type has local storage. In the list, it would also be reported there.
            ((f"{RESOURCES}.InstanceType", "ml.p3dn.24xlarge"), (f"{RESOURCES}.VolumeSizeInGB", DELETE)),
            also=("validation-instance-type-not-listed",),
        ),
    ),
    "neuron-types-for-non-neuron-image": (
        Mutation(
            "real time",
            PACKAGE,
            ((f"{REALTIME_TYPES}.3", "ml.inf1.xlarge"),),
            given=((IMAGE, f"{REPOSITORY}-cpu:1.0"),),
        ),
        Mutation(
            "batch transform",
            ALGORITHM,
            ((f"{TRANSFORM_TYPES}.1", "ml.inf2.xlarge"),),
            given=((IMAGE, f"{REPOSITORY}-gpu:1.0"), *only("ml.g5.xlarge")),
        ),
        Mutation(
            "training image",
            ALGORITHM,
            ((TRAINING_IMAGE, f"{REPOSITORY}:1.0-cpu"),),
            given=((f"{TRAINING_TYPES}.2", "ml.trn1.2xlarge"),),
        ),
    ),
    "neuron-without-batch-transform": (
        Mutation("only Inferentia", PACKAGE, ((REALTIME_TYPES, ["ml.inf1.xlarge", "ml.inf2.xlarge"]),)),
        Mutation("only Trainium", ALGORITHM, ((REALTIME_TYPES, ["ml.trn1.2xlarge"]),)),
        Mutation(
            "of another generation",
            PACKAGE,
            ((REALTIME_TYPES, ["ml.inf1.xlarge"]),),
            given=only("ml.inf2.xlarge", "ml.trn1.2xlarge"),
        ),
        Mutation(
            "batch type removed",
            PACKAGE,
            ((f"{TRANSFORM_TYPES}.2", DELETE),),
            given=((f"{TRANSFORM_TYPES}.2", "ml.inf2.xlarge"), (REALTIME_TYPES, ["ml.inf2.xlarge"])),
        ),
    ),
    "only-accelerated-types": (
        Mutation("only GPU types", PACKAGE, only("ml.g5.xlarge", "ml.g5.2xlarge")),
        Mutation("GPUs and Inferentia", ALGORITHM, only("ml.g5.xlarge", "ml.inf2.xlarge")),
        Mutation(
            "CPU type taken out",
            PACKAGE,
            ((f"{REALTIME_TYPES}.1", DELETE),),
            given=(*only("ml.g5.xlarge"), (f"{REALTIME_TYPES}.1", "ml.m5.xlarge")),
        ),
        Mutation(
            "image name without a processor",
            ALGORITHM,
            ((IMAGE, f"{REPOSITORY}:1.0"),),
            given=((IMAGE, f"{REPOSITORY}-gpu:1.0"), *only("ml.g4dn.xlarge")),
        ),
    ),
    "non-neuron-types-for-neuron-image": (
        Mutation("repository renamed", PACKAGE, ((IMAGE, f"{REPOSITORY}-neuron:1.0"),)),
        Mutation("tag changed", ALGORITHM, ((IMAGE, f"{REPOSITORY}:1.0-inferentia"),)),
        Mutation("training image", ALGORITHM, ((TRAINING_IMAGE, f"{REPOSITORY}/trainium:1.0"),)),
        Mutation(
            "type added",
            PACKAGE,
            ((f"{REALTIME_TYPES}.1", "ml.g5.xlarge"),),
            given=((IMAGE, f"{REPOSITORY}:1.0-neuronx"), *only("ml.inf2.xlarge")),
        ),
    ),
    "previous-generation-instance-type": (
        Mutation("batch transform", PACKAGE, ((f"{TRANSFORM_TYPES}.1", "ml.m4.xlarge"),)),
        Mutation("real time", PACKAGE, ((f"{REALTIME_TYPES}.3", "ml.c4.xlarge"),)),
        Mutation("training", ALGORITHM, ((f"{TRAINING_TYPES}.2", "ml.c4.2xlarge"),)),
    ),
    "retired-instance-type": (
        Mutation("batch transform", PACKAGE, ((f"{TRANSFORM_TYPES}.2", "ml.p2.xlarge"),)),
        Mutation("real time", ALGORITHM, ((f"{REALTIME_TYPES}.1", "ml.p3.2xlarge"),)),
        Mutation("training", ALGORITHM, ((f"{TRAINING_TYPES}.1", "ml.p2.8xlarge"),)),
        # In the list, it would also be reported there.
        Mutation(
            "validation", PACKAGE, ((TRANSFORM_TYPE, "ml.p3.2xlarge"),), also=("validation-instance-type-not-listed",)
        ),
    ),
    "training-instance-types-empty": (
        Mutation("emptied", ALGORITHM, ((TRAINING_TYPES, []),)),
        Mutation(
            "last entry removed",
            ALGORITHM,
            ((f"{TRAINING_TYPES}.0", DELETE),),
            given=((TRAINING_TYPES, ["ml.m5.2xlarge"]), (f"{RESOURCES}.InstanceType", "ml.m5.2xlarge")),
        ),
        Mutation(
            "emptied, with groups",
            ALGORITHM,
            ((TRAINING_TYPES, []),),
            given=(
                (f"{RESOURCES}.InstanceType", DELETE),
                (f"{RESOURCES}.InstanceCount", DELETE),
                (f"{RESOURCES}.InstanceGroups", [GROUP]),
            ),
        ),
    ),
    "unknown-instance-type": (
        Mutation("valid for another use", PACKAGE, ((f"{TRANSFORM_TYPES}.1", "ml.c5.large"),)),
        Mutation("without ml", PACKAGE, ((f"{REALTIME_TYPES}.2", "c5.xlarge"),)),
        Mutation("Graviton", ALGORITHM, ((f"{TRAINING_TYPES}.1", "ml.m6g.large"),)),
        Mutation("not an instance type", ALGORITHM, ((f"{REALTIME_TYPES}.2", "cheapest"),)),
        # An invalid type is not in the list either.
        Mutation(
            "validation", PACKAGE, ((TRANSFORM_TYPE, "ml.t2.medium"),), also=("validation-instance-type-not-listed",)
        ),
    ),
    "unused-warm-pool": (
        Mutation("kept", ALGORITHM, ((KEPT, 600),)),
        Mutation("kept for one second", ALGORITHM, ((KEPT, 1),), given=((KEPT, 0),)),
        Mutation(
            "kept with groups",
            ALGORITHM,
            ((RESOURCES, {"InstanceGroups": [GROUP], "VolumeSizeInGB": 10, "KeepAlivePeriodInSeconds": 3600}),),
        ),
    ),
}

MUTATIONS = {**LISTS, **JOBS}
