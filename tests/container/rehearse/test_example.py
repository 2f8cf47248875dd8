"""The example product: its rehearsal succeeds, with the answers that the example expects, and reports nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.container.rehearse import image_builds, rehearsals

pytestmark = pytest.mark.container

PRODUCT = Path(__file__).resolve().parents[3] / "examples" / "churn-scorer"


def test_the_rehearsal_of_the_example_reports_nothing(base: str, tmp_path: Path) -> None:
    folder = tmp_path / "churn-scorer"
    shutil.copytree(PRODUCT, folder)
    image_builds.docker_build(folder, "churn-scorer:dev")
    run = rehearsals.run(folder / "sagemaker-marketplace.yaml", base, "--save-outputs", "saved")
    assert (run.exit_code, run.report["failures"], run.report["findings"]) == (0, [], []), run.report
    saved = {path.relative_to(folder / "saved").as_posix(): path for path in (folder / "saved").rglob("*.*")}
    assert sorted(saved) == ["data/input/batch/customers.csv", "data/output/batch/customers.csv.out"]
    expected = (folder / "validation/output/customers.csv.out").read_bytes()
    assert saved["data/output/batch/customers.csv.out"].read_bytes() == expected
