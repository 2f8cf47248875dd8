"""Mutations for the rules on AWS Marketplace; those of the validation are in marketplace_validation.py."""

from __future__ import annotations

from typing import Any

from tests.check.mutation import DELETE, Mutation, from_algorithm
from tests.check.mutations import marketplace_validation

NAME, GROUP = "spec.ModelPackageName", "spec.ModelPackageGroupName"
INFERENCE = "spec.InferenceSpecification"
CONTAINER = f"{INFERENCE}.Containers.0"
ADDITIONAL = "spec.AdditionalInferenceSpecifications"
SOURCES = "spec.SourceAlgorithmSpecification"
SOURCE = f"{SOURCES}.SourceAlgorithms.0"
HOST = "123456789012.dkr.ecr.us-east-2.amazonaws.com"
TRANSFORM_TYPES = f"{INFERENCE}.SupportedTransformInstanceTypes"
REALTIME_TYPES = f"{INFERENCE}.SupportedRealtimeInferenceInstanceTypes"
TAGS = [{"Key": "team", "Value": "churn"}]
TRAINED = "s3://example-sagemaker-us-east-2/output/model.tar.gz"
STAGE = {"Key": "stage", "Value": "beta"}
NO_TAGS: tuple[str, Any] = ("spec.Tags", [])
GROUPED = ((NAME, DELETE), (GROUP, "churn"))
# With a variable, environment-in-package already reports the package.
VARIABLES = ((f"{CONTAINER}.Environment", {"WORKERS": "2"}),)


def variables(count: int) -> dict[str, str]:
    return {f"VARIABLE_{number}": "1" for number in range(count)}


def another(**container: Any) -> tuple[str, Any]:
    """Return a change that adds an additional inference specification."""
    return (ADDITIONAL, [{"Name": "other", "Containers": [{"Image": f"{HOST}/churn:1.0", **container}]}])


MUTATIONS = {
    "algorithm-inference-types-missing": (
        Mutation("none for batch transform", "Algorithm", ((TRANSFORM_TYPES, DELETE),)),
        Mutation("none for endpoints", "Algorithm", ((REALTIME_TYPES, DELETE),)),
        Mutation("an empty list for endpoints", "Algorithm", ((REALTIME_TYPES, []),)),
        Mutation("neither", "Algorithm", ((TRANSFORM_TYPES, DELETE), (REALTIME_TYPES, DELETE))),
    ),
    "algorithm-inference-missing": (Mutation("removed", "Algorithm", ((INFERENCE, DELETE),)),),
    "duplicate-tag": (
        Mutation("with another value", "ModelPackage", (("spec.Tags", [*TAGS, {"Key": "team", "Value": "other"}]),)),
        Mutation("with the same value", "Algorithm", (("spec.Tags", [*TAGS, *TAGS]),)),
        Mutation(
            "not adjacent",
            "ModelPackage",
            (("spec.Tags.2", TAGS[0]),),
            given=(("spec.Tags", [*TAGS, STAGE]),),
        ),
    ),
    "too-many-environment-variables": (
        Mutation("17 variables", "Algorithm", ((f"{CONTAINER}.Environment", variables(17)),)),
        Mutation("100 variables", "ModelPackage", ((f"{CONTAINER}.Environment", variables(100)),), given=VARIABLES),
        Mutation("in an additional specification", "ModelPackage", (another(Environment=variables(40)),)),
    ),
    "environment-in-package": (
        Mutation(
            "a variable",
            "ModelPackage",
            VARIABLES,
        ),
        Mutation(
            "a variable in an empty map",
            "ModelPackage",
            ((f"{CONTAINER}.Environment.LOG_LEVEL", "debug"),),
            given=((f"{CONTAINER}.Environment", {}),),
        ),
        Mutation(
            "of a second container",
            "ModelPackage",
            ((f"{INFERENCE}.Containers.1.Environment", {"MODE": "explain"}),),
            given=((f"{INFERENCE}.Containers.1", {"Image": f"{HOST}/explain:1.0"}),),
        ),
    ),
    "environment-needs-network": (
        Mutation(
            "an S3 location",
            "ModelPackage",
            ((f"{CONTAINER}.Environment.SAGEMAKER_SUBMIT_DIRECTORY", "s3://b/s.tar.gz"),),
            given=VARIABLES,
        ),
        Mutation(
            "credentials",
            "ModelPackage",
            ((f"{CONTAINER}.Environment.AWS_ACCESS_KEY_ID", "${KEY:-none}"),),
            given=VARIABLES,
        ),
        Mutation("a model of a hub", "Algorithm", ((f"{CONTAINER}.Environment", {"HF_MODEL_ID": "acme/base"}),)),
        Mutation("in an additional specification", "ModelPackage", (another(Environment={"HF_TOKEN": "hf_none"}),)),
        Mutation(
            "instead of a path",
            "Algorithm",
            ((f"{CONTAINER}.Environment.HF_MODEL_ID", "acme/base"),),
            given=((f"{CONTAINER}.Environment", {"HF_MODEL_ID": "/opt/ml/model"}),),
        ),
    ),
    "fixed-client-token": (
        Mutation("a name", "ModelPackage", (("spec.ClientToken", "release"),)),
        Mutation("a UUID", "ModelPackage", (("spec.ClientToken", "0f9e8d7c-1234-4abc-9def-0123456789ab"),)),
        Mutation(
            "instead of a variable",
            "ModelPackage",
            (("spec.ClientToken", "release-1"),),
            given=(("spec.ClientToken", "release-${NUMBER:-1}"),),
        ),
    ),
    "algorithm-other-account": (
        Mutation(
            "another account",
            "ModelPackage",
            ((f"{SOURCE}.AlgorithmName", "arn:aws:sagemaker:us-east-2:210987654321:algorithm/trees"),),
            given=from_algorithm(),
        ),
        Mutation(
            "a subscription, with the seller's artifacts",
            "ModelPackage",
            ((f"{SOURCE}.AlgorithmName", "arn:aws:sagemaker:us-east-2:057799348421:algorithm/forecast-1-0"),),
            given=from_algorithm(ModelDataUrl=TRAINED),
        ),
        Mutation(
            "a role in another account",
            "ModelPackage",
            (("spec.ValidationSpecification.ValidationRole", "arn:aws:iam::210987654321:role/validation"),),
            given=(
                *from_algorithm(),
                (f"{SOURCE}.AlgorithmName", "arn:aws:sagemaker:us-east-2:123456789012:algorithm/trees"),
            ),
        ),
    ),
    "inference-instance-types-missing": (
        Mutation("none for batch transform", "ModelPackage", ((TRANSFORM_TYPES, DELETE),)),
        Mutation("none for endpoints", "ModelPackage", ((REALTIME_TYPES, DELETE),)),
        Mutation("an empty list for endpoints", "ModelPackage", ((REALTIME_TYPES, []),)),
        Mutation("neither", "ModelPackage", ((TRANSFORM_TYPES, DELETE), (REALTIME_TYPES, DELETE))),
    ),
    "name-or-group": (
        Mutation("neither", "ModelPackage", ((NAME, DELETE),)),
        Mutation("both", "ModelPackage", ((GROUP, "churn"),)),
        # With a name, another rule reports the group.
        Mutation(
            "a name added to a version",
            "ModelPackage",
            ((NAME, "churn-${V:-1}"),),
            also=("versioned-package",),
            given=GROUPED,
        ),
    ),
    "inference-specification-missing": (
        Mutation("no container", "ModelPackage", ((INFERENCE, DELETE),)),
        Mutation("no algorithm", "ModelPackage", ((SOURCES, DELETE),), given=from_algorithm(ModelDataUrl=TRAINED)),
        Mutation("only an additional specification", "ModelPackage", ((INFERENCE, DELETE), another())),
    ),
    "unexpected-product-id": (
        Mutation("of a package", "ModelPackage", ((f"{CONTAINER}.ProductId", "prod-1234567890abc"),)),
        Mutation("of an algorithm", "Algorithm", ((f"{CONTAINER}.ProductId", "0f9e8d7c-1234-4abc-9def-0123456789ab"),)),
        Mutation("of an additional specification", "ModelPackage", (another(ProductId="prod-1234567890abc"),)),
    ),
    "reserved-tag": (
        Mutation("an AWS tag", "ModelPackage", (("spec.Tags", [{"Key": "aws:createdBy", "Value": "release"}]),)),
        Mutation("in uppercase", "Algorithm", (("spec.Tags", [*TAGS, {"Key": "AWS:team", "Value": "a"}]),)),
        Mutation(
            "by a variable",
            "ModelPackage",
            (("spec.Tags.0.Key", "${PREFIX:-aws:}team"),),
            given=(("spec.Tags", TAGS),),
        ),
    ),
    "tags-with-group": (
        Mutation("tags for a version", "ModelPackage", (("spec.Tags", TAGS),), given=GROUPED),
        Mutation("a tag in an empty list", "ModelPackage", (("spec.Tags.0", STAGE),), given=(*GROUPED, NO_TAGS)),
        # The group is also reported, because versions can't be listed.
        Mutation(
            "a group for a package with tags",
            "ModelPackage",
            GROUPED,
            also=("versioned-package",),
            given=(("spec.Tags", [*TAGS, STAGE]),),
        ),
    ),
    "inference-and-source-algorithm": (
        Mutation(
            "an algorithm and a container",
            "ModelPackage",
            ((SOURCES, {"SourceAlgorithms": [{"AlgorithmName": "demand-forest", "ModelDataUrl": TRAINED}]}),),
        ),
        Mutation(
            "an algorithm ARN, artifacts and a container",
            "ModelPackage",
            (
                (
                    SOURCES,
                    {
                        "SourceAlgorithms": [
                            {
                                "AlgorithmName": "arn:aws:sagemaker:us-east-2:123456789012:algorithm/trees",
                                "ModelDataUrl": TRAINED,
                            }
                        ]
                    },
                ),
            ),
        ),
        Mutation(
            "a container and an algorithm",
            "ModelPackage",
            (
                (
                    INFERENCE,
                    {
                        "Containers": [{"Image": f"{HOST}/churn:1.0"}],
                        "SupportedContentTypes": ["text/csv"],
                        "SupportedResponseMIMETypes": ["text/csv"],
                        "SupportedTransformInstanceTypes": ["ml.m5.large"],
                        "SupportedRealtimeInferenceInstanceTypes": ["ml.m5.large"],
                    },
                ),
            ),
            given=from_algorithm(ModelDataUrl=TRAINED),
        ),
    ),
    "versioned-only-field": (
        Mutation("an approval", "ModelPackage", (("spec.ModelApprovalStatus", "Approved"),)),
        Mutation("metadata", "ModelPackage", (("spec.CustomerMetadataProperties", {"team": "churn"}),)),
        Mutation("provenance", "ModelPackage", (("spec.MetadataProperties", {"CommitId": "0a1b2c3d"}),)),
        Mutation("a model card", "ModelPackage", (("spec.ModelCard", {"ModelCardStatus": "Draft"}),)),
        Mutation(
            "metrics and baselines", "ModelPackage", (("spec.ModelMetrics", {}), ("spec.DriftCheckBaselines", {}))
        ),
        Mutation(
            "a stage", "ModelPackage", (("spec.ModelLifeCycle", {"Stage": "Production", "StageStatus": "Approved"}),)
        ),
    ),
    "versioned-package": (
        Mutation("a group instead of the name", "ModelPackage", GROUPED),
        Mutation(
            "a group's ARN",
            "ModelPackage",
            ((NAME, DELETE), (GROUP, "arn:aws:sagemaker:us-east-2:123456789012:model-package-group/churn")),
        ),
        Mutation("of an algorithm's package", "ModelPackage", GROUPED, given=from_algorithm()),
        # Without the name, another rule reports the group.
        Mutation(
            "the name removed, with a group",
            "ModelPackage",
            ((NAME, DELETE),),
            also=("name-or-group",),
            given=((GROUP, "churn"),),
        ),
    ),
} | marketplace_validation.MUTATIONS
