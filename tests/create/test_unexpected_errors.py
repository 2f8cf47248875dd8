"""Errors that nothing expects: one manifest's error ends neither another's run nor its cleanup."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Any, TypeVar

import pytest
from tests.create.gate import Gate
from tests.create.test_cancel import ARN, created
from tests.pipeline.expected import TITLES, arn, before_closing
from tests.pipeline.harness import FakeClock, Harness, Outcome, SingleAttemptAccount

from sagemaker_marketplace import runner
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.create import cancel
from sagemaker_marketplace.create.cleanup import Leftover, clean_up
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.plan.request import INVOCATION_TAG
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.report import Report
from sagemaker_marketplace.settings.settings import Settings

BOTH = pytest.mark.parametrize("kind", TITLES)
UNEXPECTED = "internal error: ZeroDivisionError: by zero"
UNKNOWN = "might have been created: run the same command again to find out"
Returned = TypeVar("Returned")


class BrokenAnswers(SingleAttemptAccount):
    """An account in which nothing expects the response to one operation about what is named `bad`."""

    operation = ""

    def _client(self, region: str, attempts: int, service: str = "sagemaker") -> Any:
        client = super()._client(region, attempts, service)

        def mark(params: Any, model: Any, context: dict[str, Any], **_: Any) -> None:
            context["is_broken"] = model.name == self.operation and any(
                "bad" in str(value) for value in params.values()
            )

        def fail(context: dict[str, Any], **_: Any) -> None:
            if context.get("is_broken"):
                raise ZeroDivisionError("by zero")

        client.meta.events.register("provide-client-params", mark)
        client.meta.events.register("after-call", fail)
        return client


def account(broken: str) -> type[Account]:
    """An account in which this operation is broken."""
    return type("Broken", (BrokenAnswers,), {"operation": broken})


def run_two(harness: Harness, kind: str, broken: str, **settings: Any) -> tuple[Outcome, events.RunFailed]:
    """Run two manifests, of which the first meets the error and the second ends well; return the first's failure."""
    harness.serve("success")
    specification = harness.spec(kind, "bad")["ValidationSpecification"]
    role = {**specification, "ValidationRole": "arn:aws:iam::123456789012:role/bad"}
    bad = harness.manifest(kind, f"bad-{broken}", "bad.yaml", ValidationSpecification=role)
    good = harness.manifest(kind, f"good-{broken}", "good.yaml")
    outcome = harness.run(bad, good, account=account(broken), **settings)
    assert (outcome.exit_code, outcome.report.results["good.yaml"].outputs["status"]) == (70, "Completed")
    (failure,) = outcome.report.failures
    assert (failure.manifest, failure.message) == ("bad.yaml", UNEXPECTED)
    return outcome, failure


@BOTH
@pytest.mark.parametrize("stage", ["plan", "preflight"])
def test_an_error_before_the_create_call(harness: Harness, kind: str, stage: str) -> None:
    broken = f"Describe{kind}" if stage == "plan" else "GetRole"
    outcome, _ = run_two(harness, kind, broken, preflight=stage == "preflight")
    assert outcome.calls.count(f"Create{kind}") == 1


@BOTH
def test_an_error_in_the_create_call(harness: Harness, kind: str) -> None:
    """It may have had an effect."""
    outcome, failure = run_two(harness, kind, f"Create{kind}")
    assert outcome.calls.count(f"Create{kind}") == 2
    assert failure.hint.splitlines()[-1] == f"bad-Create{kind} {UNKNOWN}"


@BOTH
@pytest.mark.parametrize(
    ("code", "times", "first"),
    [
        ("ThrottlingException", 6, "m.yaml: AWS throttled the request: Describe{}: ThrottlingException"),
        ("AccessDeniedException", 1, "m.yaml: access denied: Describe{}: no"),
    ],
)
def test_a_create_call_of_which_the_effect_is_unknown(
    harness: Harness, gate: Callable[[str], Gate], kind: str, code: str, times: int, first: str
) -> None:
    here = gate("success")
    here.begin("a", harness.manifest(kind, "one"))
    here.until("a", f"Create{kind}")
    here.lose("a")
    for _ in range(times):
        here.refuse("a", code, "no")
    ended = here.finish("a")
    failed, _, hint = ended.messages[-3:]
    assert (ended.exit_code, failed) == (3, first.format(kind))
    assert hint == f"one {UNKNOWN}"


@BOTH
def test_a_refused_create_call_has_no_effect(harness: Harness, gate: Callable[[str], Gate], kind: str) -> None:
    here = gate("success")
    here.begin("a", harness.manifest(kind, "one"))
    here.until("a", f"Create{kind}")
    here.refuse("a", "ValidationException", "no")
    ended = here.finish("a")
    assert ended.exit_code == 3
    assert "might have been created" not in "\n".join(ended.lines)


def returned(generator: Generator[Any, None, Returned]) -> tuple[list[Any], Returned]:
    """What a generator yields, and what it returns."""
    yielded: list[Any] = []

    def collect() -> Generator[Any, None, Returned]:
        result = yield from generator
        results.append(result)
        return result

    results: list[Returned] = []
    yielded += collect()
    return yielded, results[0]


def test_an_error_in_a_cleanup(harness: Harness) -> None:
    harness.serve("invocations-fail")
    leftovers = []
    for name in ("bad", "good"):
        tags = [{"Key": INVOCATION_TAG, "Value": "mark"}]
        spec = harness.spec("ModelPackage", name, CertifyForMarketplace=True, Tags=tags)
        created_arn = harness.call("create_model_package", **spec)["ModelPackageArn"]
        leftovers.append(Leftover(f"{name}.yaml", "ModelPackage", name, created_arn, "us-east-1", "mark"))
        for _ in range(6):  # until it has failed
            harness.call("describe_model_package", ModelPackageName=name)
    pause = cancel.pauses(FakeClock(), cancel.STEP_WAIT)
    notes, left = returned(clean_up(leftovers, lambda _role: account("DescribeModelPackage")("tests"), pause, "later"))
    bad, good = (arn("ModelPackage", name) for name in ("bad", "good"))
    assert [note.text for note in notes] == [
        f"deleting model package {good}",
        f"model package {bad} is left: {UNEXPECTED}; later",
    ]
    assert left == leftovers[:1]


class NoClients(Account):
    """An account whose settings are not valid."""

    def _client(self, *_: Any) -> Any:
        raise Failure("invalid endpoint: nowhere", 2, "fix AWS_ENDPOINT_URL, or unset it")


def interrupted() -> Generator[events.Event, None, None]:
    """The events of a run that is interrupted after it has created a resource."""
    yield from created(arn=ARN, action_taken="created")
    raise runner.Interrupted("SIGTERM")


def last_lines(clean_up: runner.Cleanup) -> tuple[list[str], int]:
    """The last lines of an interrupted run with this cleanup, and its exit code."""
    lines: list[str] = []
    with closing(interrupted()) as stream:
        report = runner.run(Settings(command="create"), stream, "text", lines.append, cleanup=clean_up)
    return [line.strip() for line in before_closing(lines)[-3:]], report.exit_code


def run_cleanup(make_account: Callable[[str], Account]) -> tuple[list[str], int]:
    """The last lines of an interrupted run that cleans up with this account, and its exit code."""
    return last_lines(cancel.make_cleanup("stop", "mark", make_account, FakeClock()))


def test_a_cleanup_without_a_client() -> None:
    lines, exit_code = run_cleanup(lambda _role: NoClients("tests"))
    how = "once its validation has ended, delete it with: aws sagemaker delete-model-package --model-package-name one"
    assert (lines, exit_code) == (
        [
            f"model package {ARN} is left: invalid endpoint: nowhere; {how} --region us-east-1",
            "sagemaker-marketplace: interrupted by SIGTERM",
            f'on-cancel is "stop", but this is left: {ARN}',
        ],
        130,
    )


@pytest.mark.parametrize(
    ("error", "problem"), [(Failure("refused", 3, "fix it"), "refused"), (ZeroDivisionError("by zero"), UNEXPECTED)]
)
def test_a_cleanup_whose_account_can_not_be_opened(error: Exception, problem: str) -> None:
    """The accounts of other manifests can be; the run still reports the signal."""

    def no_account(_role: str) -> Account:
        raise error

    lines, exit_code = run_cleanup(no_account)
    assert (lines[0].startswith(f"model package {ARN} is left: {problem}; once"), lines[1:], exit_code) == (
        True,
        ["sagemaker-marketplace: interrupted by SIGTERM", f'on-cancel is "stop", but this is left: {ARN}'],
        130,
    )


@pytest.mark.parametrize(("error", "exit_code"), [(Failure("refused", 3, "fix it"), 130), (ZeroDivisionError("x"), 70)])
def test_a_cleanup_that_can_not_begin(error: Exception, exit_code: int) -> None:
    """The run still reports the signal, and how to resume."""

    def clean_up(_report: Report) -> Generator[events.Event, None, list[str] | None]:
        raise error
        yield

    lines, code = last_lines(clean_up)
    assert (lines[-2:], code) == (
        ["sagemaker-marketplace: interrupted by SIGTERM", "validation continues in AWS"],
        exit_code,
    )


def test_an_unexpected_error_during_a_watch_says_how_to_resume() -> None:
    def stream() -> Iterator[events.Event]:
        yield from created(arn=ARN, action_taken="created")
        raise ZeroDivisionError("by zero")

    lines: list[str] = []
    report = runner.run(Settings(command="create"), stream(), "text", lines.append)
    assert report.exit_code == 70
    assert before_closing(lines)[-1] == "  validation continues in AWS"
    assert lines[-2] == f"  Resume    sagemaker-marketplace watch {ARN}"
