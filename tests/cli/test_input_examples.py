"""The examples of inputs and outputs in the documentation: each input has one that the action accepts."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from scripts.make_docs import EXAMPLES
from tests.contract import documents

from sagemaker_marketplace.report.contract.terms import ACTIONS, KINDS
from sagemaker_marketplace.settings.option import BOOLEAN
from sagemaker_marketplace.settings.options import INPUTS, OUTPUTS
from sagemaker_marketplace.settings.parse import INPUT, parse

EXAMPLE: dict[str, dict[str, Any]] = yaml.safe_load(EXAMPLES.read_text("utf-8"))
# Outputs with parts of the JSON report, whose schema has the fields, and their number.
LISTS = {"plan", "matrix", "matrix-jobs", "rehearsals", "training-rehearsals", "real-time-rehearsals", "results"}


@pytest.mark.parametrize("option", INPUTS, ids=lambda option: option.name)
def test_an_input_has_an_example_that_the_action_accepts(option: Any) -> None:
    if option.type == BOOLEAN:
        assert option.name not in EXAMPLE["inputs"]
        return
    example = EXAMPLE["inputs"][option.name]
    assert isinstance(example, str)
    value = parse([option], {option.name: example}, INPUT)[option.name]
    assert value not in ("", (), parse([option], {}, INPUT)[option.name])


def test_no_example_is_of_an_unknown_input_or_output() -> None:
    assert set(EXAMPLE["inputs"]) <= {option.name for option in INPUTS}
    assert set(EXAMPLE["outputs"]) == set(OUTPUTS) - LISTS


def test_the_examples_of_outputs_are_values_of_the_report() -> None:
    values = EXAMPLE["outputs"]
    result = {name.replace("-", "_"): value for name, value in values.items()}
    result |= {"manifest": "m.yaml", "errors": int(values["errors"]), "warnings": int(values["warnings"]), "hidden": 0}
    (validator,) = [documents.strict("report")]
    schema = {**validator.schema["definitions"]["Result"], "definitions": validator.schema["definitions"]}
    assert [error.message for error in type(validator)(schema).iter_errors(json.loads(json.dumps(result)))] == []
    assert (values["action-taken"] in ACTIONS, values["kind"] in KINDS) == (True, True)
