"""Ways to break what the rules on names guard."""

from __future__ import annotations

from tests.rules.mutation import Mutation

MUTATIONS = {
    "name-never-changes": (
        Mutation("a word", "ModelPackage", (("spec.ModelPackageName", "churn-scorer"),)),
        Mutation("a version written out", "Algorithm", (("spec.AlgorithmName", "demand-forest-1-0-2"),)),
        Mutation(
            "the variable in the description",
            "ModelPackage",
            (("spec.ModelPackageName", "churn"), ("spec.ModelPackageDescription", "Version ${VERSION:-dev}.")),
        ),
    ),
}
