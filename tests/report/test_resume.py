"""How to resume a watch, as a command and as the inputs of a step."""

from __future__ import annotations

import shlex

import yaml

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.report import resume

ARN = "arn:aws-us-gov:sagemaker:us-gov-west-1:123456789012:model-package/churn-1-0"


def test_the_inputs_are_yaml() -> None:
    assert yaml.safe_load(resume.inputs(ARN)) == {"command": "watch", "manifest": ARN}


def test_the_command_is_one_of_the_program() -> None:
    program, command, *arguments = shlex.split(resume.command(ARN))
    assert (program, command, arguments) == ("sagemaker-marketplace", "watch", [ARN])
    assert command in main.COMMANDS
    assert resume.command(ARN, "old sso") == f"sagemaker-marketplace watch {ARN} --profile 'old sso'"


def test_the_hint_has_both() -> None:
    first, command, inputs = resume.hint(ARN).splitlines()
    assert first == "validation continues in AWS; resume with:"
    assert command == resume.command(ARN)
    assert inputs == f"or, in a workflow, with: {resume.inputs(ARN)}"
    assert resume.hint(ARN, "me").splitlines()[1] == resume.command(ARN, "me")
    for profile in ("", "me"):
        assert resume.without_hint(f"why\n{resume.hint(ARN, profile)}") == "why"
        assert resume.without_hint(resume.hint(ARN, profile)) == ""
