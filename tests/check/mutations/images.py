"""Mutations for the rules on images."""

from __future__ import annotations

from tests.check.mutation import DELETE, Mutation

IMAGE = "spec.InferenceSpecification.Containers.0.Image"
DIGEST = "spec.InferenceSpecification.Containers.0.ImageDigest"
TRAINING_IMAGE = "spec.TrainingSpecification.TrainingImage"
TRAINING_DIGEST = "spec.TrainingSpecification.TrainingImageDigest"
CONTAINERS = "spec.InferenceSpecification.Containers"
ADDITIONAL = "spec.AdditionalInferenceSpecifications"
ROLE = "spec.ValidationSpecification.ValidationRole"
HOST = "123456789012.dkr.ecr.us-east-2.amazonaws.com"
FIPS, DUAL_STACK = "123456789012.dkr.ecr-fips.us-east-2.amazonaws.com", "123456789012.dkr-ecr.us-east-2.on.aws"
ONES, TWOS = f"sha256:{'1' * 64}", f"sha256:{'2' * 64}"


MUTATIONS = {
    "image-digest-mismatch": (
        Mutation("a container's", "ModelPackage", ((IMAGE, f"{HOST}/churn@{ONES}"), (DIGEST, TWOS))),
        Mutation(
            "the training image's",
            "Algorithm",
            ((TRAINING_IMAGE, f"{HOST}/trainer@{ONES}"), (TRAINING_DIGEST, TWOS)),
        ),
        # image-tag-and-digest reports it, too.
        Mutation(
            "a tag and a digest in the URI",
            "Algorithm",
            ((IMAGE, f"{HOST}/serve:1.0@{ONES}"), (DIGEST, TWOS)),
            also=("image-tag-and-digest",),
        ),
        Mutation(
            "an additional specification",
            "ModelPackage",
            ((f"{ADDITIONAL}.0.Containers.0.ImageDigest", TWOS),),
            given=((ADDITIONAL, [{"Name": "other", "Containers": [{"Image": f"{HOST}/churn@{ONES}"}]}]),),
        ),
    ),
    "arm64-image": (
        Mutation("in the tag", "ModelPackage", ((IMAGE, f"{HOST}/churn:1.0-arm64"),)),
        Mutation("in the repository's name", "Algorithm", ((TRAINING_IMAGE, f"{HOST}/trainer_aarch64:1.0"),)),
        Mutation("in the repository's folder", "Algorithm", ((IMAGE, f"{HOST}/graviton/serve:1.0"),)),
        Mutation("with the suffix arm64v8", "ModelPackage", ((IMAGE, f"{HOST}/arm64v8/churn:1.0"),)),
    ),
    "image-fips-or-dual-stack-host": (
        Mutation("for FIPS", "ModelPackage", ((IMAGE, f"{FIPS}/churn:1.0"),)),
        Mutation("dual-stack", "Algorithm", ((TRAINING_IMAGE, f"{DUAL_STACK}/trainer:1.0"),)),
        Mutation(
            "dual-stack for FIPS",
            "Algorithm",
            ((IMAGE, "123456789012.dkr-ecr-fips.us-east-2.on.aws/serve:1.0"),),
        ),
        Mutation(
            "in an additional specification",
            "ModelPackage",
            ((ADDITIONAL, [{"Name": "other", "Containers": [{"Image": f"{DUAL_STACK}/churn:1.0"}]}]),),
        ),
    ),
    "image-not-in-ecr": (
        Mutation("the public gallery of ECR", "ModelPackage", ((IMAGE, "public.ecr.aws/acme/churn:1.0"),)),
        Mutation("Docker Hub", "Algorithm", ((TRAINING_IMAGE, "acme/trainer:1.0"),)),
        Mutation("a private registry", "Algorithm", ((IMAGE, "registry.example.com:5000/serve:1.0"),)),
        Mutation("with https://", "ModelPackage", ((IMAGE, f"https://{HOST}/churn:1.0"),)),
        Mutation(
            "an account with eleven digits",
            "ModelPackage",
            ((IMAGE, "12345678901.dkr.ecr.us-east-2.amazonaws.com/churn:1.0"),),
        ),
    ),
    "image-not-pinned": (
        Mutation("latest", "ModelPackage", ((IMAGE, f"{HOST}/churn:latest"),)),
        Mutation("no tag", "Algorithm", ((TRAINING_IMAGE, f"{HOST}/trainer"),)),
        Mutation("latest, as a variable's default", "Algorithm", ((IMAGE, f"{HOST}/serve:${{TAG:-latest}}"),)),
        Mutation(
            "in an additional specification",
            "ModelPackage",
            ((ADDITIONAL, [{"Name": "other", "Containers": [{"Image": f"{HOST}/team/churn"}]}]),),
        ),
    ),
    "image-other-account": (
        Mutation(
            "another account",
            "ModelPackage",
            ((IMAGE, "210987654321.dkr.ecr.us-east-2.amazonaws.com/churn:1.0"),),
        ),
        Mutation(
            "a built-in algorithm",
            "Algorithm",
            ((TRAINING_IMAGE, "257758044811.dkr.ecr.us-east-2.amazonaws.com/sagemaker-xgboost:1.7-1"),),
        ),
        Mutation(
            "a deep learning container",
            "Algorithm",
            ((IMAGE, "763104351884.dkr.ecr.us-east-2.amazonaws.com/pytorch-inference:2.6-py312"),),
        ),
        Mutation(
            "a role in another account",
            "ModelPackage",
            ((ROLE, "arn:aws:iam::210987654321:role/validation"),),
        ),
        Mutation(
            "two accounts, without a role",
            "Algorithm",
            ((IMAGE, "210987654321.dkr.ecr.us-east-2.amazonaws.com/serve:1.0"),),
            given=((ROLE, DELETE),),
        ),
    ),
    "image-dns-suffix-mismatch": (
        Mutation("a suffix of China", "ModelPackage", ((IMAGE, f"{HOST}.cn/churn:1.0"),)),
        Mutation(
            "a dual-stack suffix of China",
            "Algorithm",
            ((TRAINING_IMAGE, "123456789012.dkr-ecr.us-east-2.on.amazonwebservices.com.cn/trainer:1.0"),),
        ),
        Mutation(
            "a suffix of the European Sovereign Cloud",
            "Algorithm",
            ((IMAGE, "123456789012.dkr.ecr.us-east-2.amazonaws.eu/serve:1.0"),),
        ),
        # The image is also in another Region.
        Mutation(
            "a Region of China without its suffix",
            "ModelPackage",
            ((IMAGE, "123456789012.dkr.ecr.cn-north-1.amazonaws.com/churn:1.0"),),
            also=("image-other-region",),
        ),
    ),
    "image-other-region": (
        Mutation("the container", "ModelPackage", ((IMAGE, "123456789012.dkr.ecr.us-west-2.amazonaws.com/churn:1.0"),)),
        Mutation(
            "the training image",
            "Algorithm",
            ((TRAINING_IMAGE, "123456789012.dkr.ecr.eu-central-1.amazonaws.com/trainer:1.0"),),
        ),
        Mutation(
            "by a host for FIPS",
            "Algorithm",
            ((IMAGE, "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/serve:1.0"),),
            given=((IMAGE, f"{FIPS}/serve:1.0"),),
        ),
        Mutation(
            "in an additional specification",
            "ModelPackage",
            (
                (
                    ADDITIONAL,
                    [
                        {
                            "Name": "other",
                            "Containers": [{"Image": "123456789012.dkr.ecr.sa-east-1.amazonaws.com/churn:1.0"}],
                        }
                    ],
                ),
            ),
        ),
    ),
    "invalid-image-reference": (
        Mutation("a tag with a plus sign", "ModelPackage", ((IMAGE, f"{HOST}/churn:1.0+cpu"),)),
        Mutation("an empty tag", "Algorithm", ((IMAGE, f"{HOST}/serve:${{TAG:-}}"),)),
        Mutation("uppercase letters in the name", "Algorithm", ((TRAINING_IMAGE, f"{HOST}/DemandForest:1.0"),)),
        Mutation("a short digest", "ModelPackage", ((IMAGE, f"{HOST}/churn@sha256:0123456789abcdef"),)),
        Mutation("a tag with 129 letters", "ModelPackage", ((IMAGE, f"{HOST}/churn:{'a' * 129}"),)),
    ),
    "image-tag-and-digest": (
        Mutation("of the container", "ModelPackage", ((IMAGE, f"{HOST}/churn:1.0@{ONES}"),)),
        Mutation("of the training image", "Algorithm", ((TRAINING_IMAGE, f"{HOST}/trainer:1.0@{ONES}"),)),
        Mutation("with a variable as the tag", "Algorithm", ((IMAGE, f"{HOST}/serve:${{TAG:-1.0}}@{ONES}"),)),
        Mutation(
            "in an additional specification",
            "ModelPackage",
            ((ADDITIONAL, [{"Name": "other", "Containers": [{"Image": f"{HOST}/churn:1.0@{ONES}"}]}]),),
        ),
    ),
    "multiple-containers": (
        Mutation("two containers", "ModelPackage", ((f"{CONTAINERS}.1", {"Image": f"{HOST}/explain:1.0"}),)),
        Mutation(
            "three containers",
            "Algorithm",
            ((CONTAINERS, [{"Image": f"{HOST}/{name}:1.0"} for name in ("prepare", "serve", "explain")]),),
        ),
        Mutation(
            "in an additional specification",
            "ModelPackage",
            (
                (
                    ADDITIONAL,
                    [{"Name": "two", "Containers": [{"Image": f"{HOST}/one:1.0"}, {"Image": f"{HOST}/two:1.0"}]}],
                ),
            ),
        ),
    ),
}
