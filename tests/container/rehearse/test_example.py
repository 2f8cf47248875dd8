"""The example products: their rehearsals succeed, with the answers that the examples expect, and report nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.container.rehearse import image_builds, rehearsals

pytestmark = pytest.mark.container

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@pytest.mark.parametrize(
    ("product", "input_file", "output_file"),
    [
        ("churn-scorer", "customers.csv", "validation/output/customers.csv.out"),
        ("boosted-stumps", "next-week.csv", "data/output/next-week.csv.out"),
    ],
)
def test_the_rehearsal_of_the_example_reports_nothing(
    product: str, input_file: str, output_file: str, base: str, tmp_path: Path
) -> None:
    folder = tmp_path / product
    shutil.copytree(EXAMPLES / product, folder)
    image_builds.docker_build(folder, f"{product}:dev")
    run = rehearsals.run(folder / "sagemaker-marketplace.yaml", base, "--save-outputs", "saved")
    assert (run.exit_code, run.report["failures"], run.report["findings"]) == (0, [], []), run.report
    saved = {path.relative_to(folder / "saved").as_posix(): path for path in (folder / "saved").rglob("*.*")}
    output = f"data/output/batch/{input_file}.out"
    assert sorted(saved) == [f"data/input/batch/{input_file}", output]
    assert saved[output].read_bytes() == (folder / output_file).read_bytes()
