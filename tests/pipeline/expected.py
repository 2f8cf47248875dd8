"""The expected events of runs, as short lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sagemaker_marketplace.diagnosis import causes
from sagemaker_marketplace.report import events, messages

TITLES = {"ModelPackage": "model package", "Algorithm": "algorithm"}
PROFILE = "validation"

# What `test_image_digests.py` is about.
DIGEST_OUTPUTS = ("image-digest", "image-digests")
# The sandbox's digests of the images in the requests.
IMAGE = "sha256:6ba5643c6c7e5b64c642c06c8055ee2eed1cbde23a037f3af3b0e544675b347d"
TRAINING_IMAGE = "sha256:4d1c33e753c909bc8c2168444e190aef036f5f053d5f7c79ff2bd9ef015f5b0e"
# Statuses of scan, validation and resource in one poll; None if unchanged. The last poll has the final status.
Poll = tuple[str | None, str | None, str | None]
PENDING: Poll = ("NotStarted", "NotStarted", "Pending")
SCANNING: Poll = ("InProgress", None, "InProgress")
FIRST_SCANNING: Poll = ("InProgress", "NotStarted", "InProgress")
VALIDATING: Poll = ("Completed", "InProgress", None)
UNCHANGED: Poll = (None, None, None)
COMPLETED: Poll = (None, "Completed", "Completed")


class Lifecycle(NamedTuple):
    """What a watch sees: polls once per minute, after `missing_polls` every 15 seconds that do not find the resource.

    An algorithm has two jobs, so it has one more poll without a change (`extra_poll`). `failure` is the failed part
    with its FailureReason; `{}` in it is for the resource's name.
    """

    polls: tuple[Poll, ...] = (PENDING, SCANNING, VALIDATING, COMPLETED)
    missing_polls: int = 0
    failure: str = ""
    extra_poll: bool = True

    def polls_of(self, kind: str) -> tuple[Poll, ...]:
        """The polls of a resource of a kind."""
        extra = kind == "Algorithm" and self.extra_poll
        return (*self.polls[:-1], UNCHANGED, self.polls[-1]) if extra else self.polls


SUCCESS = Lifecycle()


CAUSES = {cause.id: cause for cause in causes.all_causes()}


class Diagnosis(NamedTuple):
    """The cause of a failure by its id, and its location in the manifest of each kind."""

    id: str
    package: str
    algorithm: str

    @property
    def cause(self) -> str:
        return CAUSES[self.id].cause

    @property
    def fix(self) -> str:
        return CAUSES[self.id].fix

    def reason(self, message: str) -> str:
        """The output `failure-reason`; `said` is the failed part with its FailureReason."""
        return f"{self.cause}; {message}"

    def lines(self, kind: str, message: str, file: str = "m.yaml") -> str:
        """What the job log shows."""
        location = self.package if kind == "ModelPackage" else self.algorithm
        return f"Cause: {self.cause}\nFix: {self.fix}\nWhere: {file}:{location}\nEvidence: {message}"


_IMAGE = "spec.InferenceSpecification.Containers[0].Image"
_INPUT = "spec.ValidationSpecification.ValidationProfiles[0].TransformJobDefinition.TransformInput"
# By the end of AWS's message.
DIAGNOSES = {
    "Access denied for registry": Diagnosis(
        "registry-denied",
        f"10: {_IMAGE}",
        f"27: {_IMAGE}",
    ),
    "No scan scheduled": Diagnosis(
        "scan-not-started",
        f"10: {_IMAGE}",
        f"27: {_IMAGE}",
    ),
    "HTTP 200 status code": Diagnosis(
        "ping-failed",
        f"10: {_IMAGE}",
        f"27: {_IMAGE}",
    ),
    "See job logs for more information": Diagnosis(
        "reason-in-job-log",
        f"32: {_INPUT}",
        f"75: {_INPUT}",
    ),
    "Exit Code: 1": Diagnosis(
        "program-exit-code",
        "8: spec.TrainingSpecification.TrainingImage",
        "8: spec.TrainingSpecification.TrainingImage",
    ),
}


def diagnosis_of(message: str) -> Diagnosis:
    """What is reported about a failure with this message."""
    return next(diagnosis for end, diagnosis in DIAGNOSES.items() if message.endswith(end))


def without_digests(outputs: dict[str, str]) -> dict[str, str]:
    """The outputs without those of the images, which `test_image_digests.py` is about."""
    return {name: value for name, value in outputs.items() if name not in DIGEST_OUTPUTS}


def to_line(event: events.Event) -> str:
    """One line for an event; empty for the source lines of a manifest."""
    match event:
        case events.StageStarted():
            return f"{event.stage} {event.manifest}"
        case events.StageFinished():
            return f"{event.stage} {event.manifest} {'ended' if event.succeeded else 'ended badly'}"
        case events.FindingReported():
            return f"{event.finding.severity} {event.finding.rule}"
        case events.PlanMade():
            return f"{event.decision}: {event.reason}"
        case events.StatusChanged():
            reason = f": {event.reason}" if event.reason else ""
            return f"{event.elapsed_seconds:.0f} {event.resource_type} {event.name} {event.status}{reason}"
        case events.Heartbeat():
            return f"{event.elapsed_seconds:.0f} still {event.status}"
        case events.Note():
            return f"note: {event.text}"
        case events.OutputChanged(name=name) if name in DIGEST_OUTPUTS:
            return ""
        case events.OutputChanged():
            return f"{event.name}={event.value}"
        case events.RunFailed():
            return f"failed {event.exit_code}: {event.message} | {messages.failure_text(event)}"
    return ""


def arn(kind: str, name: str) -> str:
    """The ARN that the sandbox returns."""
    return f"arn:aws:sagemaker:us-east-1:123456789012:{TITLES[kind].replace(' ', '-')}/{name.lower()}"


def resume_hint(arn_: str) -> str:
    """How to resume the watch of a resource."""
    command = f"sagemaker-marketplace watch {arn_}"
    workflow = f"or, in a workflow, with: {{command: watch, manifest: {arn_}}}"
    return f"validation continues in AWS; resume with:\n{command}\n{workflow}"


def console_url(kind: str) -> str:
    """The URL of the console's list."""
    pages = f"{TITLES[kind].replace(' ', '-')}s"
    return f"https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/{pages}/my-resources"


def before_closing(lines: Sequence[str]) -> list[str]:
    """The lines before the closing lines, which begin with an empty one."""
    return list(lines[: len(lines) - 1 - lines[::-1].index("")]) if "" in lines else list(lines)


def closing_lines(kind: str, name: str, verdict: str, **facts: str) -> list[str]:
    """The closing lines of a run of one resource, with `_` for a space in a label."""
    all_facts = {**facts, "ARN": arn(kind, name), "Console": console_url(kind)}
    order = ("Status", "Duration", "ARN", "Image", "Console", "List_it", "Resume", "Fix")
    labels = [label for label in order if label in all_facts]
    width = max(map(len, labels))
    lines = []
    for label in labels:
        first, *more = all_facts[label].splitlines()
        lines += [f"  {label.replace('_', ' '):{width}}  {first}", *(f"  {'':{width}}  {line}" for line in more)]
    return ["", f"{verdict}: {name} ({TITLES[kind]}, us-east-1)", *lines]


def plan_lines(
    kind: str,
    name: str,
    decision: str = "create: {} will be created: no resource with this name in us-east-1",
    file: str = "m.yaml",
) -> list[str]:
    """The lines up to the create call."""
    checked = [f"check {file}", f"check {file} ended", f"plan {file}"]
    named = [f"kind={kind}", f"name={name}", "region=us-east-1"]
    return [*checked, *named, decision.format(name), f"plan {file} ended", f"create {file}"]


def create_lines(kind: str, name: str, action: str = "created", file: str = "m.yaml") -> list[str]:
    """The lines from the create call's response to the watch; nothing is watched if nothing changes."""
    known = [f"arn={arn(kind, name)}", f"action-taken={action}", f"console-url={console_url(kind)}"]
    return [*known, f"create {file} ended", "status=Completed" if action == "unchanged" else f"watch {file}"]


def poll_lines(kind: str, name: str, *polls: Poll, start: int = 0) -> list[str]:
    """The lines of polls, one per minute."""
    lines = []
    for number, statuses in enumerate(polls):
        whats = ("image scan", "validation", TITLES[kind])
        changes = [(what, status) for what, status in zip(whats, statuses, strict=True) if status]
        named = {"validation": PROFILE}
        lines += [f"{start + number * 60} {what} {named.get(what, name)} {status}" for what, status in changes]
        lines += [f"status={status}" for what, status in changes if what == TITLES[kind]]
    return lines


def watch_lines(kind: str, name: str, lifecycle: Lifecycle = SUCCESS, file: str = "m.yaml") -> list[str]:
    """The lines of a complete watch."""
    lines = poll_lines(kind, name, *lifecycle.polls_of(kind), start=lifecycle.missing_polls * 15)
    if not lifecycle.failure:
        return [*lines, f"watch {file} ended"]
    failure = lifecycle.failure.format(name)
    diagnosis = diagnosis_of(failure)
    failed = f"failed 4: {TITLES[kind]} {name} failed validation | {diagnosis.lines(kind, failure, file)}"
    reported = ["error validation-failed", f"failure-reason={diagnosis.reason(failure)}"]
    return [*lines, *reported, failed, f"watch {file} ended badly"]


def outputs(kind: str, name: str, **others: str) -> dict[str, str]:
    """The outputs of a run that created a resource."""
    known = {"kind": kind, "name": name, "region": "us-east-1", "arn": arn(kind, name), "action-taken": "created"}
    return known | {"console-url": console_url(kind), "errors": "0", "warnings": "0"} | others
