"""Mutations for the rules on names."""

from __future__ import annotations

from tests.check.mutation import Mutation

LONG = "telecom-customer-churn-gradient-boosted-trees-for-weekly"
MUTATIONS = {
    "name-too-long-for-version": (
        Mutation("a long name", "ModelPackage", (("spec.ModelPackageName", LONG + "-${VERSION|slug:-dev}"),)),
        Mutation("no room at all", "Algorithm", (("spec.AlgorithmName", LONG + "-demand${VERSION:-}"),)),
        Mutation("two variables", "Algorithm", (("spec.AlgorithmName", LONG + "-${KIND:-x}-${VERSION|slug:-1}"),)),
    ),
    "fixed-resource-name": (
        Mutation("a word", "ModelPackage", (("spec.ModelPackageName", "churn-scorer"),)),
        Mutation("a version written out", "Algorithm", (("spec.AlgorithmName", "demand-forest-1-0-2"),)),
        Mutation("a long name", "Algorithm", (("spec.AlgorithmName", LONG),)),
        Mutation(
            "the variable in the description",
            "ModelPackage",
            (("spec.ModelPackageName", "churn"), ("spec.ModelPackageDescription", "Version ${VERSION:-dev}.")),
        ),
    ),
}
