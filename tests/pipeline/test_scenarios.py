"""Every sandbox scenario, end to end and for both kinds: all events, the exit code, the outputs and the calls."""

from __future__ import annotations

import itertools

import pytest
from tests.pipeline.expected import (
    COMPLETED,
    FIRST_SCANNING,
    PENDING,
    PROFILE,
    SCANNING,
    SUCCESS,
    TITLES,
    VALIDATING,
    Lifecycle,
    arn,
    create_lines,
    diagnosis_of,
    outputs,
    plan_lines,
    poll_lines,
    resume_hint,
    watch_lines,
    without_digests,
)
from tests.pipeline.harness import Harness, Outcome, SingleAttemptAccount

from sagemaker_marketplace.aws.errors import REFRESH_CREDENTIALS
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.sandbox.scenario import load
from sagemaker_marketplace.sandbox.server import scenarios

PING = (
    "AlgorithmError: Model container failed to respond to ping. "
    "Please ensure /ping endpoint is implemented and responds with an HTTP 200 status code"
)
DENIED = "Client error: Access denied for registry"
UNSCHEDULED = "Client error: No scan scheduled"
SEE_LOGS = "AlgorithmError: See job logs for more information"
EXIT_CODE = "AlgorithmError: Exit Code: 1"
# Scenarios that count the calls of a server or of a key: each test needs its own sandbox.
COUNTED = ("response-lost", "server-error", "expired-token")


def scan_fails(status: str, reason: str, *before: tuple[str | None, str | None, str | None]) -> Lifecycle:
    polls = (PENDING, *before, (f"{status}: {reason}", None, "Failed"))
    return Lifecycle(polls, failure=f"image scan {{}}: {reason}", extra_poll=False)


def jobs_fail(reason: str, extra_poll: bool = True) -> Lifecycle:
    return Lifecycle(
        (PENDING, SCANNING, VALIDATING, (None, f"Failed: {reason}", "Failed")),
        0,
        f"validation {PROFILE}: {reason}",
        extra_poll,
    )


LIFECYCLES = {
    "success": SUCCESS,
    "slow-delete": SUCCESS,
    "response-lost": Lifecycle((FIRST_SCANNING, VALIDATING, COMPLETED)),
    "throttled": Lifecycle(missing_polls=3),
    "not-found-after-create": Lifecycle(missing_polls=3),
    "image-scan-fails": scan_fails("Failed", DENIED, SCANNING),
    "scan-not-started": scan_fails("NotStarted", UNSCHEDULED),
    "ping-fails": jobs_fail(PING),
    "invocations-fail": jobs_fail(SEE_LOGS),
}


def create(
    harness: Harness, kind: str, scenario: str, account: type[Account] = Account, minutes: float = 330
) -> Outcome:
    harness.serve(scenario, fresh=scenario in COUNTED)
    manifest = harness.manifest(kind, f"churn-{scenario}")
    return harness.run(manifest, account=account, timeout_minutes=minutes)


@pytest.mark.parametrize(("scenario", "exit_code"), [("success", 0), ("eight-channels", 3)])
def test_nine_training_channels(harness: Harness, scenario: str, exit_code: int) -> None:
    """The check warns, because the sources disagree; the service decides."""
    harness.serve(scenario)
    training = harness.spec("Algorithm", "nine")["TrainingSpecification"]
    names = [channel["Name"] for channel in training["TrainingChannels"]]
    more = [{**training["TrainingChannels"][0], "Name": f"c{number}", "IsRequired": False} for number in range(9)]
    training["TrainingChannels"] += more[len(names) :]
    outcome = harness.run(harness.manifest("Algorithm", f"nine-{scenario}", TrainingSpecification=training))
    assert "warning too-many-training-channels" in outcome.event_lines
    assert outcome.exit_code == exit_code
    refusal = "Member must have length less than or equal to 8"
    assert any(refusal in line for line in outcome.event_lines) == (exit_code != 0)


def test_each_scenario_has_a_test() -> None:
    # Scenarios of accounts, of jobs and their logs, and of credentials are in other tests.
    own = ("fails-", "logs-", "oidc", "many-", "unrelated-jobs", "identical-jobs-", "training-phases", "short-sessions")
    others = {"eight-channels"}
    lifecycle_scenarios = {name for name in scenarios() if not load(name).account and not name.startswith(own)}
    assert {
        *LIFECYCLES,
        "training-fails",
        "server-error",
        "expired-token",
        "never-finishes",
    } == lifecycle_scenarios - others


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("scenario", LIFECYCLES)
def test_a_lifecycle(harness: Harness, kind: str, scenario: str) -> None:
    lifecycle, name = LIFECYCLES[scenario], f"churn-{scenario}"
    outcome = create(harness, kind, scenario, SingleAttemptAccount if scenario == "throttled" else Account)
    lines = [line for line in outcome.event_lines if not line.startswith("note: ")]
    # Without provenance tags nothing proves which run has created what is found after a lost response.
    action = "attached" if scenario == "response-lost" else "created"
    assert lines == [*plan_lines(kind, name), *create_lines(kind, name, action), *watch_lines(kind, name, lifecycle)]
    assert outcome.exit_code == (4 if lifecycle.failure else 0)
    message = lifecycle.failure.format(name)
    failed = (
        {"status": "Failed", "failure-reason": diagnosis_of(message).reason(message), "errors": "1"} if message else {}
    )
    status = failed or {"status": "Completed"}
    assert without_digests(outcome.report.outputs()) == outputs(kind, name, **status, **{"action-taken": action})
    searches = 1 if scenario == "response-lost" else 0
    polls = searches + lifecycle.missing_polls + len(lifecycle.polls_of(kind))
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}", *[f"Describe{kind}"] * polls]


@pytest.mark.parametrize("kind", TITLES)
def test_a_lost_response_is_reported_before_the_search(harness: Harness, kind: str) -> None:
    outcome = create(harness, kind, "response-lost")
    assert harness.sandbox
    closed = "Connection was closed before we received a valid response from endpoint URL"
    lost = f'Create{kind}: {closed}: "{harness.sandbox.url}/".'
    location = outcome.event_lines.index("create m.yaml")
    assert outcome.event_lines[location + 1 : location + 3] == [
        f"note: no response ({lost}): checking whether churn-response-lost was created",
        f"arn={arn(kind, 'churn-response-lost')}",
    ]


@pytest.mark.parametrize("kind", TITLES)
def test_throttled_polls_are_reported_once_and_do_not_end_the_watch(harness: Harness, kind: str) -> None:
    harness.serve("throttled")
    outcome = harness.run(harness.manifest(kind, "patience"), account=SingleAttemptAccount)
    location = outcome.event_lines.index("watch m.yaml")
    assert outcome.event_lines[location + 1 : location + 3] == [
        f"note: no response, polling again (Describe{kind}: ThrottlingException)",
        "45 image scan patience NotStarted",
    ]


@pytest.mark.parametrize(("kind", "lifecycle"), [("ModelPackage", SUCCESS), ("Algorithm", jobs_fail(EXIT_CODE, False))])
def test_a_training_that_fails_concerns_algorithms_only(harness: Harness, kind: str, lifecycle: Lifecycle) -> None:
    outcome = create(harness, kind, "training-fails")
    name = "churn-training-fails"
    assert outcome.event_lines == [
        *plan_lines(kind, name),
        *create_lines(kind, name),
        *watch_lines(kind, name, lifecycle),
    ]
    assert outcome.exit_code == (4 if lifecycle.failure else 0)


@pytest.mark.parametrize("kind", TITLES)
def test_a_create_call_that_did_nothing_is_not_repeated(harness: Harness, kind: str) -> None:
    outcome = create(harness, kind, "server-error")
    name = "churn-server-error"
    assert outcome.event_lines == [
        *plan_lines(kind, name),
        f"note: no response (Create{kind}: InternalFailure): checking whether {name} was created",
        f"failed 3: Create{kind} failed: Create{kind}: InternalFailure | {name} was not created: "
        "retry; the same manifest never creates two resources",
    ]
    assert outcome.exit_code == 3
    named = {"kind": kind, "name": name, "region": "us-east-1"}
    assert without_digests(outcome.report.outputs()) == {**named, "errors": "0", "warnings": "0"}
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}", *[f"Describe{kind}"] * 6]
    again = harness.run("m.yaml")
    assert again.exit_code == 0
    assert again.event_lines == [*plan_lines(kind, name), *create_lines(kind, name), *watch_lines(kind, name)]


@pytest.mark.parametrize("kind", TITLES)
def test_an_expired_token_ends_the_watch_and_a_new_one_resumes_it(harness: Harness, kind: str) -> None:
    outcome = create(harness, kind, "expired-token")
    name = "churn-expired-token"
    assert outcome.event_lines == [
        *plan_lines(kind, name),
        *create_lines(kind, name),
        *poll_lines(kind, name, PENDING, SCANNING),
        f"failed 5: the AWS credentials have expired | {REFRESH_CREDENTIALS}\n{resume_hint(arn(kind, name))}",
        "watch m.yaml ended badly",
    ]
    assert outcome.exit_code == 5
    assert [failure.title for failure in outcome.report.failures] == ["Credentials expired; validation continues"]
    assert without_digests(outcome.report.outputs()) == outputs(kind, name, status="InProgress")
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}", *[f"Describe{kind}"] * 3]
    harness.patch.setenv("AWS_ACCESS_KEY_ID", "FRESH")
    again = harness.run(arn(kind, name), command="watch")
    assert again.exit_code == 0
    assert again.event_lines[-2:] == ["status=Completed", f"watch {arn(kind, name)} ended"]
    assert set(again.calls) == {f"Describe{kind}"}


@pytest.mark.parametrize("kind", TITLES)
def test_a_timeout_is_not_a_failed_validation(harness: Harness, kind: str) -> None:
    outcome = create(harness, kind, "never-finishes", minutes=20)
    name = "churn-never-finishes"
    assert outcome.event_lines == [
        *plan_lines(kind, name),
        *create_lines(kind, name),
        *poll_lines(kind, name, PENDING, SCANNING, VALIDATING),
        *(f"{seconds} still InProgress" for seconds in (360, 600, 840, 1080)),
        f"failed 5: timed out: {arn(kind, name)} is still InProgress | {resume_hint(arn(kind, name))}",
        "watch m.yaml ended badly",
    ]
    assert outcome.exit_code == 5
    assert without_digests(outcome.report.outputs()) == outputs(kind, name, status="InProgress")
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}", *[f"Describe{kind}"] * 21]


@pytest.mark.parametrize("poll", [30, 121, 240])
def test_heartbeats_come_at_least_every_five_minutes(harness: Harness, poll: int) -> None:
    harness.serve("never-finishes")
    manifest = harness.manifest("Algorithm", f"poll-{poll}")
    outcome = harness.run(manifest, poll_seconds=poll, timeout_minutes=40)
    moments = [moment for moment, _ in outcome.events]
    assert moments[-1] == 40 * 60
    assert max(later - earlier for earlier, later in itertools.pairwise(moments)) <= 300


def test_a_slow_watch_polls_a_new_resource_more_often(harness: Harness) -> None:
    harness.serve("not-found-after-create")
    outcome = harness.run(harness.manifest("ModelPackage", "slow-watch"), poll_seconds=240)
    assert [line for line in outcome.event_lines if "model package" in line] == [
        "45 model package slow-watch Pending",
        "285 model package slow-watch InProgress",
        "765 model package slow-watch Completed",
    ]
    assert outcome.exit_code == 0


def test_outputs_are_set_before_the_first_status(harness: Harness) -> None:
    harness.serve("never-finishes")
    lines = harness.run(harness.manifest("ModelPackage", "early"), timeout_minutes=1).event_lines
    names = [line.partition("=")[0] for line in lines[: lines.index("0 image scan early NotStarted")] if "=" in line]
    assert names == ["kind", "name", "region", "arn", "action-taken", "console-url"]


@pytest.mark.parametrize("kind", TITLES)
def test_without_wait_the_run_ends_after_the_create_call(harness: Harness, kind: str) -> None:
    harness.serve("success")
    outcome = harness.run(harness.manifest(kind, "no-wait"), wait=False)
    *created, _ = create_lines(kind, "no-wait")
    assert outcome.event_lines == [*plan_lines(kind, "no-wait"), *created]
    assert outcome.exit_code == 0
    assert without_digests(outcome.report.outputs()) == outputs(kind, "no-wait")
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}"]
