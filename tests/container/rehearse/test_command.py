"""The command on real containers: the whole output of rehearsals that pass and fail, with masked times and sizes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.container.rehearse.product import EXAMPLE, IMAGE, MANIFEST, build, build_on, checkout, rehearse

BROKEN, NO_PYTHON = "sagemaker-marketplace-test:broken", "sagemaker-marketplace-test:no-python"
EXPECTED = Path(__file__).with_name("expected")
_MASKS = (
    (re.compile(r"\[[0-9:]+\]"), "[TIME]"),
    (re.compile(r"\b[0-9.]+ (ms|s)\b"), "TIME"),
    (re.compile(r"[0-9.,]+(?= records per second)"), "RATE"),
    (re.compile(r"\[[0-9]+/\w+/[0-9]+ [0-9:]+\]"), "[TIME]"),
    # The machine may have less than the instance type.
    (re.compile(r"(?<=  Limits) +.*"), " LIMITS"),
    (re.compile(r" on .*(?=, measured locally)"), " on LIMITS"),
)

pytestmark = pytest.mark.container


@pytest.fixture(scope="module", autouse=True)
def images(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Build the product's image, one whose program reads a model file that is missing, and one without Python."""
    build(EXAMPLE)
    program = "open('/opt/ml/model/model.pkl')"
    build_on(tmp_path_factory.mktemp("broken") / "image", BROKEN, f'ENTRYPOINT ["python3", "-c", "{program}"]')
    without = "RUN rm --force /usr/bin/python3 /usr/local/bin/python3"
    build_on(tmp_path_factory.mktemp("no-python") / "image", NO_PYTHON, without)


def masked(text: str) -> str:
    """Mask what differs from run to run, and remove lines that not every run has."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    kept = [line for line in text.splitlines() if not line.startswith(("  Memory ", "  removed the containers "))]
    return "".join(f"{line}\n" for line in kept)


def test_a_rehearsal_that_passes(base: str, tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    checkout(folder)
    ran = rehearse(folder, base, "--save-outputs", "listing")
    assert (masked(ran.stdout), ran.stderr, ran.returncode) == ((EXPECTED / "passed.txt").read_text(), "", 0)
    saved = {str(path.relative_to(folder)) for path in (folder / "listing").rglob("*") if path.is_file()}
    assert saved == {"listing/data/input/batch/customers.csv", "listing/data/output/batch/customers.csv.out"}
    output = (folder / "listing/data/output/batch/customers.csv.out").read_bytes()
    assert output == (EXAMPLE / "validation" / "output" / "customers.csv.out").read_bytes()


def test_a_rehearsal_that_fails(base: str, tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    checkout(folder, BROKEN)
    ran = rehearse(folder, base)
    assert (masked(ran.stdout), ran.stderr, ran.returncode) == ((EXPECTED / "failed.txt").read_text(), "", 4)


def test_a_manifest_that_fails_does_not_stop_the_others(base: str, tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    manifest = checkout(folder)
    for name, image in (("a-broken", BROKEN), ("b-missing", "sagemaker-marketplace-test:missing"), ("c-good", IMAGE)):
        text = manifest.read_text().replace(f"image: {IMAGE}", f"image: {image}").replace("churn-scorer-$", f"{name}-$")
        (folder / f"{name}.yaml").write_text(text)
    ran = rehearse(folder, base, "a-broken.yaml", "b-missing.yaml", "c-good.yaml", "--output", "json=report.json")
    assert ran.returncode == 2  # an image that is missing is a matter of configuration, and comes first
    report = json.loads((folder / "report.json").read_text())
    assert [(failure["manifest"], failure["exit_code"]) for failure in report["failures"]] == [
        ("a-broken.yaml", 4),
        ("b-missing.yaml", 2),
    ]
    assert [[one["succeeded"] for one in result.get("rehearsals", [])] for result in report["results"]] == [
        [False],
        [],
        [True],
    ]


def test_the_debug_output_names_engine_images_and_limits(base: str, tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    checkout(folder)
    ran = rehearse(folder, base, "--verbose", "--quiet")
    shown = re.sub(r"sha256:[0-9a-f]{64}", "ID", re.sub(r"(?<= )[0-9][0-9,.a-z+~-]*(?= )", "N", ran.stderr))
    assert (ran.stdout, ran.returncode) == ("passed\n", 0)
    assert re.sub(r"(?<= at ).*", "ADDRESS", shown).splitlines()[4:] == [
        "debug: container engine: Docker N at ADDRESS",
        "debug: its host: N CPUs, N bytes of memory",
        f"debug: driver image: {base}",
        f"debug: image: {IMAGE} (ID); N CPUs, N bytes of memory",
    ]


def test_an_image_that_the_engine_does_not_have(base: str, tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    checkout(folder, "sagemaker-marketplace-test:missing")
    ran = rehearse(folder, base)
    engine = re.compile(r"(?<=image not found on )(Docker|Podman) [^:]+")
    assert (engine.sub("ENGINE", masked(ran.stdout)), ran.returncode) == ((EXPECTED / "missing.txt").read_text(), 2)


@pytest.mark.parametrize(
    ("driver", "lines"),
    [
        (
            "sagemaker-marketplace-test:missing",
            [
                "sagemaker-marketplace: driver image not found: sagemaker-marketplace-test:missing",
                "  pull or build it, or select another local image",
            ],
        ),
        (
            NO_PYTHON,
            [
                "rehearse sagemaker-marketplace.yaml",
                "sagemaker-marketplace.yaml: sagemaker-marketplace-test:no-python can't be the driver image: "
                "no python3",
                "  set driver-image to an image with Python 3.8 or later",
                "",
                "Not rehearsed: churn-scorer-1-0-0 (model package, us-east-2)",
                "  Fix  set driver-image to an image with Python 3.8 or later",
            ],
        ),
    ],
)
def test_an_image_that_can_not_drive(driver: str, lines: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    checkout(folder)
    ran = rehearse(folder, driver)
    assert (masked(ran.stdout).splitlines(), ran.returncode) == (
        ["1 manifest checked: 0 errors, 0 warnings", *lines],
        2,
    )


def test_an_answer_that_is_not_expected(base: str, tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    manifest = checkout(folder)
    manifest.write_text(manifest.read_text().replace("records: 8", "records: 9"))
    ran = rehearse(folder, base, "--quiet")
    assert (ran.stdout, ran.returncode) == ("failed\n", 1)
    assert f"{MANIFEST}:" in ran.stderr
    shutil.rmtree(folder)
