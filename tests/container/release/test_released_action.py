"""A release, used as `uses: OWNER/sagemaker-marketplace-action@v1` by a workflow: the image is pulled by its digest."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from tests.container.act import Run, run_workflow
from tests.container.expected import ARN
from tests.container.release.conftest import MAJOR, TAG, Release, docker
from tests.github.api import JOB, JOB_TOKEN, NUMBER, run_server
from tests.github.api import REPOSITORY as USER
from tests.github.conftest import event
from tests.release.projects import REPOSITORY, ROOT

pytestmark = pytest.mark.container

_WORKFLOWS = ".github/workflows"


@pytest.fixture(scope="module")
def product_image() -> Iterator[None]:
    """Build the image that the example's manifest rehearses."""
    docker("build", "--quiet", "--tag", "churn-scorer:dev", str(ROOT / "examples" / "churn-scorer"))
    yield
    subprocess.run(["docker", "rmi", "--force", "churn-scorer:dev"], check=False, capture_output=True)


@pytest.fixture(scope="module")
def run(product_image: None, released: Release, base: str) -> Run:
    """The workflow of a user."""
    return run_workflow(released.user, base, f"{_WORKFLOWS}/released.yml", options=[downloaded(released)])


def downloaded(released: Release) -> str:
    """Return the option by which act uses the clone instead of a download."""
    return f"--local-repository={REPOSITORY}@{MAJOR}={released.clone}"


def test_the_action_names_the_image_by_digest(released: Release) -> None:
    runs = yaml.safe_load((released.clone / "action.yml").read_text("utf-8"))["runs"]
    main = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]
    assert runs == {**main, "image": f"docker://{released.image}"}


def test_the_runner_pulls_the_image_and_builds_none(run: Run, released: Release) -> None:
    messages = [line["msg"] for line in run.log]
    assert [message for message in messages if "docker pull" in message and released.image in message] != []
    assert [message for message in messages if "docker build" in message] == []


def test_check_links_to_the_rules_of_the_release(run: Run) -> None:
    done = run.of("check")
    assert done.results() == ["failure"]
    rules = [properties["title"] for _, properties, _ in done.annotations()]
    url = f"https://github.com/{REPOSITORY}/blob/{TAG}/docs/rules"
    links = [line.strip() for line in done.printed() if line.strip().startswith("https://")]
    assert (rules, links) == (
        ["region-opt-in", "unknown-field"],
        [f"{url}/region-opt-in.md", f"{url}/unknown-field.md"],
    )


def test_rehearse_passes_with_the_driver_of_the_image(run: Run, released: Release) -> None:
    done = run.of("rehearse")
    assert done.results() == ["success"]
    (measured,) = json.loads(done.outputs()["rehearsals"])
    assert (measured["succeeded"], measured["records_in"], measured["records_out"]) == (True, 8, 8)
    assert [line for line in done.printed() if "pulling" in line] == []


def test_create_certifies_the_model_package(run: Run) -> None:
    done = run.of("create")
    assert done.results() == ["success"]
    assert (done.outputs()["arn"], done.outputs()["status"]) == (ARN, "Completed")
    assert run.exit_code == 0


def test_two_runs_on_a_pull_request_write_one_comment(released: Release, base: str, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text(json.dumps(event()), "utf-8")
    with run_server() as github:
        variables = {name: value for name, value in github.environment().items() if name.startswith("GITHUB_")}
        options = [downloaded(released), f"--eventpath={tmp_path / 'event.json'}", f"--secret=GITHUB_TOKEN={JOB_TOKEN}"]
        options += [f"--env={name}={value}" for name, value in variables.items()]
        run = run_workflow(released.user, base, f"{_WORKFLOWS}/comment.yml", event="pull_request", options=options)
        comments = github.bodies()
    page = f"https://github.com/{USER}/pull/{NUMBER}#issuecomment-1"
    assert run.of("faulty").printed()[-1] == f"comment created: {page}"
    assert run.of("sound").printed()[-1] == f"comment updated: {page}"
    assert [(author, body.splitlines()[0]) for author, body in comments] == [(JOB, "### ✅ Check passed")]
