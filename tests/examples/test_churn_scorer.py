"""The example product: a manifest without findings, a server that answers as SageMaker asks for, safe workflows."""

from __future__ import annotations

import http.client
import importlib
import json
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sagemaker_marketplace.cli import main

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "examples" / "churn-scorer"
WORKFLOWS = sorted((PRODUCT / ".github" / "workflows").iterdir())
ROW, SCORE = "31,77.23,0,77", "0.686857"


def test_the_check_of_the_manifest_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code = main.run(["check", str(PRODUCT / "sagemaker-marketplace.yaml"), "--var", "VERSION=v1.0.0"])
    assert (code, *capsys.readouterr()) == (0, "1 manifest checked: 0 errors, 0 warnings\n", "")


@pytest.fixture(scope="module")
def connection() -> Iterator[http.client.HTTPConnection]:
    """Return a connection to the example's server, with the example's model."""
    modules = set(sys.modules)
    sys.path.insert(0, str(PRODUCT / "app"))
    server = importlib.import_module("serve").Server(importlib.import_module("model").load(PRODUCT / "model"), 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    client = http.client.HTTPConnection("127.0.0.1", server.server_port)
    yield client
    client.close()
    server.shutdown()
    thread.join()
    server.server_close()
    sys.path.remove(str(PRODUCT / "app"))
    for name in {"serve", "model", "content"} - modules:
        del sys.modules[name]


CSV = {"Content-Type": "text/csv"}
JSON = {"Content-Type": "application/json"}


def instances(*rows: object) -> str:
    return json.dumps({"instances": rows})


@pytest.mark.parametrize(
    ("body", "headers", "status", "content_type", "answer"),
    [
        (ROW, CSV, 200, "text/csv", SCORE),
        (f"{ROW}\n", CSV, 200, "text/csv", SCORE),
        (f"{ROW}\r\n\r\n61,80.70,0,1\r\n", CSV, 200, "text/csv", f"{SCORE}\n0.020759"),
        (ROW, {"Content-Type": "Text/CSV; charset=utf-8"}, 200, "text/csv", SCORE),
        (ROW, CSV | {"Accept": "*/*"}, 200, "text/csv", SCORE),
        (ROW, CSV | {"Accept": "application/json"}, 200, "application/json", f'{{"predictions": [{SCORE}]}}'),
        (instances([31, 77.23, 0, 77]), JSON, 200, "application/json", f'{{"predictions": [{SCORE}]}}'),
        (instances([31, "77.23", 0, 77]), JSON | {"Accept": "text/csv"}, 200, "text/csv", SCORE),
        (instances([0, 1e308, 0, 0]), JSON | {"Accept": "text/csv"}, 200, "text/csv", "1.000000"),
        ("", CSV, 200, "text/csv", ""),
        (ROW, {"Content-Type": "text/html"}, 415, "text/plain", None),
        (ROW, CSV | {"Accept": "text/html"}, 415, "text/plain", None),
        ("31,77.23,0", CSV, 400, "text/plain", None),
        ("31,77.23,0,nan", CSV, 400, "text/plain", None),
        ("31,77.23,0,never", CSV, 400, "text/plain", None),
        (instances([31, 77.23, True, 77]), JSON, 400, "text/plain", None),
        (instances([31, 77.23, None, 77]), JSON, 400, "text/plain", None),
        (instances(31), JSON, 400, "text/plain", None),
        ("[1]", JSON, 400, "text/plain", None),
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
    connection.request("POST", "/invocations", body, headers)
    response = connection.getresponse()
    text = response.read().decode()
    assert (response.status, response.headers["Content-Type"]) == (status, content_type), text
    assert text == answer if answer is not None else text.endswith("\n")


@pytest.mark.parametrize(("path", "status"), [("/ping", 200), ("/execution-parameters", 200), ("/", 404)])
def test_the_server_has_the_routes_of_sagemaker(connection: http.client.HTTPConnection, path: str, status: int) -> None:
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    assert response.status == status


def test_the_expected_output_is_that_of_the_model(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/invocations", (PRODUCT / "validation/input/customers.csv").read_bytes(), CSV)
    expected = (PRODUCT / "validation/output/customers.csv.out").read_text()
    assert connection.getresponse().read().decode() + "\n" == expected


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_the_workflow_of_a_pull_request_has_no_credentials() -> None:
    workflow = yaml.safe_load(WORKFLOWS[0].read_text())
    assert (workflow[True], workflow["permissions"]) == ("pull_request", {"contents": "read"})
    assert [step["with"]["command"] for step in steps(workflow) if "command" in step.get("with", {})] == ["rehearse"]
    assert re.findall(r"secrets\.|role-to-assume|id-token|\$\{\{", WORKFLOWS[0].read_text()) == []


def test_the_workflow_of_a_release_rehearses_what_it_creates() -> None:
    workflow = yaml.safe_load(WORKFLOWS[1].read_text())
    assert workflow[True] == {"release": {"types": ["published"]}}
    assert workflow["permissions"] == {}
    assert [job["permissions"] for job in workflow["jobs"].values()] == [{"contents": "read", "id-token": "write"}]
    done = [step.get("with", {}).get("command") or step.get("uses") or step["run"] for step in steps(workflow)]
    words = [r"docker build", r"rehearse$", r"aws-actions/configure-aws-credentials@", r"docker push", r"create$"]
    found = [next(number for number, text in enumerate(done) if re.search(word, text)) for word in words]
    assert found == [1, 2, 3, 4, 5]
    assert re.findall(r"secrets\.", WORKFLOWS[1].read_text()) == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_expression_is_part_of_a_script_and_actions_of_others_are_pinned(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text())
    assert [step["run"] for step in steps(workflow) if "${{" in step.get("run", "")] == []
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert [name for name in used if not re.search(r"@[0-9a-f]{40}$", name)] == [
        name for name in used if name == "<owner>/sagemaker-marketplace-action@v1"
    ]
    # The README and the workflows of the repository use the same commits.
    ours = (ROOT / "README.md").read_text()
    assert [name for name in used if name.startswith("actions/") and name not in ours] == []
