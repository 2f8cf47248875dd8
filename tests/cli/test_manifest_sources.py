"""Where manifests come from: the default names, folders and standard input."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sagemaker_marketplace import action
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.manifest import recognition

VALID = (Path(__file__).parents[1] / "manifests" / "ok" / "algorithm.yaml").read_text("utf-8")
WRONG_KIND = VALID.replace("kind: Algorithm", "kind: Algorithmm")
DEFAULT = "sagemaker-marketplace"
CREATE = f"run '{DEFAULT} init {DEFAULT}.yaml' to create one, or name a manifest or folder"
RECOGNIZED = "begin each manifest with kind: Algorithm or kind: ModelPackage"
Check = Callable[..., tuple[int, str]]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    monkeypatch.chdir(tmp_path)

    def run_check(*arguments: str) -> tuple[int, str]:
        code = main.run(["check", *arguments])
        printed = capsys.readouterr()
        return code, (printed.out + printed.err).replace(str(tmp_path), "<workspace>")

    return run_check


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def checked(number: int) -> tuple[int, str]:
    return 0, f"{number} manifest{'s' if number > 1 else ''} checked: 0 errors, 0 warnings\n"


@pytest.mark.parametrize("suffix", ["yaml", "yml", "json"])
def test_each_default_name_is_found(suffix: str, check: Check) -> None:
    write({f"{DEFAULT}.{suffix}": VALID})
    assert check() == checked(1)


def test_two_manifests_with_default_names(check: Check) -> None:
    write({f"{DEFAULT}.yaml": VALID, f"{DEFAULT}.yml": VALID})
    message = f"found {DEFAULT}.yaml and {DEFAULT}.yml: it is not clear which is the manifest"
    assert check() == (2, f"{DEFAULT}: {message}\n  remove or rename one of them, or name the manifest\n")
    assert check(f"{DEFAULT}.yml") == checked(1)


OTHERS = {
    ".github/workflows/release.yml": "on: push\njobs: {}\n",
    "models/values.yaml": "region: us-east-1\nimage: a\n",
    "models/deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\nspec: {}\n",
    "models/package.json": '{"name": "a", "kind": "library"}',
    "models/notes.txt": VALID,
    "models/.hidden.yaml": VALID,
    "models/node_modules/a/m.yaml": VALID,
}


@pytest.mark.parametrize(
    ("files", "arguments", "found"),
    [
        ({"models/a.yaml": VALID}, ["models"], ["models/a.yaml"]),
        ({"models/a.yaml": VALID, "models/b/c.yml": VALID}, ["models/"], ["models/a.yaml", "models/b/c.yml"]),
        ({"models/b/sagemaker-marketplace.yaml": "a: 1\n"}, ["."], ["models/b/sagemaker-marketplace.yaml"]),
        ({"models/a.json": '{"spec": {}, "kind": "ModelPackage"}'}, ["./models"], ["models/a.json"]),
        ({"models/a.json": "{kind: Algorithm, spec: {},"}, ["models"], ["models/a.json"]),
        ({"models/a.yaml": WRONG_KIND}, ["models"], ["models/a.yaml"]),
        ({"models/a.yaml": "'kind' : 'Algorithm' # ours\n"}, ["models"], ["models/a.yaml"]),
        ({"models/a.yaml": "region: us-east-1\nspec: {}\n"}, ["models"], ["models/a.yaml"]),
        (
            {"models/a.yaml": VALID},
            ["models", "models/a.yaml", "models/a.*"],
            ["models/a.yaml"],
        ),
    ],
)
def test_the_manifests_of_a_folder(files: dict[str, str], arguments: list[str], found: list[str], check: Check) -> None:
    write({**OTHERS, **files})
    _, printed = check(*arguments, "--format", "jsonl")
    lines = [json.loads(line) for line in printed.splitlines()]
    assert [line["manifest"] for line in lines if line["type"] == "stage_started"] == found


def test_a_folder_without_manifests(check: Check) -> None:
    write(OTHERS)
    message = "no manifest found in {} (searched for .yaml, .yml and .json files)"
    for folder in ("models", ".", ".github"):
        assert check(folder) == (2, f"{DEFAULT}: {message.format(folder)}\n  {RECOGNIZED}\n")
    assert check("none") == (2, f"{DEFAULT}: file not found: none (searched in <workspace>)\n  check the path\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_manifest_in_another_encoding_is_recognized(encoding: str) -> None:
    assert recognition.is_manifest(VALID.encode(encoding))


def test_a_folder_in_the_action(
    mounted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "models").mkdir()
    (mounted / "models" / "a.yaml").write_text(VALID)
    (mounted / "models" / "link.yaml").symlink_to("../../output")
    (mounted / "link").symlink_to("..")
    monkeypatch.setenv("INPUT_MANIFEST", "models")
    assert (action.main(), capsys.readouterr().out) == checked(1)
    for name, message, hint in (
        ("link", "link is outside the workspace", f"use a file inside {mounted}"),
        ("../", "../ is outside the workspace", f"use a file inside {mounted}"),
        ("-", "- is standard input, which the action does not have", "use the path of a manifest"),
    ):
        monkeypatch.setenv("INPUT_MANIFEST", name)
        assert action.main() == 2
        assert capsys.readouterr().out == f"::error title={DEFAULT}::{message}%0A{hint}\n"


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def provide(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="ascii"))

    return provide


def test_standard_input(check: Check, stdin: Callable[[str], None]) -> None:
    head, _, spec = VALID.partition("spec:\n")
    write({"spec.yaml": spec})
    stdin(f"{head}spec: {{$file: spec.yaml}}\n")
    assert check("-") == checked(1)
    stdin(VALID)
    assert check("-", "--diff", "-") == checked(1)
    stdin("")
    code, printed = check("-")
    assert (code, printed.splitlines()[0]) == (1, "<stdin>:1:1: error: the file is empty [manifest-empty]")


def test_standard_input_is_not_fixed(check: Check) -> None:
    message = "--fix can't change standard input\n  use --diff, or the path of a file\n"
    assert check("--fix", "-") == (2, f"{DEFAULT}: {message}")


@pytest.mark.parametrize(
    ("output_format", "location"),
    [
        ("github", "::error file=<stdin>,line=1,"),
        ("json", '"file": "<stdin>"'),
        ("sarif", '"uri": "%3Cstdin%3E"'),
        ("rdjson", '"path": "<stdin>"'),
        ("junit", 'name="&lt;stdin&gt;"'),
    ],
)
def test_the_formats_name_standard_input(
    output_format: str, location: str, check: Check, stdin: Callable[[str], None]
) -> None:
    stdin(WRONG_KIND)
    code, printed = check("-", "--format", output_format)
    assert code == 1
    assert location in printed
