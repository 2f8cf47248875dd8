"""Workflows, manifests and other data in the documentation are valid."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from tests.documentation import blocks
from tests.documentation.blocks import ROOT, Block

from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts import facts
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.settings.options import INPUTS, OUTPUTS

ACTION = re.compile(r"OWNER/sagemaker-marketplace-action@(?P<ref>\S+)|\./?")
CHOICES = {option.name: option.choices for option in INPUTS}
OUTPUT = re.compile(r"steps\.([\w-]+)\.outputs\.([\w-]+)")
BLOCKS = [block for page in blocks.pages() for block in blocks.blocks(page)]


def _json(text: str) -> Any:
    """Parse JSON, JSON lines, or fields of an object."""
    if re.fullmatch(r"(\{.*\}\n?){2,}", text):
        return [json.loads(line) for line in text.splitlines()]
    return json.loads(text if text.lstrip().startswith(("{", "[")) else f"{{{text}}}")


PARSERS: dict[str, Callable[[str], Any]] = {"yaml": yaml.safe_load, "json": _json, "toml": tomllib.loads}
DATA = [block for block in BLOCKS if block.language in PARSERS]


def of(block: Block) -> Any:
    """Return the data of a block; None if it is excused."""
    return None if block.comment("not checked") else PARSERS[block.language](block.text)


def steps(data: Any) -> Iterator[dict[str, Any]]:
    """Yield the steps of workflows in data that use the action."""
    if isinstance(data, dict):
        if ACTION.fullmatch(str(data.get("uses", ""))):
            yield data
        for value in data.values():
            yield from steps(value)
    elif isinstance(data, list):
        for value in data:
            yield from steps(value)


@pytest.mark.parametrize("block", DATA, ids=lambda block: block.name)
def test_data_is_valid(block: Block) -> None:
    excuse = block.comment("not checked")
    assert excuse is None or len(excuse.split()) > 1
    of(block)


@pytest.mark.parametrize("block", [each for each in DATA if "uses:" in each.text], ids=lambda block: block.name)
def test_workflows_use_inputs_and_outputs_of_the_action(block: Block) -> None:
    for step in steps(of(block)):
        values = step.get("with", {})
        assert set(values) <= set(CHOICES)
        wrong = {
            name: value
            for name, value in values.items()
            if CHOICES[name] and "${{" not in str(value) and value not in CHOICES[name]
        }
        assert wrong == {}
        outputs = [output for identifier, output in OUTPUT.findall(block.text) if identifier == step.get("id")]
        assert set(outputs) <= set(OUTPUTS)


def manifests() -> list[Block]:
    """Return the blocks that are manifests, or their block `rehearsal`."""
    keys = re.compile(r"^(kind: \w+(?=[^\0]*^spec:)|rehearsal:$)", re.MULTILINE)
    found = [block for block in DATA if block.language == "yaml" and keys.search(block.text)]
    return [block for block in found if block.comment("not checked") is None]


def read_example(name: str, _relative_to: str) -> tuple[str, bytes]:
    """Return a file that a manifest inserts, as the examples have it."""
    return name, (ROOT / "examples" / name).read_bytes()


@pytest.mark.parametrize("block", manifests(), ids=lambda block: block.name)
def test_manifests_have_no_errors(block: Block) -> None:
    data = of(block)
    if "spec" not in data:
        data = {**yaml.safe_load((ROOT / "examples/boosted-stumps/sagemaker-marketplace.yaml").read_text()), **data}
    document = reader.parse("sagemaker-marketplace.json", json.dumps(data).encode(), read_example, {})
    errors = [finding.message for finding in check.findings(document, facts.Facts()) if finding.severity == "error"]
    assert errors == []


def test_the_data_of_the_documentation_is_found() -> None:
    """So that these tests can't pass because nothing is extracted."""
    assert len(blocks.workflows()) >= 3
    assert len(manifests()) >= 2
    assert len([step for block in DATA for step in steps(of(block))]) >= 5
