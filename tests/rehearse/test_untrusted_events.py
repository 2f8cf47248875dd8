"""On events that people without write access cause, a rehearsal downloads nothing: the container could print it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sagemaker_marketplace import action
from sagemaker_marketplace.aws.errors import CredentialsRejected
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.cli import stages
from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest.fields import Data
from sagemaker_marketplace.rehearse.sources import downloads
from sagemaker_marketplace.settings.settings import Settings
from sagemaker_marketplace.settings.triggers import TRUSTED_EVENTS, refused_credentials

UNTRUSTED = ("pull_request_target", "issue_comment", "workflow_run", "merge_group", "an_event_of_next_year")


def of_action(settings: Settings) -> Account:
    return action._account_opener(settings, Clock())()


@pytest.mark.parametrize("open_account", [stages._account, of_action])
@pytest.mark.parametrize("event", UNTRUSTED)
def test_no_object_is_downloaded(
    event: str, open_account: Callable[[Settings], Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_EVENT_NAME", event)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # the discard port: a call would fail otherwise
    account = open_account(Settings(command="rehearse")).queries("us-east-2", "2026-01-31", Facts())
    data = Data(("spec",), "s3://secret/data/", "secret", "data/", "S3Prefix")
    with pytest.raises(CredentialsRejected) as refusal:
        downloads.input_objects(account, data, "rehearsal.input")
    assert (refusal.value.message, refusal.value.exit_code, refusal.value.hint) == (
        f"no AWS credentials are used on the event {event}",
        2,
        "set allow-untrusted-trigger to true if you trust everyone who can cause it",
    )


@pytest.mark.parametrize(
    ("settings", "event"),
    [
        *((Settings(command="rehearse"), event) for event in ("", "pull_request", *TRUSTED_EVENTS)),
        *((Settings(command="rehearse", allow_untrusted_trigger=True), event) for event in UNTRUSTED),
        # Others give nothing to a container.
        *((Settings(command="plan"), event) for event in UNTRUSTED),
    ],
)
def test_other_runs_use_their_credentials(settings: Settings, event: str) -> None:
    assert refused_credentials(settings, event) is None
