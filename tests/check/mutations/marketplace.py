"""Ways to break what makes a resource one that can be listed; what the validation is about stands beside."""

from __future__ import annotations

from typing import Any

from tests.check.mutation import DELETE, Mutation, example, from_algorithm, renamed
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
# Without the variables there is nothing to say of the container, so nothing goes with it.
BARE = ((f"{CONTAINER}.Environment", DELETE),)


def variables(count: int) -> dict[str, str]:
    return {f"VARIABLE_{number}": "1" for number in range(count)}


def another(**container: Any) -> tuple[str, Any]:
    """Another way to serve, as a change."""
    return (ADDITIONAL, [{"Name": "other", "Containers": [{"Image": f"{HOST}/churn:1.0", **container}]}])


MUTATIONS = {
    "algorithm-inference-types-missing": (
        Mutation("none for batch transform", "Algorithm", ((TRANSFORM_TYPES, DELETE),)),
        Mutation("none for endpoints", "Algorithm", ((REALTIME_TYPES, DELETE),)),
        Mutation("an empty list for endpoints", "Algorithm", ((REALTIME_TYPES, []),)),
        Mutation("neither", "Algorithm", ((TRANSFORM_TYPES, DELETE), (REALTIME_TYPES, DELETE))),
    ),
    "algorithm-inference-missing": (
        Mutation("left out", "Algorithm", ((INFERENCE, DELETE),)),
        # A misspelt member is unknown to the API, too.
        Mutation(
            "misspelt",
            "Algorithm",
            renamed("Algorithm", "InferenceSpecification", "InferenceSpecifications"),
            also=("unknown-field",),
        ),
        # Neither does the API know it inside another member.
        Mutation(
            "a level too deep",
            "Algorithm",
            (
                (INFERENCE, DELETE),
                (
                    "spec.TrainingSpecification.InferenceSpecification",
                    example("Algorithm")["spec"]["InferenceSpecification"],
                ),
            ),
            also=("unknown-field",),
        ),
    ),
    "duplicate-tag": (
        Mutation("with another value", "ModelPackage", (("spec.Tags", [*TAGS, {"Key": "team", "Value": "other"}]),)),
        Mutation("with the same value", "Algorithm", (("spec.Tags", [*TAGS, *TAGS]),)),
        Mutation(
            "not beside each other",
            "ModelPackage",
            (("spec.Tags.2", TAGS[0]),),
            given=(("spec.Tags", [*TAGS, STAGE]),),
        ),
    ),
    "too-many-environment-variables": (
        Mutation("one more than the text says", "Algorithm", ((f"{CONTAINER}.Environment", variables(17)),)),
        Mutation("as many as the model takes", "ModelPackage", ((f"{CONTAINER}.Environment", variables(100)),)),
        Mutation("in another way to serve", "ModelPackage", (another(Environment=variables(40)),)),
    ),
    "environment-not-overridable": (
        Mutation(
            "a variable",
            "ModelPackage",
            ((f"{CONTAINER}.Environment", {"WORKERS": "2"}),),
            given=((f"{CONTAINER}.Environment", DELETE),),
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
    # What a package has in its Environment is told of already.
    "environment-needs-network": (
        Mutation(
            "a place in S3",
            "ModelPackage",
            ((f"{CONTAINER}.Environment.SAGEMAKER_SUBMIT_DIRECTORY", "s3://b/s.tar.gz"),),
        ),
        Mutation("credentials", "ModelPackage", ((f"{CONTAINER}.Environment.AWS_ACCESS_KEY_ID", "${KEY:-none}"),)),
        Mutation("a model of a hub", "Algorithm", ((f"{CONTAINER}.Environment", {"HF_MODEL_ID": "acme/base"}),)),
        Mutation("in another way to serve", "ModelPackage", (another(Environment={"HF_TOKEN": "hf_none"}),)),
        Mutation(
            "in place of a folder",
            "Algorithm",
            ((f"{CONTAINER}.Environment.HF_MODEL_ID", "acme/base"),),
            given=((f"{CONTAINER}.Environment", {"HF_MODEL_ID": "/opt/ml/model"}),),
        ),
    ),
    "fixed-client-token": (
        Mutation("a name", "ModelPackage", (("spec.ClientToken", "release"),)),
        Mutation("a UUID", "ModelPackage", (("spec.ClientToken", "0f9e8d7c-1234-4abc-9def-0123456789ab"),)),
        Mutation(
            "in place of a variable",
            "ModelPackage",
            (("spec.ClientToken", "release-1"),),
            given=(("spec.ClientToken", "release-${NUMBER:-1}"),),
        ),
    ),
    "algorithm-other-account": (
        Mutation(
            "another seller's",
            "ModelPackage",
            ((f"{SOURCE}.AlgorithmName", "arn:aws:sagemaker:us-east-2:210987654321:algorithm/trees"),),
            given=from_algorithm(),
        ),
        Mutation(
            "one of AWS Marketplace, beside artifacts of one's own",
            "ModelPackage",
            ((f"{SOURCE}.AlgorithmName", "arn:aws:sagemaker:us-east-2:057799348421:algorithm/forecast-1-0"),),
            given=from_algorithm(ModelDataUrl=TRAINED),
        ),
        Mutation(
            "a role of another account than the algorithm's",
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
        # A misspelt member is unknown to the API, too.
        Mutation(
            "another kind's name",
            "ModelPackage",
            renamed("ModelPackage", "ModelPackageName", "AlgorithmName"),
            also=("unknown-field",),
        ),
        # What was a fault of the group alone becomes one of both.
        Mutation(
            "a name for a version",
            "ModelPackage",
            ((NAME, "churn-${V:-1}"),),
            also=("versioned-package",),
            given=GROUPED,
        ),
    ),
    "inference-specification-missing": (
        Mutation("no container", "ModelPackage", ((INFERENCE, DELETE),), given=BARE),
        Mutation("no algorithm", "ModelPackage", ((SOURCES, DELETE),), given=from_algorithm(ModelDataUrl=TRAINED)),
        # A misspelt member is unknown to the API, too.
        Mutation(
            "misspelt",
            "ModelPackage",
            renamed("ModelPackage", "InferenceSpecification", "Inferencespecification"),
            also=("unknown-field",),
            given=BARE,
        ),
        Mutation("only another way to serve", "ModelPackage", ((INFERENCE, DELETE), another()), given=BARE),
    ),
    "unexpected-product-id": (
        Mutation("of a package", "ModelPackage", ((f"{CONTAINER}.ProductId", "prod-1234567890abc"),)),
        Mutation("of an algorithm", "Algorithm", ((f"{CONTAINER}.ProductId", "0f9e8d7c-1234-4abc-9def-0123456789ab"),)),
        Mutation("of another way to serve", "ModelPackage", (another(ProductId="prod-1234567890abc"),)),
    ),
    "reserved-tag": (
        Mutation("of AWS's own", "ModelPackage", (("spec.Tags", [{"Key": "aws:createdBy", "Value": "release"}]),)),
        Mutation("in capital letters", "Algorithm", (("spec.Tags", [*TAGS, {"Key": "AWS:team", "Value": "a"}]),)),
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
        # A group has a fault of its own: versions can't be listed.
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
            "an algorithm beside a container",
            "ModelPackage",
            ((SOURCES, {"SourceAlgorithms": [{"AlgorithmName": "demand-forest", "ModelDataUrl": TRAINED}]}),),
        ),
        Mutation(
            "an algorithm's ARN and artifacts beside a container",
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
            "a container beside an algorithm",
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
        Mutation("a group in place of the name", "ModelPackage", GROUPED),
        Mutation(
            "a group's ARN",
            "ModelPackage",
            ((NAME, DELETE), (GROUP, "arn:aws:sagemaker:us-east-2:123456789012:model-package-group/churn")),
        ),
        Mutation("of an algorithm's package", "ModelPackage", GROUPED, given=from_algorithm()),
        # The group was one fault with the name, it is another without.
        Mutation(
            "the name removed beside a group",
            "ModelPackage",
            ((NAME, DELETE),),
            also=("name-or-group",),
            given=((GROUP, "churn"),),
        ),
    ),
} | marketplace_validation.MUTATIONS
