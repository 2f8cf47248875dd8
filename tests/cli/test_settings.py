"""Settings: what texts become, and the exact words for each that is refused."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.settings import options, settings


def test_without_texts_the_defaults_of_the_table() -> None:
    assert settings.clean({}) == settings.Settings()


@pytest.mark.parametrize(
    ("texts", "changed"),
    [
        ({"command": "create"}, {"command": "create"}),
        ({"command": " plan \n"}, {"command": "plan"}),
        ({"manifest": "a.yaml"}, {"manifests": ("a.yaml",)}),
        ({"manifest": " a.yaml \r\n\n b/*.yaml\n"}, {"manifests": ("a.yaml", "b/*.yaml")}),
        (
            {"command": "watch", "manifest": "arn:aws:x\na.yaml"},
            {"command": "watch", "manifests": ("arn:aws:x", "a.yaml")},
        ),
        ({"variables": ""}, {"variables": {}}),
        ({"variables": "A=1\n\n_b2=x=y = z\nC="}, {"variables": {"A": "1", "_b2": "x=y = z", "C": ""}}),
        ({"region": "us-gov-west-1"}, {"region": "us-gov-west-1"}),
        ({"region": ""}, {"region": ""}),
        ({"command": "create", "wait": "False"}, {"command": "create", "wait": False}),
        ({"wait": "TRUE"}, {}),
        ({"timeout-minutes": "0"}, {"timeout_minutes": 0.0}),
        ({"timeout-minutes": "7200"}, {"timeout_minutes": 7200.0}),
        ({"poll-seconds": "0.1"}, {"poll_seconds": 0.1}),
        ({"fail-on": "never"}, {"fail_on": "never"}),
        ({"command": "plan", "replace-failed": "true"}, {"command": "plan", "replace_failed": True}),
        ({"allow-pull-request": "true"}, {"allow_pull_request": True}),
        ({"report-file": "out/report.json"}, {"report_file": "out/report.json"}),
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
def test_clean(texts: dict[str, str], changed: dict[str, Any]) -> None:
    assert settings.clean(texts) == settings.Settings(**changed)


TRUE_OR_FALSE = "write true or false"
FORMATS = "write FORMAT=FILE with one of github, json, jsonl, junit, rdjson, sarif, summary, text"


@pytest.mark.parametrize(
    ("texts", "message", "hint"),
    [
        ({"command": ""}, "input command is empty", "give it a value, or leave it out for check"),
        ({"command": "chek"}, "input command is 'chek'", "it takes one of check, plan, create, watch"),
        ({"command": "Check"}, "input command is 'Check'", "it takes one of check, plan, create, watch"),
        (
            {"manifest": "\n "},
            "input manifest is empty",
            "give it a value, or leave it out for sagemaker-marketplace.yaml",
        ),
        ({"variables": "VERSION"}, "input variables: 'VERSION' is no NAME=VALUE", "write, for example, VERSION=1.2.3"),
        ({"variables": "a-b=1"}, "input variables: 'a-b' is no NAME=VALUE", "write, for example, VERSION=1.2.3"),
        ({"variables": "1a=1"}, "input variables: '1a' is no NAME=VALUE", "write, for example, VERSION=1.2.3"),
        ({"variables": "A =1"}, "input variables: 'A ' is no NAME=VALUE", "write, for example, VERSION=1.2.3"),
        ({"variables": "=1"}, "input variables: '' is no NAME=VALUE", "write, for example, VERSION=1.2.3"),
        ({"variables": "A=1\nA=1"}, "input variables: A is given twice", "remove one of the two"),
        ({"region": "Ohio"}, "input region is 'Ohio'", "write a Region such as us-east-1"),
        ({"region": "us-east-1a"}, "input region is 'us-east-1a'", "write a Region such as us-east-1"),
        ({"wait": "yes"}, "input wait is 'yes', it takes true or false", TRUE_OR_FALSE),
        ({"wait": ""}, "input wait is empty", "give it a value, or leave it out for true"),
        ({"replace-failed": "1"}, "input replace-failed is '1', it takes true or false", TRUE_OR_FALSE),
        ({"allow-pull-request": "on"}, "input allow-pull-request is 'on', it takes true or false", TRUE_OR_FALSE),
        (
            {"timeout-minutes": "-1"},
            "input timeout-minutes is '-1'",
            "it takes a number from 0 to 7200, such as 330",
        ),
        (
            {"timeout-minutes": "7201"},
            "input timeout-minutes is '7201'",
            "it takes a number from 0 to 7200, such as 330",
        ),
        (
            {"timeout-minutes": "1e3"},
            "input timeout-minutes is '1e3'",
            "it takes a number from 0 to 7200, such as 330",
        ),
        ({"timeout-minutes": "nan"}, "input timeout-minutes is 'nan'", "it takes a number from 0 to 7200, such as 330"),
        ({"timeout-minutes": "١"}, "input timeout-minutes is '١'", "it takes a number from 0 to 7200, such as 330"),
        ({"poll-seconds": "0"}, "input poll-seconds is '0'", "it takes a number from 0.1 to 240, such as 30"),
        ({"poll-seconds": "1 min"}, "input poll-seconds is '1 min'", "it takes a number from 0.1 to 240, such as 30"),
        ({"fail-on": "errors"}, "input fail-on is 'errors'", "it takes one of error, warning, info, never"),
        (
            {"format": "yaml"},
            "input format is 'yaml'",
            "it takes one of github, json, jsonl, junit, live, rdjson, sarif, summary, text",
        ),
        (
            {"select": "zzz"},
            "input select: there is no rule zzz",
            "sagemaker-marketplace rules lists the names",
        ),
        ({"select": "not-certifed"}, "input select: there is no rule not-certifed", "did you mean not-certified?"),
        (
            {"ignore": "not-certified,region-optin"},
            "input ignore: there is no rule region-optin",
            "did you mean region-opt-in?",
        ),
        # What reading and the schema say is no rule and is always told.
        (
            {"ignore": "manifest-depth"},
            "input ignore: there is no rule manifest-depth",
            "sagemaker-marketplace rules lists the names",
        ),
        ({"output": "report.json"}, "input output is 'report.json'", FORMATS),
        ({"output": "json="}, "input output is 'json'", FORMATS),
        ({"output": "text=a\nyaml=report.yaml"}, "input output is 'yaml' for report.yaml", FORMATS),
        ({"output": "=a"}, "input output is '' for a", FORMATS),
        ({"fix": "yes"}, "input fix is 'yes', it takes true or false", TRUE_OR_FALSE),
        (
            {"manifest": "a.yaml\narn:aws:sagemaker:x"},
            "arn:aws:sagemaker:x is an ARN, check takes manifests",
            "only watch takes ARNs",
        ),
        (
            {"command": "watch", "wait": "false"},
            "input wait is false, but watch is all waiting",
            "leave one of the two out",
        ),
        (
            {"replace-failed": "true"},
            "input replace-failed is true, but check replaces nothing",
            "leave it out, or use create",
        ),
        (
            {"command": "watch", "replace-failed": "true"},
            "input replace-failed is true, but watch replaces nothing",
            "leave it out, or use create",
        ),
    ],
)
def test_refused(texts: dict[str, str], message: str, hint: str) -> None:
    with pytest.raises(Failure) as failure:
        settings.clean(texts, "input {}")
    assert (failure.value.message, failure.value.exit_code, failure.value.hint) == (message, 2, hint)


REMEDY = (
    "the author of a pull request would decide what is created in your account: run it on push, release or\n"
    "workflow_dispatch, or set allow-pull-request to true if every author is trusted"
)


@pytest.mark.parametrize(
    "event", ["pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"]
)
def test_changes_are_refused_on_pull_requests(event: str) -> None:
    with pytest.raises(Failure) as failure:
        settings.refuse_changes(settings.Settings(command="create"), event)
    assert (failure.value.message, failure.value.exit_code, failure.value.hint) == (
        f"create is refused on the event {event}",
        2,
        REMEDY,
    )


def refused(chosen: settings.Settings, event: str) -> bool:
    try:
        settings.refuse_changes(chosen, event)
    except Failure:
        return True
    return False


@pytest.mark.parametrize("event", ["", "push", "release", "workflow_dispatch", "schedule", "merge_group"])
@pytest.mark.parametrize("command", options.RUNS)
def test_everything_may_run_on_other_events(event: str, command: str) -> None:
    assert not refused(settings.Settings(command=command), event)


@pytest.mark.parametrize(
    "chosen",
    [
        settings.Settings(command="check"),
        settings.Settings(command="plan"),
        settings.Settings(command="watch"),
        settings.Settings(command="create", allow_pull_request=True),
    ],
    ids=lambda chosen: chosen.command,
)
def test_what_changes_nothing_or_is_allowed_may_run_on_pull_requests(chosen: settings.Settings) -> None:
    assert not refused(chosen, "pull_request")
    assert refused(settings.Settings(command="create"), "pull_request")


def test_every_option_has_a_setting_and_every_setting_an_option() -> None:
    names = {option.name.replace("-", "_") for option in options.OPTIONS}
    assert names - {"manifest"} == set(vars(settings.Settings())) - {"manifests"}
