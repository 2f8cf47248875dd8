"""Mutations for the rules on certification and validation."""

from __future__ import annotations

from tests.check.mutation import DELETE, Mutation, example, from_algorithm

GROUPED = (("spec.ModelPackageName", DELETE), ("spec.ModelPackageGroupName", "churn"))
VALIDATION = "spec.ValidationSpecification"
ROLE = f"{VALIDATION}.ValidationRole"
PROFILES = f"{VALIDATION}.ValidationProfiles"
TRANSFORM = f"{PROFILES}.0.TransformJobDefinition"
TRAINING = f"{PROFILES}.0.TrainingJobDefinition"
TEST_DATA = f"{TRANSFORM}.TransformInput.DataSource.S3DataSource.S3Uri"
TRAINING_DATA = f"{TRAINING}.InputDataConfig.0.DataSource.S3DataSource.S3Uri"

MUTATIONS = {
    "algorithm-transform-missing": (
        Mutation("removed", "Algorithm", ((TRANSFORM, DELETE),)),
        # The API accepts only one profile.
        Mutation(
            "in a second profile",
            "Algorithm",
            (
                (
                    f"{PROFILES}.1",
                    {
                        "ProfileName": "train-only",
                        "TrainingJobDefinition": example("Algorithm")["spec"]["ValidationSpecification"][
                            "ValidationProfiles"
                        ][0]["TrainingJobDefinition"],
                    },
                ),
            ),
            also=("out-of-range",),
        ),
    ),
    "not-certified": (
        Mutation("a package", "ModelPackage", (("spec.CertifyForMarketplace", False),)),
        Mutation("an algorithm", "Algorithm", (("spec.CertifyForMarketplace", False),)),
        Mutation(
            "a certified one",
            "ModelPackage",
            (("spec.CertifyForMarketplace", False),),
            given=(*from_algorithm(), ("spec.CertifyForMarketplace", True)),
        ),
    ),
    "role-path-missing": (
        Mutation(
            "of a package",
            "ModelPackage",
            ((ROLE, "arn:aws:iam::123456789012:role/AmazonSageMaker-ExecutionRole-20181116T172364"),),
        ),
        Mutation(
            "of an algorithm",
            "Algorithm",
            ((ROLE, "arn:aws:iam::123456789012:role/AmazonSageMaker-ExecutionRole-20250301T101010"),),
        ),
        Mutation(
            "with an account from a variable",
            "ModelPackage",
            ((ROLE, "arn:aws:iam::${ACCOUNT:-123456789012}:role/AmazonSageMaker-ExecutionRole-validation"),),
        ),
    ),
    "validation-missing": (
        Mutation("of a package", "ModelPackage", ((VALIDATION, DELETE),)),
        Mutation("of an algorithm", "Algorithm", ((VALIDATION, DELETE),)),
    ),
    "validation-profiles-empty": (
        Mutation("of containers", "ModelPackage", ((PROFILES, []),)),
        Mutation("of a version", "ModelPackage", ((PROFILES, []),), given=GROUPED),
        Mutation(
            "of an algorithm's package",
            "ModelPackage",
            ((PROFILES, []),),
            given=from_algorithm(),
        ),
    ),
    "validation-skipped": (
        Mutation("of containers", "ModelPackage", (("spec.SkipModelValidation", "All"),)),
        Mutation(
            "instead of None",
            "ModelPackage",
            (("spec.SkipModelValidation", "All"),),
            given=(*from_algorithm(), ("spec.SkipModelValidation", "None")),
        ),
        Mutation("by a variable", "ModelPackage", (("spec.SkipModelValidation", "${SKIP:-All}"),)),
    ),
}
