"""The example algorithm: a manifest without findings, and a trainer and a server as SageMaker asks for."""

from __future__ import annotations

import http.client
import importlib
import json
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from tests.examples.servers import CSV, JSON, ROUTES, connected, invoke, status_of

from sagemaker_marketplace.cli import main

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "examples" / "boosted-stumps"
MODULES = ("main", "train", "serve", "boosting", "model", "content")


def test_the_check_of_the_manifest_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code = main.run(["check", str(PRODUCT / "sagemaker-marketplace.yaml"), "--var", "VERSION=v1.0.0"])
    assert (code, *capsys.readouterr()) == (0, "1 manifest checked: 0 errors, 0 warnings\n", "")


@pytest.fixture(scope="module")
def app() -> Iterator[dict[str, ModuleType]]:
    """Import the example's modules, whose names other examples have, too."""
    sys.path.insert(0, str(PRODUCT / "app"))
    yield {name: importlib.import_module(name) for name in MODULES}
    sys.path.remove(str(PRODUCT / "app"))
    for name in MODULES:
        del sys.modules[name]


@pytest.fixture
def ml(tmp_path: Path) -> Iterator[Path]:
    """Return a folder like the /opt/ml of the manifest's training job."""
    handler = signal.getsignal(signal.SIGTERM)
    for name in ("input/config", "output", "model"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("training", "validation"):
        shutil.copytree(PRODUCT / "data" / name, tmp_path / "input" / "data" / name)
    definition = manifest()["ValidationSpecification"]["ValidationProfiles"][0]["TrainingJobDefinition"]
    (tmp_path / "input/config/hyperparameters.json").write_text(json.dumps(definition["HyperParameters"]))
    yield tmp_path
    signal.signal(signal.SIGTERM, handler)


def manifest() -> dict[str, Any]:
    spec: dict[str, Any] = yaml.safe_load((PRODUCT / "sagemaker-marketplace.yaml").read_text())["spec"]
    return spec


def set_hyperparameters(folder: Path, **values: str) -> None:
    (folder / "input/config/hyperparameters.json").write_text(json.dumps(values))


def test_the_trained_model_makes_the_expected_predictions(
    app: dict[str, ModuleType], ml: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app["train"].main(ml) == 0
    assert sorted(path.name for path in (ml / "model").iterdir()) == ["model.json"]
    assert list((ml / "output").iterdir()) == []
    model = app["model"].load(ml / "model")
    lines = (PRODUCT / "data/input/next-week.csv").read_text().splitlines()
    predicted = [f"{model.predict([float(value) for value in line.split(',')]):.6f}" for line in lines]
    assert predicted == (PRODUCT / "data/output/next-week.csv.out").read_text().splitlines()
    log = capsys.readouterr().out
    assert len(log.splitlines()) == 20
    found = {
        each["Name"]: re.findall(each["Regex"], log)[-1]
        for each in manifest()["TrainingSpecification"]["MetricDefinitions"]
    }
    assert found == {"train:rmse": "3.080968", "validation:rmse": "3.818806"}


def test_the_defaults_are_those_of_the_manifest(app: dict[str, ModuleType]) -> None:
    declared = {
        each["Name"]: float(each["DefaultValue"])
        for each in manifest()["TrainingSpecification"]["SupportedHyperParameters"]
    }
    chosen = app["train"].hyperparameters({})
    assert {"rounds": chosen.rounds, "learning_rate": chosen.learning_rate} == declared


def test_the_validation_channel_is_optional(
    app: dict[str, ModuleType], ml: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(ml / "input/data/validation")
    set_hyperparameters(ml, rounds='"1"')  # as the SageMaker Python SDK encodes a string
    assert (app["train"].main(ml), capsys.readouterr().out) == (0, "round=1 train:rmse=26.013199\n")


def test_on_sigterm_the_model_so_far_is_saved(
    app: dict[str, ModuleType], ml: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stop = app["train"].Stop()
    signal.raise_signal(signal.SIGTERM)
    app["train"].train(ml, stop)
    assert len(app["model"].load(ml / "model").stumps) == 1
    assert capsys.readouterr().out.splitlines()[0] == "stopping on SIGTERM"


@pytest.mark.parametrize(
    ("hyperparameters", "training", "failure"),
    [
        ({"rounds": "many"}, "1,2\n", "rounds must be an integer, and learning_rate a number"),
        ({"rounds": "0"}, "1,2\n", "rounds must be from 1 to 5000, and learning_rate from 0.001 to 1"),
        ({"learning_rate": "nan"}, "1,2\n", "rounds must be from 1 to 5000, and learning_rate from 0.001 to 1"),
        ({"depth": "3"}, "1,2\n", "unknown hyperparameter: depth"),
        ({}, "\n", "the channel training has no data"),
        ({}, "1,2\n3\n", "each line of the channel training must have a label and the same number of features"),
        ({}, "1\n3\n", "each line of the channel training must have a label and the same number of features"),
        ({}, "label,price\n1,2\n", "training/sales.csv: line 1: not a number: 'label'"),
        ({}, "1,2\n3,inf\n", "training/sales.csv: line 2: not a finite number: 'inf'"),
        ({}, "1,2\n", "the channel validation must have 1 features, as the channel training has"),
    ],
)
def test_a_failure_names_its_reason(
    app: dict[str, ModuleType], ml: Path, hyperparameters: dict[str, str], training: str, failure: str
) -> None:
    shutil.rmtree(ml / "input/data/training")
    (ml / "input/data/training").mkdir()
    (ml / "input/data/training/sales.csv").write_text(training)
    set_hyperparameters(ml, **hyperparameters)
    assert app["train"].main(ml) == 1
    assert (ml / "output/failure").read_text() == f"{failure}\n"
    assert list((ml / "model").iterdir()) == []


@pytest.fixture(scope="module")
def connection(app: dict[str, ModuleType]) -> Iterator[http.client.HTTPConnection]:
    """Return a connection to the example's server, with a model of two stumps."""
    stumps = (app["model"].Stump(0, 5.0, 1.0, -1.0), app["model"].Stump(1, 0.5, 0.25, 0.5))
    server = app["serve"].Server(app["model"].Model(2, 10.0, stumps), 0)
    with connected(server) as client:
        yield client


@pytest.mark.parametrize(
    ("body", "headers", "status", "content_type", "answer"),
    [
        ("5,1", CSV, 200, "text/csv", "11.500000"),
        ("5,1\r\n\r\n6,0\r\n", CSV, 200, "text/csv", "11.500000\n9.250000"),
        ("5,1", {"Content-Type": "Text/CSV; charset=utf-8", "Accept": "*/*"}, 200, "text/csv", "11.500000"),
        ("5,1", CSV | {"Accept": "application/json"}, 200, "application/json", '{"predictions": [11.5]}'),
        ('{"instances": [[5, "1"]]}', JSON, 200, "application/json", '{"predictions": [11.5]}'),
        ("", CSV, 200, "text/csv", ""),
        ("5,1", {"Content-Type": "text/html"}, 415, "text/plain", None),
        ("5,1", CSV | {"Accept": "text/html"}, 415, "text/plain", None),
        ("5", CSV, 400, "text/plain", None),
        ("5,inf", CSV, 400, "text/plain", None),
        ('{"instances": [[5, true]]}', JSON, 400, "text/plain", None),
        ('{"instances": 5}', JSON, 400, "text/plain", None),
        ("{", JSON, 400, "text/plain", None),
    ],
)
def test_the_server_answers(
    connection: http.client.HTTPConnection,
    body: str,
    headers: dict[str, str],
    status: int,
    content_type: str,
    answer: str | None,
) -> None:
    """`answer` None: a message."""
    *seen, text = invoke(connection, body, headers)
    assert seen == [status, content_type], text
    assert text == answer if answer is not None else text.endswith("\n")


@pytest.mark.parametrize(("path", "status"), ROUTES)
def test_the_server_has_the_routes_of_sagemaker(connection: http.client.HTTPConnection, path: str, status: int) -> None:
    assert status_of(connection, path) == status


@pytest.mark.parametrize("arguments", [[], ["run"], ["train", "serve"]])
def test_other_arguments_are_refused(
    app: dict[str, ModuleType], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert (app["main"].main(arguments), *capsys.readouterr()) == (2, "", "usage: main.py train|serve\n")
