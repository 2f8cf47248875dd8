"""A job on a GitHub Enterprise Server: links to its repository have its host, and nothing names github.com."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.container.runner import FILES

from sagemaker_marketplace import plugins
from sagemaker_marketplace.report.rule_pages import DOCS_URL
from sagemaker_marketplace.sandbox.server import running

ROOT = Path(__file__).resolve().parents[2]
SERVER, COMMIT = "https://github.example.com", "0123456789abcdef0123456789abcdef01234567"
JOB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_API_URL": f"{SERVER}/api/v3",
    "GITHUB_EVENT_NAME": "push",
    "GITHUB_GRAPHQL_URL": f"{SERVER}/api/graphql",
    "GITHUB_REF_NAME": "main",
    "GITHUB_REPOSITORY": "octo/churn",
    "GITHUB_RUN_ID": "7",
    "GITHUB_SERVER_URL": SERVER,
    "GITHUB_SHA": COMMIT,
    "RUNNER_DEBUG": "1",
}
FORMATS = [name for name in plugins.formats() if name != "live"]  # a display on terminals
ROLE = "arn:aws:iam::123456789012:role/release"
# Inputs, scenario and exit code.
CASES = {
    "findings": ({"command": "check", "manifest": "faulty.yaml"}, "success", 1),
    "plan": ({"command": "plan"}, "success", 0),
    "created": ({"command": "create"}, "success", 0),
    "failed": ({"command": "create"}, "ping-fails", 4),
    "with a role": ({"command": "plan", "role-to-assume": ROLE}, "oidc", 0),
    "with a role that does not trust the job": ({"command": "plan", "role-to-assume": ROLE}, "oidc-untrusted", 3),
    "without the provider": ({"command": "plan", "role-to-assume": ROLE}, "oidc-no-provider", 3),
}


def texts(workspace: Path, commands: Path) -> dict[str, str]:
    """What a run wrote: its reports and command files."""
    files = [*workspace.glob("report.*"), *commands.iterdir()]
    return {file.name: file.read_text("utf-8") for file in files}


@pytest.mark.parametrize("name", CASES)
def test_links(name: str, tmp_path: Path) -> None:
    inputs, scenario, exit_code = CASES[name]
    workspace, commands = tmp_path / "workspace", tmp_path / "commands"
    workspace.mkdir()
    commands.mkdir()
    for file in FILES:
        (commands / file).touch()
    manifests = ROOT / "tests" / "container" / "manifests"
    shutil.copy(manifests / "faulty.yaml", workspace)
    shutil.copy(manifests / "sound.yaml", workspace / "sagemaker-marketplace.yaml")
    reports = "\n".join(f"{each}=report.{each}" for each in FORMATS)
    with running(scenario) as sandbox:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "INPUT_", "AWS_"))},
            **JOB,
            **sandbox.environment,
            **{f"GITHUB_{file}": str(commands / file) for file in FILES},
            **{
                f"INPUT_{key.upper()}": value
                for key, value in {**inputs, "output": reports, "poll-seconds": "0.1"}.items()
            },
            "GITHUB_WORKSPACE": str(workspace),
        }
        start = [sys.executable, str(ROOT / "entrypoint.py")]
        done = subprocess.run(start, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (exit_code, ""), done.stdout
    written = texts(workspace, commands)
    assert {f"report.{each}" for each in FORMATS} <= set(written)
    links = {
        (file, link)
        for file, text in {"log": done.stdout, **written}.items()
        for link in re.findall(r"https?://[\w.-]*github[\w.-]*/[\w./-]*", text)
        if not link.startswith((DOCS_URL.removesuffix("/docs/rules").removesuffix("/blob/main"), f"{SERVER}/"))
    }
    assert links == set()
    assert f"{SERVER}/octo/churn/blob/{COMMIT}/" in written["STEP_SUMMARY"]
