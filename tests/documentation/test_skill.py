"""The skill for coding agents has the format of Agent Skills, and agrees with the program; llms.txt is up to date."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
import yaml
from scripts import make_llms_txt
from tests.contract import documents
from tests.contract.documents import ROOT

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.cli.argument_errors import PROGRAM
from sagemaker_marketplace.report.contract import terms
from sagemaker_marketplace.settings.options import EXIT_CODES

FILE = ROOT / "skills" / "sagemaker-marketplace" / "SKILL.md"
_, HEAD, BODY = FILE.read_text("utf-8").split("---\n", 2)
FRONT_MATTER: dict[str, Any] = yaml.safe_load(HEAD)
COMMANDS = [
    line.strip()
    for block in re.findall(r"```sh\n(.*?)```", BODY, re.DOTALL)
    for line in block.replace("\\\n", " ").splitlines()
]


def test_the_front_matter() -> None:
    """Source: agentskills.io/specification."""
    assert set(FRONT_MATTER) <= {"name", "description", "license", "compatibility", "metadata", "allowed-tools"}
    name, description = FRONT_MATTER["name"], FRONT_MATTER["description"]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert (name, len(name) <= 64) == (FILE.parent.name, True)
    assert 1 <= len(description) <= 1024
    assert 1 <= len(FRONT_MATTER["compatibility"]) <= 500
    assert BODY.count("\n") < 500


def test_the_exit_codes() -> None:
    rows = re.findall(r"^\| (\d+) \| (.*?) \| .+ \|$", BODY, re.MULTILINE)
    assert {int(code): meaning for code, meaning in rows} == EXIT_CODES


def test_the_fields_are_those_of_the_report() -> None:
    schema = documents.published("report").schema
    nodes = [schema, *schema["definitions"].values()]
    fields = {name for node in nodes for name in node.get("properties", ())}
    section = BODY.partition("## JSON\n")[2].partition("\n`sagemaker-marketplace schema")[0]
    named = set(re.findall(r"`([a-z_]+)(?:\[\])?`", section)) - {"start"}
    assert len(named) > 15
    assert named - fields == set()


def test_every_decision_has_a_next_step() -> None:
    section = BODY.partition("- `decision`")[2].partition("- `cost")[0]
    assert set(re.findall(r"`([a-z-]+)`", section)) == set(terms.DECISIONS)


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith(PROGRAM)])
def test_the_program_accepts_the_arguments(command: str) -> None:
    name, _ = main.parse(shlex.split(command)[1:])
    assert name in main.COMMANDS


def test_the_steps_are_in_order() -> None:
    names = [command.split()[1] for command in COMMANDS if command.startswith(PROGRAM)]
    assert list(dict.fromkeys(names)) == ["init", "check", "rehearse", "plan", "create", "watch", "sandbox"]


def test_the_links_lead_to_pages() -> None:
    assert (ROOT / "docs" / "llms.txt").read_text("utf-8") == make_llms_txt.text(), "run `make docs`"
    links = re.findall(r"\((https://[^)]+)\): (.+)$", make_llms_txt.text(), re.MULTILINE)
    assert len(links) > 15
    assert [
        url for url, about in links if not (ROOT / url.removeprefix(f"{make_llms_txt.RAW}/")).is_file() or not about
    ] == []
