"""Mutations for the rules on names."""

from __future__ import annotations

from tests.check.mutation import Mutation

LONG = "telecom-customer-churn-gradient-boosted-trees-for-weekly"
# A name that is too long for the version is also cut.
CUT = ("name-cut-for-buyers",)
MUTATIONS = {
    "name-cut-for-buyers": (
        Mutation(
            "a long name",
            "ModelPackage",
            (("spec.ModelPackageName", "telecom-customer-churn-scorer-${VERSION|slug:-dev}"),),
        ),
        Mutation(
            "a long default", "Algorithm", (("spec.AlgorithmName", "demand-forest-${VERSION:-2026-11-22-0000000}"),)
        ),
    ),
    "name-too-long-for-version": (
        Mutation("a long name", "ModelPackage", (("spec.ModelPackageName", LONG + "-${VERSION|slug:-dev}"),), CUT),
        Mutation("no room at all", "Algorithm", (("spec.AlgorithmName", LONG + "-demand${VERSION:-}"),), CUT),
        Mutation("two variables", "Algorithm", (("spec.AlgorithmName", LONG + "-${KIND:-x}-${VERSION|slug:-1}"),), CUT),
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
