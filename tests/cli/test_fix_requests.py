"""Faults with a certain fix, put into manifests of real requests: `--fix` gives back the text from before, exactly."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import settings as tries
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
COMMENTS = ("", "", "  # why", " # 'quoted', [x] and {y}", "\t# ä 𝄞")


class Sample(NamedTuple):
    """A request, what it creates and where."""

    kind: str
    region: str
    request: dict[str, Any]


def sample(path: Path) -> Sample:
    data = json.loads(path.read_text("utf-8"))
    return Sample(data["operation"].removeprefix("Create"), data["region"], data["request"])


def mended(text: str) -> str:
    """What `--fix` makes of a manifest."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "m.yaml").write_text(text, "utf-8", newline="")
        context = Context(Account("test"), Clock(), Workspace(folder, bound=True))
        return fix.fixed_files(Settings(manifest=("m.yaml",)), context).get("m.yaml", fix.FixedFile("", text, 0)).after


def fixable(text: str) -> list[str]:
    one = reader.parse("m.yaml", text.encode(), lambda name, _: (name, b""), {})
    return [found.rule for found in check.findings(one, Facts()) if found.fix]


def written(one: Sample, random: Random) -> str:
    """A manifest of a request, with comments behind and between its lines; those of instance types stay bare."""
    lines = []
    for line in mended(convert.write(one.kind, one.region, one.request, "a request")).splitlines():
        if random.random() < 0.2:
            lines.append(random.choice(("", "# between", "    # further in")))
        lines.append(line if "- ml." in line else line + random.choice(COMMENTS))
    return "\n".join(lines) + random.choice(("", "\n"))


def spoiled(line: str, random: Random) -> list[str]:
    """The line, perhaps with its number or its truth value written as something else, perhaps twice."""
    if random.random() < 0.5:
        return [line]
    if re.match(r"\s+- ml\.", line):
        return [line] * random.randint(2, 3)
    match = re.match(r"(.*: )([0-9]+|true|false)(\s.*|)$", line)
    if match is None or line.lstrip().startswith("#"):
        return [line]
    quotes = [f'"{match[2]}"', f"'{match[2]}'"]
    return [match[1] + random.choice(WORDS.get(match[2], quotes)) + match[3]]


@tries(max_examples=60, deadline=None)
@given(
    st.sampled_from(REQUESTS).map(sample),
    st.randoms(use_true_random=False),
    st.sampled_from(["\n", "\r\n", "\r", "\x85", "\u2028"]),
    st.sampled_from(["", "\ufeff"]),
)
def test_lines(one: Sample, random: Random, line_break: str, mark: str) -> None:
    sound = written(one, random)
    faulty = "\n".join(part for line in sound.split("\n") for part in spoiled(line, random))
    before, after = (mark + text.replace("\n", line_break) for text in (faulty, sound))
    assert mended(before) == after
    assert fixable(after.removeprefix(mark)) == []
    assert mended(after) == after


def altered(data: Any, random: Random) -> Any:
    """Data with whole numbers and truth values as texts, and instance types twice."""
    if isinstance(data, dict):
        return {name: altered(value, random) for name, value in data.items()}
    if isinstance(data, list):
        return [
            one
            for value in data
            for one in [altered(value, random)] * (2 if str(value).startswith("ml.") and random.random() < 0.5 else 1)
        ]
    spoil = isinstance(data, (bool, int)) and random.random() < 0.5
    return json.dumps(data) if spoil else data


@tries(max_examples=40, deadline=None)
@given(st.sampled_from(REQUESTS).map(sample), st.randoms(use_true_random=False))
def test_json_stays_json(one: Sample, random: Random) -> None:
    manifest = {"kind": one.kind, "region": one.region, "spec": one.request}
    sound = json.loads(mended(json.dumps(manifest)))
    after = mended(json.dumps(altered(sound, random)))
    assert after == json.dumps(sound)
    assert fixable(after) == []
