"""Each broken variant leads to its cause first, at its line: by observations, whatever else the log has."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.rehearse import request_variants, start_variants
from tests.rehearse.observed import LOCAL, SPEC, document
from tests.rehearse.variant import Variant

from sagemaker_marketplace.manifest import paths
from sagemaker_marketplace.rehearse.contract import contract
from sagemaker_marketplace.rehearse.observations import Observations
from sagemaker_marketplace.rehearse.verdict import verdict as verdicts

VARIANTS = [*start_variants.VARIANTS, *request_variants.VARIANTS]


def first_cause(observations: Observations, text: str) -> tuple[str, str, str]:
    """The first cause of a failed rehearsal, its path, and its evidence."""
    found = verdicts.decide(document(text), observations, contract.service_words(observations))
    assert found.diagnosis
    cause = found.diagnosis.causes[0]
    assert cause.location == document(text).location(cause.path)
    return cause.cause, paths.text(cause.path), cause.evidence.removeprefix("rehearsal of small: ")


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: str(variant.number))
def test_the_cause_of_a_variant(variant: Variant) -> None:
    found = [first_cause(variant.observations(text), text) for text in (SPEC, LOCAL)]
    assert [each[:2] for each in found] == [(variant.cause, where) for where in variant.where]
    assert not variant.evidence or {each[2] for each in found} == {variant.evidence}


def test_a_gpu_that_the_instance_type_has_is_not_missed() -> None:
    """The container may work in AWS: that is one info, and no failure."""
    [variant] = [each for each in start_variants.VARIANTS if each.number == "32"]
    fields = {**variant.fields, "job": {"instance_type": "ml.g4dn.xlarge"}}
    observations = replace(variant, fields=fields).observations(SPEC)
    found = verdicts.decide(document(SPEC), observations, contract.service_words(observations))
    assert found.diagnosis is None
    assert [(each.severity, each.rule, each.message) for each in found.findings] == [
        ("info", "not-rehearsed", "the program requires a GPU: ml.g4dn.xlarge has one, but a rehearsal does not")
    ]
