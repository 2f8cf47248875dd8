"""Images with one fault each: a rehearsal names the fault first, at the right line of the manifest."""

from __future__ import annotations

import pytest
from tests.container.rehearse import image_builds, rehearsals, summaries
from tests.container.rehearse.image_builds import Variant
from tests.container.rehearse.rehearsals import Rehearsal

pytestmark = pytest.mark.container

VARIANTS = [variant for variant in image_builds.described() if variant.number != "recorder"]


@pytest.fixture(scope="module")
def outcomes(base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rehearsal]:
    """Build and rehearse all variants, and print a table of what was found."""
    runs = rehearsals.build_and_run(VARIANTS, base, tmp_path_factory.mktemp("variants"))
    print("", *summaries.rows(VARIANTS, [runs[variant.number] for variant in VARIANTS]), sep="\n")
    return runs


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: f"{variant.number} {variant.fault}".rstrip())
def test_the_fault_is_the_cause_named_first(variant: Variant, outcomes: dict[str, Rehearsal]) -> None:
    summaries.check(variant, outcomes[variant.number])


@pytest.mark.parametrize("number", ["inference-server", *(each.number for each in VARIANTS if each.number[0] == "g")])
def test_good_images_have_neither_errors_nor_warnings(number: str, outcomes: dict[str, Rehearsal]) -> None:
    summaries.check_silent(outcomes[number])
