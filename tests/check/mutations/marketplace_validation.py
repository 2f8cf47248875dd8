"""Mutations for the rules on certification and validation."""

from __future__ import annotations

from tests.check.mutation import DELETE, Mutation, example, from_algorithm, renamed

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
        # The schema reports a misspelled field, too.
        Mutation(
            "misspelt",
            "Algorithm",
            ((TRANSFORM, DELETE), (f"{PROFILES}.0.TransformJob", {})),
            also=("unknown-field",),
        ),
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
    "bucket-not-in-full-access-policy": (
        Mutation(
            "of the model",
            "ModelPackage",
            (("spec.InferenceSpecification.Containers.0.ModelDataUrl", "s3://example-models/a.tar.gz"),),
        ),
        Mutation(
            "of the output", "ModelPackage", ((f"{TRANSFORM}.TransformOutput.S3OutputPath", "s3://example-out/"),)
        ),
        Mutation("of the training data", "Algorithm", ((TRAINING_DATA, "s3://example-sales/weekly/"),)),
        Mutation(
            "of all data, by one bucket",
            "Algorithm",
            ((TRAINING_DATA, "s3://example-sales/weekly/"), (TEST_DATA, "s3://example-sales/input/")),
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
    # A valid profile always has data, so the state before has a finding that disappears.
    "public-test-data": (
        Mutation(
            "a profile with data",
            "ModelPackage",
            ((PROFILES, example("ModelPackage")["spec"]["ValidationSpecification"]["ValidationProfiles"]),),
            also=("validation-profiles-empty",),
            given=((PROFILES, []),),
        ),
        Mutation(
            "S3 data instead of another host",
            "ModelPackage",
            ((TEST_DATA, "s3://example-sagemaker-us-east-2/churn-scorer/input/"),),
            also=("s3-https-url",),
            given=((TEST_DATA, "https://data.example.com/churn-scorer/input/"),),
        ),
        Mutation(
            "data for training",
            "Algorithm",
            ((TRAINING_DATA, "s3://example-sagemaker-us-east-2/demand-forest/training/"),),
            also=("s3-https-url",),
            given=(
                (TRAINING_DATA, "https://data.example.com/demand-forest/training/"),
                (TEST_DATA, "https://data.example.com/demand-forest/input/"),
            ),
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
    # Without a profile, no data is visible to buyers.
    "validation-missing": (
        Mutation("of a package", "ModelPackage", ((VALIDATION, DELETE),), also=("public-test-data",)),
        Mutation("of an algorithm", "Algorithm", ((VALIDATION, DELETE),), also=("public-test-data",)),
        # The schema reports a misspelled field, too.
        Mutation(
            "misspelt",
            "ModelPackage",
            renamed("ModelPackage", "ValidationSpecification", "ValidationSpec"),
            also=("public-test-data", "unknown-field"),
        ),
    ),
    # Without a profile, no data is visible to buyers.
    "validation-profiles-empty": (
        Mutation("of containers", "ModelPackage", ((PROFILES, []),), also=("public-test-data",)),
        Mutation("of a version", "ModelPackage", ((PROFILES, []),), also=("public-test-data",), given=GROUPED),
        Mutation(
            "of an algorithm's package",
            "ModelPackage",
            ((PROFILES, []),),
            also=("public-test-data",),
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
