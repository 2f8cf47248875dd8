"""Each broken training container leads to its cause first, at its line, with its fix and its evidence."""

from __future__ import annotations

import pytest
from tests.rehearse import training_input_variants, training_variants
from tests.rehearse.observed import document
from tests.rehearse.training_observed import LOCAL, SPEC, judged
from tests.rehearse.training_variant import Variant

from sagemaker_marketplace.manifest import paths

VARIANTS = [*training_variants.VARIANTS, *training_input_variants.VARIANTS]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: str(variant.number))
def test_the_cause_of_a_variant(variant: Variant) -> None:
    for text, where in zip((SPEC, LOCAL), variant.where, strict=True):
        verdict = judged(variant.observations(text), text)
        assert verdict.diagnosis
        cause = verdict.diagnosis.causes[0]
        found = (cause.cause, paths.text(cause.path), cause.fix, cause.evidence)
        assert found == (variant.cause, where, variant.fix, f"rehearsal of small: {variant.evidence}")
        assert cause.location == document(text).location(cause.path)
        assert [each.rule for each in verdict.diagnosis.findings] == ["rehearsal-failed"] * len(
            verdict.diagnosis.causes
        )
