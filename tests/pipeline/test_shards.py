"""Shards: each manifest is in exactly one of them, and a run with one of them says which."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.settings.shard import part

EXAMPLE = (Path(__file__).parents[2] / "examples" / "model-package.yaml").read_text(encoding="utf-8")
HINT = "use N/TOTAL, where N is a number from 1 to TOTAL, such as 1/4"


@given(st.lists(st.text(), unique=True), st.integers(1, 60))
def test_each_manifest_is_in_one_shard(names: list[str], total: int) -> None:
    parts = [part(names, (number, total)) for number in range(1, total + 1)]
    assert sorted(name for each in parts for name in each) == sorted(names)
    assert max(map(len, parts)) - min(map(len, parts)) <= 1
    assert all(each == sorted(each, key=names.index) for each in parts)
    assert part(names, ()) == names


@pytest.fixture
def _three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in "abc":
        Path(f"{name}.yaml").write_text(
            EXAMPLE.replace("ModelPackageName: ", f"ModelPackageName: {name}-"), encoding="utf-8"
        )


def check(capsys: pytest.CaptureFixture[str], shard: str, *argv: str) -> tuple[int, str, str]:
    """Check three manifests, one of them named twice, with a shard."""
    files = ("b.yaml", ".", "./b.yaml")
    code = main.run(["check", *files, "--var", "VERSION=1", f"--shard={shard}", *argv])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("shard", "lines"),
    [
        ("1/1", ["shard 1/1: 3 of 3 manifests", "3 manifests checked: 0 errors, 0 warnings"]),
        ("1/2", ["shard 1/2: 2 of 3 manifests", "2 manifests checked: 0 errors, 0 warnings"]),
        (" 2/2 ", ["shard 2/2: 1 of 3 manifests", "1 manifest checked: 0 errors, 0 warnings"]),
        ("4/4", ["shard 4/4: none of 3 manifests"]),
        ("", ["3 manifests checked: 0 errors, 0 warnings"]),
    ],
)
def test_a_check_of_a_shard(shard: str, lines: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, shard) == (0, "".join(f"{line}\n" for line in lines), "")


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("shard", "files"), [("1/2", ["b.yaml", "c.yaml"]), ("2/2", ["a.yaml"]), ("4/4", []), ("", None)]
)
def test_the_report_names_the_shard(shard: str, files: list[str] | None, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = check(capsys, shard, "--format", "json")
    report = json.loads(out)
    found = [result["manifest"] for result in report["results"]]
    assert (code, report.get("shard"), found) == (
        0,
        shard or None,
        files or ([] if shard else ["b.yaml", "a.yaml", "c.yaml"]),
    )


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    "shard", ["0/3", "4/3", "0/0", "1/0", "x", "1", "1/", "/2", "1/2/3", "-1/2", "1.0/2", "١/٢", "1/1000000"]
)
def test_an_invalid_shard(shard: str, capsys: pytest.CaptureFixture[str]) -> None:
    error = f'sagemaker-marketplace: invalid value for --shard: "{shard}"\n  {HINT}\n'
    assert check(capsys, shard) == (2, "", error)


@pytest.mark.usefixtures("_three")
def test_a_pattern_without_a_manifest_is_an_error_in_every_shard(capsys: pytest.CaptureFixture[str]) -> None:
    codes = [check(capsys, f"{number}/4", "none/*.yaml")[0] for number in range(1, 5)]
    assert codes == [2, 2, 2, 2]


@pytest.mark.usefixtures("_three")
def test_only_the_manifests_of_the_shard_are_fixed(capsys: pytest.CaptureFixture[str]) -> None:
    duplicate = EXAMPLE.replace("[ml.m5.large,", "[ml.m5.large, ml.m5.large,", 1)
    for name in "abc":
        Path(f"{name}.yaml").write_text(duplicate.replace("Name: churn", f"Name: {name}-churn"), encoding="utf-8")
    assert check(capsys, "2/2", "--fix")[1].splitlines()[0] == "fixed a.yaml (1 change)"
    counts = [Path(f"{name}.yaml").read_text("utf-8").count("ml.m5.large") for name in "abc"]
    assert counts == [3, 4, 4]


@pytest.mark.parametrize("command", ["plan", "create", "watch", "rehearse"])
@pytest.mark.usefixtures("_three")
def test_a_shard_without_manifests_asks_nothing_of_aws(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert main.run([command, ".", "--shard", "4/4", "--format", "text"]) == 0
    captured = capsys.readouterr()
    assert captured.out + captured.err == "shard 4/4: none of 3 manifests\n"
