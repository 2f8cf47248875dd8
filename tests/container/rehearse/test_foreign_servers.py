"""AWS's serving stack in a rehearsal: neither an error nor a warning (`make test-foreign`).

Its packages and Java have 620 MB, so this is not part of the tests that run on every change.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.container.rehearse import image_builds, rehearsals
from tests.container.rehearse.image_builds import Variant

pytestmark = [
    pytest.mark.container,
    pytest.mark.skipif("FOREIGN" not in os.environ, reason="downloads 620 MB; run by make test-foreign"),
]
SERVERS = image_builds.described(Path(__file__).with_name("foreign"))


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.number)
def test_the_rehearsal_reports_nothing(server: Variant, base: str, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    image_builds.build(base, [server], tmp_path / "images")
    run = rehearsals.run(rehearsals.product(tmp_path / "product", server), base)
    print(f"{server.number}: exit code {run.exit_code}, {run.seconds:.1f} s")
    assert (run.exit_code, run.report["failures"], run.report["findings"]) == (0, [], []), "\n".join(run.log)
