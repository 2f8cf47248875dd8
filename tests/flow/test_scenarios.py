"""Every scenario of the sandbox, end to end and for both kinds: each event, the exit code, the outputs, the calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.sandbox.server import scenarios

if TYPE_CHECKING:
    from tests.flow.conftest import Bench, Outcome

PING = (
    "AlgorithmError: Model container failed to respond to ping. "
    "Please ensure /ping endpoint is implemented and responds with an HTTP 200 status code"
)
TITLES = {"ModelPackage": "model package", "Algorithm": "algorithm"}
RESUME = "sagemaker-marketplace watch"
# Scenarios that count the calls of a server or of a key: each test needs its own.
COUNTED = ("answer-lost", "server-error", "expired-token")

# What a look tells of scan, jobs and resource; None is what it told before. The last look tells the end.
Look = tuple[str | None, str | None, str | None]
NEW: Look = ("NotStarted", "NotStarted", "Pending")
SCANS: Look = ("InProgress", None, "InProgress")
LATE: Look = ("InProgress", "NotStarted", "InProgress")
RUNS: Look = ("Completed", "InProgress", None)
SAME: Look = (None, None, None)
DONE: Look = (None, "Completed", "Completed")


class Life(NamedTuple):
    """What a watch sees: looks a minute apart; an algorithm has two jobs, so one look more shows no change."""

    looks: tuple[Look, ...] = (NEW, SCANS, RUNS, DONE)
    begins: int = 0
    why: str = ""
    longer: bool = True


SCANNED = "image scan {}: Client error: Access denied for registry"
LIVES = {
    "happy": Life(),
    "slow-delete": Life(),
    "answer-lost": Life((LATE, RUNS, DONE)),
    "throttled": Life(begins=180),
    "not-found-after-create": Life(begins=180),
    "image-scan-fails": Life(
        (NEW, SCANS, ("Failed: Client error: Access denied for registry", None, "Failed")), why=SCANNED, longer=False
    ),
    "scan-not-started": Life(
        (NEW, ("NotStarted: Client error: No scan scheduled", None, "Failed")),
        why="image scan {}: Client error: No scan scheduled",
        longer=False,
    ),
    "ping-fails": Life((NEW, SCANS, RUNS, (None, f"Failed: {PING}", "Failed")), why=f"validation {{}}: {PING}"),
    "bad-status": Life(
        (NEW, SCANS, RUNS, (None, "Failed: AlgorithmError: See job logs for more information", "Failed")),
        why="validation {}: AlgorithmError: See job logs for more information",
    ),
}
TRAINING_FAILS = Life(
    (NEW, SCANS, RUNS, (None, "Failed: AlgorithmError: Exit Code: 1", "Failed")),
    why="validation {}: AlgorithmError: Exit Code: 1",
    longer=False,
)


def arn(kind: str, name: str) -> str:
    resource = TITLES[kind].replace(" ", "-")
    return f"arn:aws:sagemaker:us-east-1:123456789012:{resource}/{name}"


def page(kind: str) -> str:
    return f"https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/{TITLES[kind].replace(' ', '-')}s"


def planned(kind: str, name: str) -> list[str]:
    """The story up to the create call."""
    return [
        *("check m.yaml", "check m.yaml ended", "plan m.yaml"),
        *(f"kind={kind}", f"name={name}", "region=us-east-1"),
        *("create: nothing has this name", "plan m.yaml ended", "create m.yaml"),
    ]


def created(kind: str, name: str) -> list[str]:
    """The story from the create call's answer to the watch."""
    known = [f"arn={arn(kind, name)}", "action-taken=created", f"console-url={page(kind)}"]
    return [*known, "create m.yaml ended", "watch m.yaml"]


def looked(kind: str, name: str, looks: tuple[Look, ...], begins: int = 0) -> list[str]:
    """The story of looks a minute apart."""
    story = []
    for number, statuses in enumerate(looks):
        whats = ("image scan", "validation", TITLES[kind])
        changes = [(what, status) for what, status in zip(whats, statuses, strict=True) if status]
        story += [f"{begins + number * 60} {what} {name} {status}" for what, status in changes]
        story += [f"status={status}" for what, status in changes if what == TITLES[kind]]
    return story


def watched(kind: str, name: str, life: Life) -> list[str]:
    """The story of a whole watch."""
    longer = kind == "Algorithm" and life.longer
    looks = (*life.looks[:-1], SAME, life.looks[-1]) if longer else life.looks
    story = looked(kind, name, looks, life.begins)
    if not life.why:
        return [*story, "watch m.yaml ended"]
    why = life.why.format(name)
    failed = f"failed 4: {TITLES[kind]} {name} has Failed | {why}"
    return [*story, f"failure-reason={why}", failed, "watch m.yaml ended badly"]


def outputs(kind: str, name: str, **more: str) -> dict[str, str]:
    """The outputs of a run that created something."""
    known = {"kind": kind, "name": name, "region": "us-east-1", "arn": arn(kind, name), "action-taken": "created"}
    return known | {"console-url": page(kind), "errors": "0", "warnings": "0"} | more


def create(bench: Bench, kind: str, scenario: str, account: type[Account] = Account, minutes: float = 330) -> Outcome:
    bench.serve(scenario, fresh=scenario in COUNTED)
    manifest = bench.manifest(kind, f"churn-{scenario}")
    return bench.run(manifest, account=account, timeout_minutes=minutes)


def test_there_is_a_test_for_each_scenario() -> None:
    elsewhere = {"training-fails", "server-error", "expired-token", "never-ends"}
    assert {*LIVES, *elsewhere} == set(scenarios())


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("scenario", LIVES)
def test_a_life(bench: Bench, once: type[Account], kind: str, scenario: str) -> None:
    life, name = LIVES[scenario], f"churn-{scenario}"
    outcome = create(bench, kind, scenario, once if scenario == "throttled" else Account)
    assert bench.sandbox
    closed = "Connection was closed before we received a valid response from endpoint URL"
    between = {
        "answer-lost": f'note: the answer is lost (Create{kind}: {closed}: "{bench.sandbox.url}/".): looking for {name}',
        "throttled": f"note: no answer this time, watching on (Describe{kind}: ThrottlingException)",
    }.get(scenario)
    start = [*planned(kind, name), *created(kind, name)]
    if between:
        start.insert(-5 if scenario == "answer-lost" else len(start), between)
    assert outcome.story == [*start, *watched(kind, name, life)]
    assert outcome.exit_code == (4 if life.why else 0)
    status = {"status": "Failed", "failure-reason": life.why.format(name)} if life.why else {"status": "Completed"}
    assert outcome.report.outputs() == outputs(kind, name, **status)
    looks = len(life.looks) + (kind == "Algorithm" and life.longer) + life.begins // 60 + (scenario == "answer-lost")
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}", *[f"Describe{kind}"] * looks]


@pytest.mark.parametrize(("kind", "life"), [("ModelPackage", Life()), ("Algorithm", TRAINING_FAILS)])
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
        f"note: the answer is lost (Create{kind}: InternalFailure): looking for {name}",
        f"failed 3: Create{kind} did not end well: Create{kind}: InternalFailure | nothing named {name} is there: "
        "run the step again, the same manifest is never created twice",
    ]
    assert outcome.exit_code == 3
    assert outcome.report.outputs() == {
        **{"kind": kind, "name": name, "region": "us-east-1"},
        **{"errors": "0", "warnings": "0"},
    }
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}", *[f"Describe{kind}"] * 6]
    again = bench.run("m.yaml")
    assert again.exit_code == 0
    assert again.story[9:] == [*created(kind, name), *watched(kind, name, Life())]


@pytest.mark.parametrize("kind", TITLES)
def test_a_token_that_expires_ends_the_watch_and_a_new_one_takes_it_up(bench: Bench, kind: str) -> None:
    outcome = create(bench, kind, "expired-token")
    name = "churn-expired-token"
    assert outcome.story == [
        *planned(kind, name),
        *created(kind, name),
        *looked(kind, name, (NEW, SCANS)),
        f"failed 5: the AWS credentials have expired (Describe{kind}: ExpiredTokenException) | "
        "the session ended while it was needed: run the step again with new credentials\n"
        f"{arn(kind, name)} goes on in AWS; take it up again with\n{RESUME} {arn(kind, name)}",
        "watch m.yaml ended badly",
    ]
    assert outcome.exit_code == 5
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}", *[f"Describe{kind}"] * 3]
    bench.patch.setenv("AWS_ACCESS_KEY_ID", "FRESH")
    again = bench.run(arn(kind, name), command="watch")
    assert again.exit_code == 0
    assert again.story[-2:] == ["status=Completed", f"watch {arn(kind, name)} ended"]
    assert set(again.calls) == {f"Describe{kind}"}


@pytest.mark.parametrize("kind", TITLES)
def test_time_up_and_a_sign_of_life_at_least_every_five_minutes(bench: Bench, kind: str) -> None:
    outcome = create(bench, kind, "never-ends", minutes=20)
    name = "churn-never-ends"
    assert outcome.story == [
        *planned(kind, name),
        *created(kind, name),
        *looked(kind, name, (NEW, SCANS, RUNS)),
        *(f"{seconds} still InProgress" for seconds in (360, 600, 840, 1080)),
        f"failed 5: time is up, {arn(kind, name)} is still InProgress | "
        f"it goes on in AWS; take it up again with\n{RESUME} {arn(kind, name)}",
        "watch m.yaml ended badly",
    ]
    assert outcome.exit_code == 5
    assert outcome.report.outputs() == outputs(kind, name, status="InProgress")
    assert outcome.calls.count(f"Create{kind}") == 1


@pytest.mark.parametrize("poll", [30, 60, 119, 121, 239, 240])
def test_no_silence_is_longer_than_five_minutes(bench: Bench, poll: int) -> None:
    bench.serve("never-ends")
    outcome = bench.run(bench.manifest("Algorithm", f"poll-{poll}"), poll_seconds=poll, timeout_minutes=40)
    moments = [moment for moment, _ in outcome.told]
    assert moments[-1] == 40 * 60
    gaps = [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)]
    assert max(gaps) <= 300


def test_outputs_are_set_before_the_first_status_is_asked_for(bench: Bench) -> None:
    bench.serve("never-ends")
    outcome = bench.run(bench.manifest("ModelPackage", "early"), timeout_minutes=1)
    told = outcome.story
    for name in ("kind", "name", "region", "arn", "action-taken", "console-url"):
        place = next(number for number, line in enumerate(told) if line.startswith(f"{name}="))
        assert place < told.index("0 image scan early NotStarted")


@pytest.mark.parametrize("kind", TITLES)
def test_who_does_not_wait_ends_after_the_create_call(bench: Bench, kind: str) -> None:
    bench.serve("happy")
    outcome = bench.run(bench.manifest(kind, "no-wait"), wait=False)
    assert outcome.story == [*planned(kind, "no-wait"), *created(kind, "no-wait")[:-1]]
    assert outcome.exit_code == 0
    assert outcome.report.outputs() == outputs(kind, "no-wait")
    assert outcome.calls == [f"Describe{kind}", f"Create{kind}"]
