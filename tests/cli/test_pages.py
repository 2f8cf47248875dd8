"""The complete output of the commands that show data: schema, rules, explain and facts. See `make goldens`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from scripts import make_goldens
from tests.cli.test_manifests import ROOT

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.report import built_in_rules, rule_files

REALTIME = "SupportedRealtimeInferenceInstanceTypes"
EXPECTED = Path(__file__).parent / "pages"


@pytest.mark.parametrize("command", make_goldens.COMMANDS, ids=" ".join)
def test_commands_that_show_data(command: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(command) == 0
    printed = (EXPECTED / make_goldens.page_file(command)).read_text("utf-8")
    assert capsys.readouterr() == (printed, ""), "run `make goldens`"


def test_every_expected_page_is_of_a_command() -> None:
    files = sorted(path.name for path in EXPECTED.iterdir())
    assert files == sorted(make_goldens.page_file(command) for command in make_goldens.COMMANDS)


def test_schema_prints_the_published_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["schema"]) == 0
    published = (ROOT / "schema" / "manifest.schema.json").read_text("utf-8")
    assert capsys.readouterr() == (published, "")


@pytest.mark.parametrize("name", built_in_rules.BUILT_IN)
def test_every_built_in_rule_has_its_page_in_the_documentation(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain", name, "--markdown"]) == 0
    written = (ROOT / "docs" / "rules" / f"{name}.md").read_text("utf-8").removeprefix(f"{rule_files.GENERATED}\n\n")
    without_messages = re.sub(r"^Messages:\n\n(- .*\n)+\n", "", written, flags=re.MULTILINE)
    assert capsys.readouterr() == (without_messages, "")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("us-esat-1", "did you mean us-east-1?"),
        ("ml.m5.xlrage", "did you mean ml.m5.xlarge?"),
        ("m5.large", "did you mean ml.m5.large?"),
        ("g5.12xlarg", "did you mean ml.g5.12xlarge?"),
        ("zzz", "use a Region such as us-east-1 or a type such as ml.m5.large"),
    ],
)
def test_facts_about_an_unknown_name(name: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["facts", name]) == 2
    message = f"sagemaker-marketplace: unknown Region or instance type: {name}\n  {hint}\n"
    assert capsys.readouterr() == ("", message)


@pytest.mark.parametrize("name", ["", *Facts().known_regions(), "ml.p3.2xlarge", "ml.g7e.48xlarge"])
def test_tables_of_facts_fit_120_columns(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["facts", *([name] if name else [])]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 120


@pytest.mark.parametrize("name", ["m5.large", "ml.m5.xlrage", "g5.12xlarg", "ml.p5.2xlarge"])
def test_facts_suggests_what_the_check_suggests(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = f"kind: ModelPackage\nregion: us-east-1\nspec: {{InferenceSpecification: {{{REALTIME}: [{name}]}}}}\n"
    monkeypatch.chdir(tmp_path)
    Path("m.yaml").write_text(manifest)
    assert main.run(["check", "m.yaml", "--format", "json", "--select", "unknown-instance-type"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    hint = next(finding["hint"] for finding in findings if finding["rule"] == "unknown-instance-type")
    assert main.run(["facts", name]) == 2
    assert capsys.readouterr().err.splitlines()[1].strip() == hint
