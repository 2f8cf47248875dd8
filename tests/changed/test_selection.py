"""The option --changed-only: which manifests are used, in real repositories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.changed.conftest import EXAMPLE, Repository

from sagemaker_marketplace.cli import main

SPEC = EXAMPLE[EXAMPLE.index("spec:") :].removeprefix("spec:\n")
INSERTS = EXAMPLE[: EXAMPLE.index("spec:")] + "spec: {$file: parts/spec.yaml}\n"
REHEARSAL = """
rehearsal:
  image: churn:dev
  model: model
  input: data/input
  samples: {text/csv: [data/sample.csv]}
  expect: {output: data/output, schema: data/schema.json}
"""


def checked(*arguments: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the names of the manifests that a check with --changed-only used."""
    capsys.readouterr()
    main.run(["check", "--changed-only", "--format", "jsonl", "--var", "VERSION=1", *arguments])
    events = map(json.loads, capsys.readouterr().out.splitlines())
    return [event["manifest"] for event in events if event["type"] == "stage_started"]


@pytest.fixture
def products(repository: Repository) -> Repository:
    """A branch without changes, whose manifests have no files, inserted files, and files for a rehearsal."""
    texts = {"alone_yaml": repository.manifest("alone"), "inserts_yaml": INSERTS, "parts__spec_yaml": SPEC}
    texts |= {"rehearsed__m_yaml": repository.manifest("rehearsed", REHEARSAL), "rehearsed__model__a_bin": ""}
    texts |= {f"rehearsed__data__{name}": "{}" for name in ("input__a_csv", "sample_csv", "output__a", "schema_json")}
    repository.commit(**texts, other_txt="")
    repository.git("checkout", "--quiet", "-b", "feature")
    return repository


@pytest.mark.parametrize(
    ("file", "manifests"),
    [
        ("alone.yaml", ["alone.yaml"]),
        ("inserts.yaml", ["inserts.yaml"]),
        ("parts/spec.yaml", ["inserts.yaml"]),
        ("rehearsed/m.yaml", ["rehearsed/m.yaml"]),
        ("rehearsed/model/a.bin", ["rehearsed/m.yaml"]),
        ("rehearsed/data/input/a.csv", ["rehearsed/m.yaml"]),
        ("rehearsed/data/sample.csv", ["rehearsed/m.yaml"]),
        ("rehearsed/data/output/a", ["rehearsed/m.yaml"]),
        ("rehearsed/data/schema.json", ["rehearsed/m.yaml"]),
        ("other.txt", []),
        ("rehearsed/other.txt", []),
    ],
)
@pytest.mark.parametrize("change", ["append", "delete", "rename"])
def test_a_manifest_changes_with_its_files(
    products: Repository, change: str, file: str, manifests: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = products.folder / file
    is_manifest = file in manifests
    if change == "append":
        path.write_text(f"{path.read_text() if path.exists() else ''}\n# changed\n")
    elif path.exists() and change == "delete":
        path.unlink()
        manifests = [] if is_manifest else manifests
    elif path.exists():
        path.rename(path.with_name(f"z-{path.name}"))
        manifests = [f"{Path(file).parent}/z-{path.name}".removeprefix("./")] if is_manifest else manifests
    products.commit()
    assert checked("*.yaml", "rehearsed", capsys=capsys) == manifests


def test_no_manifest_changed(products: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    products.commit(other_txt="changed")
    for command in ("check", "plan", "create", "rehearse"):
        assert main.run([command, "--changed-only", "--var", "VERSION=1", "--format", "text", "alone.yaml"]) == 0
        assert capsys.readouterr() == ("  no manifest changed since main\n", "")


def test_some_manifests_changed(products: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    products.commit(parts__spec_yaml=f"{SPEC}\n")
    assert main.run(["check", "--changed-only", "--var", "VERSION=1", "alone.yaml", "inserts.yaml"]) == 0
    assert capsys.readouterr() == (
        "  1 of 2 manifests changed since main\n1 manifest checked: 0 errors, 0 warnings\n",
        "",
    )


def test_only_changed_manifests_are_fixed(products: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    text = products.manifest("fixed").replace("InstanceCount: 1", 'InstanceCount: "1"')
    base = products.commit(a_yaml=text, b_yaml=text)
    products.commit(b_yaml=f"{text}# changed\n")
    main.run(["check", "--changed-only", "--base", base, "--fix", "--var", "VERSION=1", "a.yaml", "b.yaml"])
    assert capsys.readouterr().out.splitlines()[0] == "fixed b.yaml (1 change)"
    assert (products.folder / "a.yaml").read_text() == text


def test_links_change_with_what_they_lead_to(products: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    folder = products.folder
    (folder / "link.yaml").symlink_to("alone.yaml")
    (folder / "linked").symlink_to("rehearsed", target_is_directory=True)
    base = products.commit()
    products.write(alone_yaml=products.manifest("changed"), rehearsed__data__sample_csv="changed")
    assert checked("--base", base, "link.yaml", "linked/m.yaml", capsys=capsys) == ["link.yaml", "linked/m.yaml"]


def test_a_file_outside_of_the_repository_counts_as_changed(
    products: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    (products.folder.parent / "outside.yaml").write_text(EXAMPLE)
    assert len(checked("../outside.yaml", "alone.yaml", capsys=capsys)) == 1


def test_a_manifest_that_can_not_be_read_is_reported(products: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["check", "--changed-only", "alone.yaml", "missing.yaml"]) == 2
    assert f"file not found: missing.yaml (searched in {products.folder})" in capsys.readouterr().out


def test_a_change_of_the_configuration_file_concerns_all(
    products: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    products.commit(pyproject_toml='[tool.sagemaker-marketplace]\nvariables = {VERSION = "2"}\n')
    assert main.run(["check", "--changed-only", "alone.yaml"]) == 0
    assert capsys.readouterr() == (
        "1 manifest checked: 0 errors, 0 warnings\n",
        "sagemaker-marketplace: changed-only uses all manifests: pyproject.toml changed, which applies to all of "
        "them\n",
    )


def test_without_a_repository_all_manifests_are_used(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = repository.folder.parent
    monkeypatch.chdir(folder)
    (folder / "m.yaml").write_text(EXAMPLE)
    assert main.run(["check", "--changed-only", "--var", "VERSION=1", "m.yaml"]) == 0
    printed, errors = capsys.readouterr()
    assert printed == "1 manifest checked: 0 errors, 0 warnings\n"
    assert errors.startswith("sagemaker-marketplace: changed-only uses all manifests: git rev-parse: fatal: not a git")


def test_a_base_needs_changed_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["check", "--base", "main"]) == 2
    assert capsys.readouterr().err == (
        "sagemaker-marketplace: --base requires --changed-only\n  add --changed-only, or omit --base\n"
    )
    assert main.run(["check", "--changed-only", "--base=-x"]) == 2
    assert capsys.readouterr().err.startswith('sagemaker-marketplace: invalid value for --base: "-x"\n')
