"""What a metering header says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.rehearse.realtime.metering import Metering, metering

NO_AMOUNT = "has ConsumedUnits that are not a number above 0"
NO_DIMENSION = "has a Dimension that is not a string, or empty"


def read(value: str) -> Metering | None:
    return metering({"x-amzn-inference-metering": value})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('{"Dimension": "inference.count", "ConsumedUnits": 3}', Metering("inference.count", 3.0)),
        ('{"ConsumedUnits": 0.5, "Dimension": "tokens", "More": 1}', Metering("tokens", 0.5)),
        ('{"Dimension": "a", "ConsumedUnits": 1e2}', Metering("a", 100.0)),
        ("inference.count=3", Metering(problem="is not valid JSON")),
        ("", Metering(problem="is not valid JSON")),
        ("{'Dimension': 'a', 'ConsumedUnits': 1}", Metering(problem="is not valid JSON")),
        ("[" * 100_000, Metering(problem="is not valid JSON")),
        ("9" * 5000, Metering(problem="is not valid JSON")),
        ("3", Metering(problem="is not a JSON object")),
        ("[]", Metering(problem="is not a JSON object")),
        ("null", Metering(problem="is not a JSON object")),
        ("{}", Metering(problem="has no Dimension")),
        ('{"Dimension": "a"}', Metering(problem="has no ConsumedUnits")),
        ('{"dimension": "a", "ConsumedUnits": 1}', Metering(problem="has no Dimension")),
        ('{"Dimension": 1, "ConsumedUnits": 1}', Metering(problem=NO_DIMENSION)),
        ('{"Dimension": "", "ConsumedUnits": 1}', Metering(problem=NO_DIMENSION)),
        ('{"Dimension": null, "ConsumedUnits": 1}', Metering(problem=NO_DIMENSION)),
        *[
            (f'{{"Dimension": "a", "ConsumedUnits": {units}}}', Metering(problem=NO_AMOUNT))
            for units in ("0", "-1", '"3"', "true", "null", "[1]", "NaN", "Infinity", "1e999", "9" * 400)
        ],
    ],
)
def test_headers(value: str, expected: Metering) -> None:
    assert read(value) == expected


def test_a_response_without_the_header_has_no_metering() -> None:
    assert metering({"content-type": "text/csv"}) is None


@given(st.one_of(st.text(), st.recursive(st.floats() | st.text(), st.lists).map(json.dumps)))
def test_any_value_is_units_or_a_problem(value: str) -> None:
    result = read(value)
    assert result is not None
    assert bool(result.problem) != (result.units > 0)


@given(st.text(min_size=1), st.one_of(st.integers(1, 10**9), st.floats(0, 10**9, exclude_min=True)))
def test_any_valid_value_is_its_units(dimension: str, units: float) -> None:
    assert read(json.dumps({"Dimension": dimension, "ConsumedUnits": units})) == Metering(dimension, float(units))
