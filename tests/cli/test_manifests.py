"""The output of `check` for complete manifests: no findings for valid ones, the exact text for invalid ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scripts import make_goldens

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.manifest import reader

ROOT = Path(__file__).resolve().parents[2]
VALID = ROOT / "tests" / "manifests" / "ok"
INVALID = ROOT / "tests" / "manifests" / "err"
VARIABLES = {"NAME": "Churn 1.10", "BUCKET": "sagemaker-churn"}


@pytest.mark.parametrize("manifest", make_goldens.manifests(), ids=lambda path: path.name)
def test_invalid_manifests(manifest: Path) -> None:
    assert make_goldens.check_output(manifest) == Path(f"{manifest}.out").read_text()


@pytest.mark.parametrize("manifest", make_goldens.manifests(make_goldens.REPORTED), ids=lambda path: path.name)
def test_manifests_with_mistakes_that_users_reported(manifest: Path) -> None:
    assert make_goldens.check_output(manifest) == Path(f"{manifest}.out").read_text()


def test_every_invalid_manifest_has_a_golden_without_an_internal_error() -> None:
    goldens = sorted(INVALID.glob("*.out"))
    assert [path.stem for path in goldens] == [path.name for path in make_goldens.manifests()]
    codes = {path.name: path.read_text().splitlines()[-1] for path in goldens}
    assert {name: code for name, code in codes.items() if code != "exit code 1"} == {
        "unknown-ignore.yaml.out": "exit code 0"
    }


@pytest.mark.parametrize("name", ["model-package.yaml", "algorithm.yaml", "request.json"])
def test_valid_manifests(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(VALID)
    arguments = [part for key, value in VARIABLES.items() for part in ("--var", f"{key}={value}")]
    code = main.run(["check", name, *arguments])
    assert (code, *capsys.readouterr()) == (0, "1 manifest checked: 0 errors, 0 warnings\n", "")


@pytest.mark.parametrize("name", ["model-package.yaml", "algorithm.yaml", "request.json"])
def test_scalars_keep_their_text(name: str) -> None:
    doc = reader.load(name, Workspace(str(VALID), bound=True).read, VARIABLES)
    expected = json.loads((VALID / f"{name}.expected").read_text())
    # Compared as JSON text, because True equals 1 in Python and because the order of fields matters.
    assert json.dumps(doc.data) == json.dumps(expected)
