"""Settings: the value of each option, and the exact message for each invalid one."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace import plugins
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.settings import option, settings, triggers
from sagemaker_marketplace.settings.parse import clean


def test_without_values_the_defaults_are_used() -> None:
    assert clean({}) == settings.Settings()


@pytest.mark.parametrize(
    ("values", "changed"),
    [
        ({"command": "create"}, {"command": "create"}),
        ({"command": " plan \n"}, {"command": "plan"}),
        ({"manifest": "a.yaml"}, {"manifest": ("a.yaml",)}),
        ({"manifest": "\n "}, {"manifest": ()}),
        ({"manifest": " a.yaml \r\n\n b/*.yaml\n"}, {"manifest": ("a.yaml", "b/*.yaml")}),
        (
            {"command": "watch", "manifest": "arn:aws:x\na.yaml"},
            {"command": "watch", "manifest": ("arn:aws:x", "a.yaml")},
        ),
        ({"variables": ""}, {"variables": {}}),
        ({"variables": "A=1\n\n_b2=x=y = z\nC="}, {"variables": {"A": "1", "_b2": "x=y = z", "C": ""}}),
        ({"shard": " 2/10"}, {"shard": (2, 10)}),
        ({"shard": ""}, {}),
        ({"region": "us-gov-west-1"}, {"region": "us-gov-west-1"}),
        ({"region": ""}, {"region": ""}),
        ({"command": "create", "wait": "False"}, {"command": "create", "wait": False}),
        ({"wait": "TRUE"}, {}),
        ({"timeout-minutes": "0"}, {"timeout_minutes": 0.0}),
        ({"timeout-minutes": "7200"}, {"timeout_minutes": 7200.0}),
        ({"poll-seconds": "0.1"}, {"poll_seconds": 0.1}),
        ({"fail-on": "never"}, {"fail_on": "never"}),
        ({"command": "plan", "replace-failed": "true"}, {"command": "plan", "replace_failed": True}),
        ({"allow-untrusted-trigger": "true"}, {"allow_untrusted_trigger": True}),
        ({"format": "json"}, {"format": "json"}),
        ({"select": "not-certified"}, {"select": ("not-certified",)}),
        (
            {"select": " not-certified , region-opt-in\n\nname-or-group,"},
            {"select": ("not-certified", "region-opt-in", "name-or-group")},
        ),
        ({"ignore": "not-certified\nregion-opt-in"}, {"ignore": ("not-certified", "region-opt-in")}),
        ({"select": "", "ignore": " , \n"}, {}),
        ({"output": "json=a.json\ntext=out/b=c.txt"}, {"output": (("json", "a.json"), ("text", "out/b=c.txt"))}),
        ({"output": ""}, {}),
        ({"fix": "true"}, {"fix": True}),
        ({"diff": "TRUE"}, {"diff": True}),
        ({"unheard-of": "x"}, {}),
    ],
)
def test_clean(values: dict[str, str], changed: dict[str, Any]) -> None:
    assert clean(values) == settings.Settings(**changed)


COMMANDS = " (choose from check, rehearse, plan, create, watch, merge-reports)"
VARIABLE_NAME = "use letters, digits and underscores; the first character must not be a digit"
TRUE_OR_FALSE = "use true or false"
FORMATS = f"use FORMAT=FILE, where FORMAT is one of {', '.join(name for name in plugins.formats() if name != 'live')}"
FIX_OR_DIFF = "input fix changes the manifests, input diff only shows the changes"
ROLE_NAME = "use a role name, not an ARN: letters, digits and +=,.@-_, at most 64 characters"


@pytest.mark.parametrize(
    ("values", "message", "hint"),
    [
        ({"command": ""}, "input command is empty", "set a value, or omit it to use the default (check)"),
        ({"command": "chek"}, f'invalid value for input command: "chek"{COMMANDS}', "did you mean check?"),
        ({"command": "Check"}, f'invalid value for input command: "Check"{COMMANDS}', "did you mean check?"),
        (
            {"variables": "TAG"},
            'invalid value for input variables: "TAG"',
            "use NAME=VALUE, for example TAG=1.2.3",
        ),
        ({"variables": "a-b=1"}, 'input variables: invalid variable name "a-b"', VARIABLE_NAME),
        ({"variables": "1a=1"}, 'input variables: invalid variable name "1a"', VARIABLE_NAME),
        ({"variables": "A =1"}, 'input variables: invalid variable name "A "', VARIABLE_NAME),
        ({"variables": "=1"}, 'input variables: invalid variable name ""', VARIABLE_NAME),
        ({"variables": "A=1\nA=1"}, "input variables: duplicate variable A", "remove one of the two"),
        ({"region": "Ohio"}, 'invalid value for input region: "Ohio"', "use a Region such as us-east-1"),
        ({"region": "us-east-1a"}, 'invalid value for input region: "us-east-1a"', "use a Region such as us-east-1"),
        ({"wait": "yes"}, 'invalid value for input wait: "yes"', TRUE_OR_FALSE),
        ({"wait": ""}, "input wait is empty", "set a value, or omit it to use the default (true)"),
        ({"replace-failed": "1"}, 'invalid value for input replace-failed: "1"', TRUE_OR_FALSE),
        ({"allow-untrusted-trigger": "on"}, 'invalid value for input allow-untrusted-trigger: "on"', TRUE_OR_FALSE),
        (
            {"timeout-minutes": "-1"},
            'invalid value for input timeout-minutes: "-1"',
            "use a number from 0 to 7200, such as 330",
        ),
        (
            {"timeout-minutes": "7201"},
            'invalid value for input timeout-minutes: "7201"',
            "use a number from 0 to 7200, such as 330",
        ),
        (
            {"timeout-minutes": "1e3"},
            'invalid value for input timeout-minutes: "1e3"',
            "use a number from 0 to 7200, such as 330",
        ),
        (
            {"timeout-minutes": "nan"},
            'invalid value for input timeout-minutes: "nan"',
            "use a number from 0 to 7200, such as 330",
        ),
        (
            {"timeout-minutes": "١"},
            'invalid value for input timeout-minutes: "١"',
            "use a number from 0 to 7200, such as 330",
        ),
        (
            {"poll-seconds": "0"},
            'invalid value for input poll-seconds: "0"',
            "use a number from 0.1 to 240, such as 30",
        ),
        (
            {"poll-seconds": "1 min"},
            'invalid value for input poll-seconds: "1 min"',
            "use a number from 0.1 to 240, such as 30",
        ),
        (
            {"fail-on": "errors"},
            'invalid value for input fail-on: "errors" (choose from error, warning, info, never)',
            "did you mean error?",
        ),
        (
            {"format": "yaml"},
            f'invalid value for input format: "yaml" (choose from {", ".join(plugins.formats())})',
            "",
        ),
        (
            {"select": "zzz"},
            "input select: unknown rule zzz",
            "run 'sagemaker-marketplace rules' for a list",
        ),
        ({"select": "not-certifed"}, "input select: unknown rule not-certifed", "did you mean not-certified?"),
        (
            {"ignore": "not-certified,region-optin"},
            "input ignore: unknown rule region-optin",
            "did you mean region-opt-in?",
        ),
        # Findings of the reader and of the schema are not rules and are always reported.
        (
            {"ignore": "manifest-tag"},
            "input ignore: manifest-tag is a built-in rule, which always runs",
            "remove it",
        ),
        ({"output": "report.json"}, 'invalid value for input output: "report.json"', FORMATS),
        (
            {"output": "json=-"},
            'invalid value for input output: "json=-"',
            "use the path of a file; for standard output, use --format json",
        ),
        ({"output": "json="}, 'invalid value for input output: "json="', FORMATS),
        ({"output": "text=a\nyaml=report.yaml"}, 'invalid value for input output: "yaml=report.yaml"', FORMATS),
        ({"output": "=a"}, 'invalid value for input output: "=a"', FORMATS),
        ({"fix": "yes"}, 'invalid value for input fix: "yes"', TRUE_OR_FALSE),
        (
            {"manifest": "a.yaml\narn:aws:sagemaker:x"},
            "check requires a manifest, not an ARN: arn:aws:sagemaker:x",
            "only watch accepts ARNs",
        ),
        (
            {"command": "watch", "wait": "false"},
            "input wait must be true for watch",
            "omit input wait, or use create",
        ),
        (
            {"replace-failed": "true"},
            "input replace-failed does not apply to check",
            "omit input replace-failed, or use create",
        ),
        (
            {"command": "watch", "replace-failed": "true"},
            "input replace-failed does not apply to watch",
            "omit input replace-failed, or use create",
        ),
        (
            {"fix": "true", "manifest": "a.yaml\n-"},
            "input fix can't change standard input",
            "use input diff, or the path of a file",
        ),
        ({"fix": "true", "diff": "true"}, "input fix and input diff are mutually exclusive", FIX_OR_DIFF),
        (
            {"command": "create", "on-cancel": "stop", "provenance-tags": "false"},
            "input on-cancel stop requires input provenance-tags",
            "set input provenance-tags to true: without the tags the run can't prove what it has created",
        ),
        (
            {"command": "create", "managed-policy": "true"},
            "input managed-policy requires input create-validation-role",
            "set input create-validation-role, or omit input managed-policy",
        ),
        ({"create-validation-role": "a/b"}, 'invalid value for input create-validation-role: "a/b"', ROLE_NAME),
        (
            {"allowed-account-ids": "1"},
            'invalid value for input allowed-account-ids: "1"',
            "an account ID has 12 digits",
        ),
    ],
)
def test_invalid_values(values: dict[str, str], message: str, hint: str) -> None:
    with pytest.raises(Failure) as failure:
        clean(values, "input {}")
    assert (failure.value.message, failure.value.exit_code, failure.value.hint) == (message, 2, hint)


HINT = (
    "use push, release, workflow_dispatch, repository_dispatch or schedule, or set allow-untrusted-trigger\n"
    "to true if you trust everyone who can cause it"
)
AUTHOR = "the author of a pull request would decide what is created in your account"
COMMENTER = "anyone who can comment or open an issue could decide what is created in your account"


@pytest.mark.parametrize(
    ("event", "who"),
    [
        ("pull_request", AUTHOR),
        ("pull_request_target", AUTHOR),
        ("pull_request_review", AUTHOR),
        ("pull_request_review_comment", AUTHOR),
        ("workflow_run", "the run before it can be one for a pull request, whose author would decide what is created"),
        ("merge_group", "a merge queue runs on pull requests that have not been merged"),
        ("issues", COMMENTER),
        ("issue_comment", COMMENTER),
        ("discussion", "anyone who can comment or open a discussion could decide what is created in your account"),
        (
            "discussion_comment",
            "anyone who can comment or open a discussion could decide what is created in your account",
        ),
        ("fork", "people without write access might cause this event"),
        ("watch", "people without write access might cause this event"),
        ("an_event_of_next_year", "people without write access might cause this event"),
    ],
)
def test_changes_are_refused_on_events_that_are_not_trusted(event: str, who: str) -> None:
    with pytest.raises(Failure) as failure:
        triggers.refuse_changes(settings.Settings(command="create"), event)
    assert (failure.value.message, failure.value.exit_code, failure.value.hint) == (
        f"create is not allowed on the event {event}",
        2,
        f"{who}\n{HINT}",
    )


def is_refused(chosen: settings.Settings, event: str) -> bool:
    try:
        triggers.refuse_changes(chosen, event)
    except Failure:
        return True
    return False


@pytest.mark.parametrize("event", ["", *triggers.TRUSTED_EVENTS])
@pytest.mark.parametrize("command", option.RUNS)
def test_every_command_runs_on_other_events(event: str, command: str) -> None:
    assert not is_refused(settings.Settings(command=command), event)


@pytest.mark.parametrize(
    "chosen",
    [
        settings.Settings(command="check"),
        settings.Settings(command="rehearse"),
        settings.Settings(command="plan"),
        settings.Settings(command="watch"),
        settings.Settings(command="create", allow_untrusted_trigger=True),
    ],
    ids=lambda chosen: chosen.command,
)
def test_read_only_and_allowed_commands_run_on_pull_requests(chosen: settings.Settings) -> None:
    assert not is_refused(chosen, "pull_request")
    assert is_refused(settings.Settings(command="create"), "pull_request")


@pytest.mark.parametrize("event", ["pull_request_target", "issue_comment", "workflow_run"])
def test_no_role_is_created_on_events_that_are_not_trusted(
    event: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_EVENT_NAME", event)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # the discard port
    argv = ["role", "examples/algorithm.yaml", "--create-validation-role", "Validation"]
    assert main.run(argv) == 2
    message = f"role --create-validation-role is not allowed on the event {event}"
    assert capsys.readouterr().err.startswith(f"sagemaker-marketplace: {message}\n")
