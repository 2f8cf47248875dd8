"""Fixable errors inserted into manifests of real requests: `--fix` restores the exact original text."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.check import check, fix
from sagemaker_marketplace.context import Clock, Context, Workspace
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.init import convert
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.settings.settings import Settings

REQUESTS = sorted((Path(__file__).parents[1] / "requests").glob("*.json"))
WORDS = {"true": ("yes", "On", "y", '"true"', "'True'"), "false": ("no", "OFF", "n", '"false"', "'FALSE'")}
# Each example checks and fixes several manifests.
FEWER = settings(max_examples=settings.get_profile("tests").max_examples // 4)
COMMENTS = ("", "", "  # why", " # 'quoted', [x] and {y}", "\t# ä 𝄞")


class Sample(NamedTuple):
    """A request, with the kind of resource it creates and its Region."""

    kind: str
    region: str
    request: dict[str, Any]


def sample(path: Path) -> Sample:
    data = json.loads(path.read_text("utf-8"))
    return Sample(data["operation"].removeprefix("Create"), data["region"], data["request"])


def fixed(text: str) -> str:
    """Return the text of a manifest after `--fix`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "m.yaml").write_text(text, "utf-8", newline="")
        context = Context(lambda _role: Account("test"), Clock(), Workspace(folder, bound=True))
        return fix.fixed_files(Settings(manifest=("m.yaml",)), context).get("m.yaml", fix.FixedFile("", text, 0)).after


def fixable(text: str) -> list[str]:
    doc = reader.parse("m.yaml", text.encode(), lambda name, _: (name, b""), {})
    return [finding.rule for finding in check.findings(doc, Facts()) if finding.fix]


def write_manifest(recorded: Sample, random: Random) -> str:
    """Return a manifest of a request with comments on and between its lines, except on those of instance types."""
    lines = []
    for line in fixed(convert.write(recorded.kind, recorded.region, recorded.request, "a request")).splitlines():
        if random.random() < 0.2:
            lines.append(random.choice(("", "# between", "    # further in")))
        lines.append(line if "- ml." in line else line + random.choice(COMMENTS))
    return "\n".join(lines) + random.choice(("", "\n"))


def insert_error(line: str, random: Random) -> list[str]:
    """Return the line unchanged, with its number or boolean in an invalid notation, or several times."""
    if random.random() < 0.5:
        return [line]
    if re.match(r"\s+- ml\.", line):
        return [line] * random.randint(2, 3)
    match = re.match(r"(.*: )([0-9]+|true|false)(\s.*|)$", line)
    if match is None or line.lstrip().startswith("#"):
        return [line]
    quotes = [f'"{match[2]}"', f"'{match[2]}'"]
    return [match[1] + random.choice(WORDS.get(match[2], quotes)) + match[3]]


@FEWER
@given(
    st.sampled_from(REQUESTS).map(sample),
    st.randoms(use_true_random=False),
    st.sampled_from(["\n", "\r\n", "\r", "\x85", "\u2028"]),
    st.sampled_from(["", "\ufeff"]),
)
def test_fix_restores_the_lines_of_a_yaml_manifest(
    recorded: Sample, random: Random, line_break: str, mark: str
) -> None:
    valid = write_manifest(recorded, random)
    faulty = "\n".join(part for line in valid.split("\n") for part in insert_error(line, random))
    before, after = (mark + text.replace("\n", line_break) for text in (faulty, valid))
    assert fixed(before) == after
    assert fixable(after.removeprefix(mark)) == []
    assert fixed(after) == after


def insert_errors(data: Any, random: Random) -> Any:
    """Return data with some integers and booleans as strings, and some instance types twice."""
    if isinstance(data, dict):
        return {name: insert_errors(value, random) for name, value in data.items()}
    if isinstance(data, list):
        return [
            entry
            for value in data
            for entry in [insert_errors(value, random)]
            * (2 if str(value).startswith("ml.") and random.random() < 0.5 else 1)
        ]
    is_changed = isinstance(data, (bool, int)) and random.random() < 0.5
    return json.dumps(data) if is_changed else data


@FEWER
@given(st.sampled_from(REQUESTS).map(sample), st.randoms(use_true_random=False))
def test_fix_restores_a_json_manifest(recorded: Sample, random: Random) -> None:
    manifest = {"kind": recorded.kind, "region": recorded.region, "spec": recorded.request}
    valid = json.loads(fixed(json.dumps(manifest)))
    after = fixed(json.dumps(insert_errors(valid, random)))
    assert after == json.dumps(valid)
    assert fixable(after) == []
