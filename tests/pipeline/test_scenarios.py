"""Every scenario of the sandbox, end to end and for both kinds: each event, the exit code, the outputs, the calls."""

from __future__ import annotations

import itertools

import pytest
from tests.pipeline.bench import Bench, Outcome, Single
from tests.pipeline.story import (
    DONE,
    HAPPY,
    LATE,
    NEW,
    RUNS,
    SCANS,
    TITLES,
    Life,
    arn,
    created,
    looked,
    outputs,
    planned,
    watched,
    why,
)

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
RESUME = "sagemaker-marketplace watch"
# Scenarios that count the calls of a server or of a key: each test needs its own sandbox.
COUNTED = ("response-lost", "server-error", "expired-token")


def scan_fails(status: str, reason: str, *before: tuple[str | None, str | None, str | None]) -> Life:
    looks = (NEW, *before, (f"{status}: {reason}", None, "Failed"))
    return Life(looks, why=f"image scan {{}}: {reason}", longer=False)


def jobs_fail(reason: str, longer: bool = True) -> Life:
    return Life((NEW, SCANS, RUNS, (None, f"Failed: {reason}", "Failed")), 0, f"validation {{}}: {reason}", longer)


LIVES = {
    "success": HAPPY,
    "slow-delete": HAPPY,
    "response-lost": Life((LATE, RUNS, DONE)),
    "throttled": Life(unseen=3),
    "not-found-after-create": Life(unseen=3),
    "image-scan-fails": scan_fails("Failed", DENIED, SCANS),
    "scan-not-started": scan_fails("NotStarted", UNSCHEDULED),
    "ping-fails": jobs_fail(PING),
    "invocations-fail": jobs_fail(SEE_LOGS),
}


def create(bench: Bench, kind: str, scenario: str, account: type[Account] = Account, minutes: float = 330) -> Outcome:
    bench.serve(scenario, fresh=scenario in COUNTED)
    manifest = bench.manifest(kind, f"churn-{scenario}")
    return bench.run(manifest, account=account, timeout_minutes=minutes)


def test_each_scenario_has_a_test() -> None:
    # Those of an account, of jobs and their logs, and of credentials have tests of their own.
    own = ("fails-", "logs-", "oidc", "unrelated-jobs", "identical-jobs-", "training-phases", "short-sessions")
    of_life = {name for name in scenarios() if not load(name).account and not name.startswith(own)}
    assert {*LIVES, "training-fails", "server-error", "expired-token", "never-finishes"} == of_life


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("scenario", LIVES)
def test_a_life(bench: Bench, kind: str, scenario: str) -> None:
    life, name = LIVES[scenario], f"churn-{scenario}"
    outcome = create(bench, kind, scenario, Single if scenario == "throttled" else Account)
    told = [line for line in outcome.story if not line.startswith("note: ")]
    assert told == [*planned(kind, name), *created(kind, name), *watched(kind, name, life)]
    assert outcome.exit_code == (4 if life.why else 0)
    said = life.why.format(name)
    failed = {"status": "Failed", "failure-reason": why(said).reason(said), "errors": "1"} if said else {}
    status = failed or {"status": "Completed"}
    assert outcome.report.outputs() == outputs(kind, name, **status)
    searches = 1 if scenario == "response-lost" else 0
    looks = searches + life.unseen + len(life.seen(kind))
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}", *[f"Describe{kind}"] * looks]


@pytest.mark.parametrize("kind", TITLES)
def test_a_lost_answer_is_told_before_the_resource_is_looked_for(bench: Bench, kind: str) -> None:
    outcome = create(bench, kind, "response-lost")
    assert bench.sandbox
    closed = "Connection was closed before we received a valid response from endpoint URL"
    lost = f'Create{kind}: {closed}: "{bench.sandbox.url}/".'
    location = outcome.story.index("create m.yaml")
    assert outcome.story[location + 1 : location + 3] == [
        f"note: no response ({lost}): checking whether churn-response-lost was created",
        f"arn={arn(kind, 'churn-response-lost')}",
    ]


@pytest.mark.parametrize("kind", TITLES)
def test_throttled_looks_are_told_once_and_do_not_end_the_watch(bench: Bench, kind: str) -> None:
    bench.serve("throttled")
    outcome = bench.run(bench.manifest(kind, "patience"), account=Single)
    location = outcome.story.index("watch m.yaml")
    assert outcome.story[location + 1 : location + 3] == [
        f"note: no response, polling again (Describe{kind}: ThrottlingException)",
        "45 image scan patience NotStarted",
    ]


@pytest.mark.parametrize(("kind", "life"), [("ModelPackage", HAPPY), ("Algorithm", jobs_fail(EXIT_CODE, False))])
def test_a_training_that_fails_concerns_algorithms_only(bench: Bench, kind: str, life: Life) -> None:
    outcome = create(bench, kind, "training-fails")
    name = "churn-training-fails"
    assert outcome.story == [*planned(kind, name), *created(kind, name), *watched(kind, name, life)]
    assert outcome.exit_code == (4 if life.why else 0)


@pytest.mark.parametrize("kind", TITLES)
def test_a_create_call_that_did_nothing_is_not_repeated(bench: Bench, kind: str) -> None:
    outcome = create(bench, kind, "server-error")
    name = "churn-server-error"
    assert outcome.story == [
        *planned(kind, name),
        f"note: no response (Create{kind}: InternalFailure): checking whether {name} was created",
        f"failed 3: Create{kind} failed: Create{kind}: InternalFailure | {name} was not created: "
        "retry; the same manifest never creates two resources",
    ]
    assert outcome.exit_code == 3
    named = {"kind": kind, "name": name, "region": "us-east-1"}
    assert outcome.report.outputs() == {**named, "errors": "0", "warnings": "0"}
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}", *[f"Describe{kind}"] * 6]
    again = bench.run("m.yaml")
    assert again.exit_code == 0
    assert again.story == [*planned(kind, name), *created(kind, name), *watched(kind, name)]


@pytest.mark.parametrize("kind", TITLES)
def test_a_token_that_expires_ends_the_watch_and_a_new_one_takes_it_up(bench: Bench, kind: str) -> None:
    outcome = create(bench, kind, "expired-token")
    name = "churn-expired-token"
    assert outcome.story == [
        *planned(kind, name),
        *created(kind, name),
        *looked(kind, name, NEW, SCANS),
        f"failed 5: the AWS credentials have expired (Describe{kind}: ExpiredTokenException) | "
        "the session ended while it was needed: run the step again with new credentials\n"
        f"validation continues in AWS; resume with:\n{RESUME} {arn(kind, name)}",
        "watch m.yaml ended badly",
    ]
    assert outcome.exit_code == 5
    assert outcome.report.outputs() == outputs(kind, name, status="InProgress")
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}", *[f"Describe{kind}"] * 3]
    bench.patch.setenv("AWS_ACCESS_KEY_ID", "FRESH")
    again = bench.run(arn(kind, name), command="watch")
    assert again.exit_code == 0
    assert again.story[-2:] == ["status=Completed", f"watch {arn(kind, name)} ended"]
    assert set(again.calls) == {f"Describe{kind}"}


@pytest.mark.parametrize("kind", TITLES)
def test_time_up_is_no_failure_of_the_validation(bench: Bench, kind: str) -> None:
    outcome = create(bench, kind, "never-finishes", minutes=20)
    name = "churn-never-finishes"
    assert outcome.story == [
        *planned(kind, name),
        *created(kind, name),
        *looked(kind, name, NEW, SCANS, RUNS),
        *(f"{seconds} still InProgress" for seconds in (360, 600, 840, 1080)),
        f"failed 5: timed out: {arn(kind, name)} is still InProgress | "
        f"validation continues in AWS; resume with:\n{RESUME} {arn(kind, name)}",
        "watch m.yaml ended badly",
    ]
    assert outcome.exit_code == 5
    assert outcome.report.outputs() == outputs(kind, name, status="InProgress")
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}", *[f"Describe{kind}"] * 21]


@pytest.mark.parametrize("poll", [30, 121, 240])
def test_no_silence_is_longer_than_five_minutes(bench: Bench, poll: int) -> None:
    bench.serve("never-finishes")
    manifest = bench.manifest("Algorithm", f"poll-{poll}")
    outcome = bench.run(manifest, poll_seconds=poll, timeout_minutes=40)
    moments = [moment for moment, _ in outcome.told]
    assert moments[-1] == 40 * 60
    assert max(later - earlier for earlier, later in itertools.pairwise(moments)) <= 300


def test_a_slow_watch_still_looks_soon_for_what_was_just_created(bench: Bench) -> None:
    bench.serve("not-found-after-create")
    outcome = bench.run(bench.manifest("ModelPackage", "slow-watch"), poll_seconds=240)
    assert [line for line in outcome.story if "model package" in line] == [
        "45 model package slow-watch Pending",
        "285 model package slow-watch InProgress",
        "765 model package slow-watch Completed",
    ]
    assert outcome.exit_code == 0


def test_outputs_are_set_before_the_first_status_is_told(bench: Bench) -> None:
    bench.serve("never-finishes")
    told = bench.run(bench.manifest("ModelPackage", "early"), timeout_minutes=1).story
    names = [line.partition("=")[0] for line in told[: told.index("0 image scan early NotStarted")] if "=" in line]
    assert names == ["kind", "name", "region", "arn", "action-taken", "console-url"]


@pytest.mark.parametrize("kind", TITLES)
def test_who_does_not_wait_ends_after_the_create_call(bench: Bench, kind: str) -> None:
    bench.serve("success")
    outcome = bench.run(bench.manifest(kind, "no-wait"), wait=False)
    assert outcome.story == [*planned(kind, "no-wait"), *created(kind, "no-wait")[:-1]]
    assert outcome.exit_code == 0
    assert outcome.report.outputs() == outputs(kind, "no-wait")
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}"]
