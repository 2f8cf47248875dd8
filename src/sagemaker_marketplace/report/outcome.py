"""What the end of a run says about each manifest: the verdict in plain words, the facts, and the next step."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..manifest import findings
from ..manifest.findings import Location, fails, worst_first
from . import console_links, events, messages, plans, resume, timeline
from .progress import FEW
from .quantities import Measured
from .report import Report, Result

SUCCESS, FAILURE, NEUTRAL = "success", "failure", "neutral"
COMPLETED = "Completed"
# The seller guide's page on adding a new version in the portal for sellers.
NEW_VERSION_URL = "https://docs.aws.amazon.com/marketplace/latest/userguide/ml-manage-product-version.html"
_FAILURES = {
    findings.FINDINGS: "Check failed",
    findings.USAGE: "Invalid configuration",
    findings.AWS_REFUSED: "AWS refused the request or could not be reached",
    findings.VALIDATION_FAILED: "Validation failed",
    findings.TIMED_OUT: "Timed out",
    findings.CONFLICT: "Name conflict",
    findings.INTERNAL_ERROR: "Internal error",
    findings.INTERRUPTED: "Interrupted",
}
REHEARSE = "rehearse"
# By the command, for findings that fail a rehearsal.
_REHEARSAL_FAILED = {REHEARSE: "Rehearsal failed", "create": "Rehearsal failed; not created"}
# By the command, for a run that findings end before it.
_FOUND = {"rehearse": "{}; not rehearsed", "create": "{}; not created"}
_CONTINUES = "{}; validation continues"
# By the output `action-taken`, for a resource that is Completed.
_VALIDATED = {
    "created": "Created and validated",
    "replaced": "Replaced and validated",
    "attached": "Validated",
    "unchanged": "No changes",
    "watched": "Validated",
}
# By the output `action-taken`, for a run that does not wait.
_NOT_VALIDATED = {
    "created": "Created; not validated yet",
    "replaced": "Replaced; not validated yet",
    "attached": "Validation in progress",
    "unchanged": "No changes",
}
_PLANNED = {
    "create": "Will be created",
    "create-after-deletion": "Will be created",
    "create-unless-exists": "Will be created unless it exists",
    "replace": "Will be replaced",
    "attach": "Will be watched",
    "unchanged": "No changes",
}


@dataclass(frozen=True)
class NextStep:
    """What to do next: a label such as `List it`, a sentence, and what to run, to write in a workflow, or to read.

    `is_for_all`: it is the same for all manifests that have such a step.
    """

    label: str
    text: str
    command: str = ""
    inputs: str = ""
    url: str = ""
    is_for_all: bool = False


@dataclass(frozen=True)
class Outcome:
    """The end of the run of one manifest, or of a run that ended altogether if `manifest` is empty.

    `state` is SUCCESS, FAILURE or NEUTRAL: whether the validation succeeds is not known yet. What is not known is empty
    or None. `is_cost_complete` is false if a job has no known price; `planned_cost` is that of a plan, in words.
    `cause`, `fix` and `location` are of the first cause of a failure. `measured` is what rehearsals measured, and
    `rehearsed_digests` are of the images that were rehearsed before a create call.
    """

    manifest: str
    verdict: str
    state: str
    exit_code: int = findings.SUCCESS
    kind: str = ""
    name: str = ""
    region: str = ""
    status: str = ""
    arn: str = ""
    seconds: float | None = None
    cost_usd: float | None = None
    is_cost_complete: bool = True
    planned_cost: str = ""
    digests: tuple[str, ...] = ()
    console_url: str = ""
    cause: str = ""
    fix: str = ""
    location: Location | None = None
    measured: tuple[Measured, ...] = ()
    rehearsed_digests: tuple[str, ...] = ()
    next_step: NextStep | None = None

    @property
    def kind_in_words(self) -> str:
        """The kind as people write it, such as `model package`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.kind).lower()

    @property
    def images(self) -> dict[str, str]:
        """The digests of the images with a note: which were rehearsed, and which of those are not the created ones."""
        rehearsed = dict.fromkeys(self.rehearsed_digests, "rehearsed")
        not_created = {digest: "rehearsed, not created" for digest in rehearsed if digest not in self.digests}
        return {**{digest: rehearsed.get(digest, "") for digest in self.digests}, **not_created}

    @property
    def duration(self) -> str:
        """The duration in words; empty if there is none."""
        return "" if self.seconds is None else messages.duration(self.seconds)

    @property
    def cost(self) -> str:
        """The cost of the validation jobs in words, of a plan the expected cost; empty if no price is known."""
        if self.cost_usd is None:
            return self.planned_cost
        return messages.dollars(self.cost_usd) + ("" if self.is_cost_complete else " (without jobs of unknown price)")


def outcomes(run: Report) -> list[Outcome]:
    """Return the outcome of each manifest in order, after that of a run that ended altogether."""
    ended = [_of_failed_run(failure) for failure in run.general_failures]
    return [*ended, *(_of_manifest(run, result) for result in run.results.values())]


def verdict(run: Report) -> tuple[str, str]:
    """Return the verdict of the whole run and its state; several verdicts are counted, those of the exit code first."""
    found = outcomes(run)
    if not found:
        return "Nothing to do", SUCCESS
    codes = {outcome.exit_code for outcome in found if outcome.manifest}
    # What ended the run altogether is usually the verdict of its manifests, too.
    shown = [outcome for outcome in found if outcome.manifest or outcome.exit_code not in codes]
    shown.sort(key=lambda outcome: (outcome.exit_code != run.exit_code, not outcome.cause))
    words = counts(shown) if len({outcome.verdict for outcome in shown}) > 1 else shown[0].verdict
    states = {outcome.state for outcome in found}
    return words, next(state for state in (FAILURE, NEUTRAL, SUCCESS) if state in states)


def counts(found: Iterable[Outcome]) -> str:
    """How many outcomes have each verdict, such as `Validation failed (1), Created and validated (2)`."""
    numbers = Counter(outcome.verdict for outcome in found)
    return ", ".join(f"{text} ({number})" for text, number in numbers.items())


def _of_failed_run(failure: events.RunFailed) -> Outcome:
    words = failure.title or _FAILURES[failure.exit_code]
    return Outcome("", words, FAILURE, failure.exit_code, cause=failure.message, fix=failure.hint)


def _of_manifest(run: Report, result: Result) -> Outcome:
    outputs = result.outputs
    jobs = [event.cost_usd for event in result.events if isinstance(event, events.JobFinished)]
    words, state, exit_code = _verdict(run, result)
    known = [cost for cost in jobs if cost is not None]
    was_in_progress = bool(outputs.get("action-taken")) and not _had_ended(result)
    was_stopped = exit_code == findings.INTERRUPTED and state == FAILURE
    cause, fix, location = _cause(result, exit_code)
    return Outcome(
        result.manifest,
        words,
        state,
        exit_code,
        kind=outputs.get("kind", ""),
        name=outputs.get("name", ""),
        region=outputs.get("region", ""),
        status="" if was_stopped else outputs.get("status", ""),
        arn=outputs.get("arn", ""),
        seconds=(_rehearsal_seconds(result) if run.command == REHEARSE else None)
        or (timeline.durations(result.events).get(result.manifest) if was_in_progress else None),
        cost_usd=sum(known) if known else None,
        is_cost_complete=len(known) == len(jobs),
        planned_cost=plans.cost_text(result.plan) if result.plan and run.command == "plan" else "",
        digests=tuple(outputs.get("image-digests", "").split()),
        console_url=console_links.safe_url(outputs.get("console-url", "")),
        cause=cause,
        fix=fix,
        location=location,
        measured=tuple(result.measured),
        rehearsed_digests=tuple(outputs.get("rehearsed-image-digests", "").split()),
        next_step=_next_step(run, result, state, exit_code, fix),
    )


def _verdict(run: Report, result: Result) -> tuple[str, str, int]:
    """The verdict in words, the state and the exit code of one manifest."""
    outputs, action = result.outputs, result.outputs.get("action-taken", "")
    if result.failures:
        failure = result.failures[-1]
        words = failure.title or _FAILURES[failure.exit_code]
        continues = failure.exit_code == findings.TIMED_OUT and bool(outputs.get("arn"))
        if continues and not failure.title:
            words = _CONTINUES.format(words)
        if words == _REHEARSAL_FAILED[REHEARSE]:
            words = _REHEARSAL_FAILED[run.command]
        return words, NEUTRAL if continues else FAILURE, failure.exit_code
    found = [found for found in (*result.findings, *result.hidden) if found.rule not in messages.CAUSES]
    if fails(found, run.fail_on):
        if REHEARSE in result.ended:
            return _REHEARSAL_FAILED[run.command], FAILURE, findings.FINDINGS
        return _FOUND.get(run.command, "{}").format(_FAILURES[findings.FINDINGS]), FAILURE, findings.FINDINGS
    if run.command == "check":
        return "Check passed", SUCCESS, findings.SUCCESS
    if run.command == REHEARSE and REHEARSE in result.ended:
        return *_rehearsed(result), findings.SUCCESS
    if outputs.get("status") == COMPLETED:
        return _VALIDATED.get(action, "Validated"), SUCCESS, findings.SUCCESS
    if run.general_failures:
        ended = run.general_failures[0]
        words = ended.title or _FAILURES[ended.exit_code]
        # A cancelled run may have stopped the validation.
        continues = "arn" in outputs and (ended.exit_code != findings.INTERRUPTED or result.continues(ended.hint))
        return _CONTINUES.format(words) if continues else words, NEUTRAL if continues else FAILURE, ended.exit_code
    if outputs.get("arn"):
        state = SUCCESS if action == "unchanged" else NEUTRAL
        return _NOT_VALIDATED.get(action, "Not validated"), state, findings.SUCCESS
    if run.command == "plan" and result.plan:
        return _PLANNED.get(result.plan.decision, "Planned"), SUCCESS, findings.SUCCESS
    # The findings of another manifest have stopped this one.
    words = {"rehearse": "Not rehearsed", "plan": "Not planned", "create": "Not created"}.get(
        run.command, "Not validated"
    )
    return words, FAILURE, run.exit_code


def _rehearsed(result: Result) -> tuple[str, str]:
    """The verdict in words and the state of a rehearsal that has found nothing that fails the run."""
    if not result.measured:
        return "Nothing to rehearse", SUCCESS
    # For example, a container that needs a GPU ends before the first request, and that proves nothing.
    if not all(each.requests for each in result.measured if isinstance(each, events.RehearsalMeasured)):
        return "Not rehearsed", NEUTRAL
    return "Rehearsal passed", SUCCESS


def _rehearsal_seconds(result: Result) -> float | None:
    return result.ended[REHEARSE] - result.began[REHEARSE] if result.measured and REHEARSE in result.ended else None


def _had_ended(result: Result) -> bool:
    """Whether the resource was Completed or Failed before the run."""
    if result.outputs.get("action-taken") == "unchanged":
        return True
    statuses = [status for status in result.timeline if status.resource_type not in timeline.PARTS]
    return bool(statuses) and statuses[0].status in (COMPLETED, "Failed")


def _cause(result: Result, exit_code: int) -> tuple[str, str, Location | None]:
    """Cause, fix and location of the first cause of a failure; of findings, those of the worst."""
    if result.failures:
        failure = result.failures[-1]
        fix = resume.without_hint(failure.hint)
        if not failure.causes:
            return failure.message, fix, None
        first = failure.causes[0]
        return first.cause, first.fix or fix, first.location
    if exit_code == findings.FINDINGS and result.findings:
        worst = worst_first(result.findings)[0]
        return worst.message, worst.hint, worst.location
    return "", "", None


def _next_step(run: Report, result: Result, state: str, exit_code: int, fix: str) -> NextStep | None:
    arn = result.outputs.get("arn", "")
    if state == SUCCESS and arn and result.outputs.get("status") == COMPLETED:
        text = "add the ARN to your AWS Marketplace product as a new version, or create a product with it"
        return NextStep("List it", text, url=NEW_VERSION_URL)
    if state == SUCCESS and not arn and result.plan and result.plan.creates:
        return NextStep("Create it", "run create with the same options")
    if state == SUCCESS and result.measured and run.command == REHEARSE:
        return NextStep("Create it", "run create with the same manifest and AWS credentials")
    continues = any(result.continues(failure.hint) for failure in result.failures)
    if arn and run.is_many and (state == NEUTRAL or continues):
        return _resume_all(run, exit_code)
    if arn and (state == NEUTRAL or continues):
        return NextStep("Resume" if exit_code else "Watch it", "", *result.how_to_resume(run.profile))
    return NextStep("Fix", fix) if state == FAILURE and fix else None


def _resume_all(run: Report, exit_code: int) -> NextStep:
    """How to resume many validations: a command for each would be a page of commands."""
    if exit_code:
        return NextStep("Resume", "run the same command again", is_for_all=True)
    command = resume.watch_command(run.manifests, run.profile) if 0 < len(run.manifests) <= FEW else ""
    return NextStep("Watch them", "run watch with the same manifests and variables", command, is_for_all=True)
