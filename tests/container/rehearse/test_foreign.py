"""AWS's serving stack and training toolkit in a rehearsal: neither an error nor a warning (`make test-foreign`).

Their packages have 620 and 700 MB, so this is not part of the tests that run on every change.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.container.rehearse import image_builds, rehearsals
from tests.container.rehearse.image_builds import Variant

pytestmark = [
    pytest.mark.container,
    pytest.mark.skipif("FOREIGN" not in os.environ, reason="downloads 1.3 GB; run by make test-foreign"),
]
HERE = Path(__file__).parent
IMAGES = [*image_builds.described(HERE / "foreign"), *image_builds.trainers(HERE / "foreign_training")]


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.number)
def test_the_rehearsal_reports_nothing(image: Variant, base: str, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    image_builds.build(base, [image], tmp_path / "images")
    run = rehearsals.run(rehearsals.product(tmp_path / "product", image), base)
    print(f"{image.number}: exit code {run.exit_code}, {run.seconds:.1f} s")
    assert (run.exit_code, run.report["failures"], run.report["findings"]) == (0, [], []), "\n".join(run.log)
