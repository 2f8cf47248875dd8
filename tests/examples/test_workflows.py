"""The workflows of the example products: no credentials on a pull request, a rehearsal before anything is created."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PRODUCTS = [ROOT / "examples" / name for name in ("boosted-stumps", "churn-scorer")]
WORKFLOWS = sorted(path for product in PRODUCTS for path in (product / ".github" / "workflows").iterdir())
BUILD, REHEARSE, CREATE = r"docker build", r"rehearse$", r"create$"
LOGIN, PUSH = r"aws-actions/configure-aws-credentials@", r"docker push"


def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def workflow(product: Path, name: str) -> dict[Any, Any]:
    data: dict[Any, Any] = yaml.safe_load((product / ".github" / "workflows" / name).read_text())
    return data


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda path: path.name)
def test_the_workflow_of_a_pull_request_has_no_credentials(product: Path) -> None:
    data = workflow(product, "pull-request.yml")
    assert (data[True], data["permissions"]) == ("pull_request", {"contents": "read"})
    assert [step["with"]["command"] for step in steps(data) if "command" in step.get("with", {})] == ["rehearse"]
    text = (product / ".github" / "workflows" / "pull-request.yml").read_text()
    assert re.findall(r"secrets\.|role-to-assume|id-token|\$\{\{(?! github\.ref \}\})", text) == []


@pytest.mark.parametrize(
    ("product", "words"),
    [
        ("boosted-stumps", [BUILD, LOGIN, PUSH, f"rehearse and {CREATE}"]),
        ("churn-scorer", [BUILD, REHEARSE, LOGIN, PUSH, CREATE]),
    ],
)
def test_the_workflow_of_a_release_rehearses_what_it_creates(product: str, words: list[str]) -> None:
    data = workflow(ROOT / "examples" / product, "release.yml")
    assert data[True] == {"release": {"types": ["published"]}}
    assert data["permissions"] == {}
    assert [job["permissions"] for job in data["jobs"].values()] == [{"contents": "read", "id-token": "write"}]
    done = [what(step) for step in steps(data)]
    found = [next((number for number, text in enumerate(done) if re.search(word, text)), None) for word in words]
    assert found == [*range(1, len(words) + 1)], done
    assert "secrets." not in (ROOT / "examples" / product / ".github/workflows/release.yml").read_text()


def what(step: dict[str, Any]) -> str:
    """Return what a step does: the command of this action, another action, or a script."""
    inputs = step.get("with", {})
    command = str(inputs.get("command") or step.get("uses") or step["run"])
    return f"rehearse and {command}" if inputs.get("rehearse") else command


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: f"{path.parts[-4]}/{path.name}")
def test_no_expression_is_part_of_a_script_and_actions_of_others_are_pinned(path: Path) -> None:
    data = yaml.safe_load(path.read_text())
    assert [step["run"] for step in steps(data) if "${{" in step.get("run", "")] == []
    used = [step["uses"] for step in steps(data) if "uses" in step]
    assert [name for name in used if not re.search(r"@[0-9a-f]{40}$", name)] == [
        name for name in used if name == "OWNER/sagemaker-marketplace-action@v1"
    ]
    # The README and the workflows of the repository use the same commits.
    ours = (ROOT / "README.md").read_text()
    assert [name for name in used if name.startswith("actions/") and name not in ours] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: f"{path.parts[-4]}/{path.name}")
def test_the_action_has_the_inputs_and_outputs_that_are_used(path: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    data = yaml.safe_load(path.read_text())
    used = [step for step in steps(data) if "sagemaker-marketplace-action@" in step.get("uses", "")]
    assert used
    assert {name for step in used for name in step["with"]} - set(action["inputs"]) == set()
    ids = "|".join(step["id"] for step in used if "id" in step)
    outputs = re.findall(rf"steps\.(?:{ids})\.outputs\.([\w-]+)", path.read_text()) if ids else []
    assert set(outputs) - set(action["outputs"]) == set()
