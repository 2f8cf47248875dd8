"""What a run tells, in short lines: how events become them, and which ones a sound run consists of."""

from __future__ import annotations

from typing import NamedTuple

from sagemaker_marketplace.report import events

TITLES = {"ModelPackage": "model package", "Algorithm": "algorithm"}

# What a look tells of scan, jobs and resource; None is what it told before. The last look tells the end.
Look = tuple[str | None, str | None, str | None]
NEW: Look = ("NotStarted", "NotStarted", "Pending")
SCANS: Look = ("InProgress", None, "InProgress")
LATE: Look = ("InProgress", "NotStarted", "InProgress")
RUNS: Look = ("Completed", "InProgress", None)
SAME: Look = (None, None, None)
DONE: Look = (None, "Completed", "Completed")


class Life(NamedTuple):
    """What a watch sees: looks a minute apart, after `unseen` ones a quarter of a minute apart that show nothing.

    An algorithm has two jobs, so one look more (`longer`) shows no change.
    """

    looks: tuple[Look, ...] = (NEW, SCANS, RUNS, DONE)
    unseen: int = 0
    why: str = ""
    longer: bool = True

    def seen(self, kind: str) -> tuple[Look, ...]:
        """The looks at a resource of a kind."""
        more = kind == "Algorithm" and self.longer
        return (*self.looks[:-1], SAME, self.looks[-1]) if more else self.looks


HAPPY = Life()


class Why(NamedTuple):
    """What is told of a failure: the cause, what mends it, and where each kind's manifest has it."""

    cause: str
    fix: str
    package: str
    algorithm: str

    def reason(self, said: str) -> str:
        """The output `failure-reason`; `said` is what was seen, with AWS's words."""
        return f"{self.cause}; {said}"

    def lines(self, kind: str, said: str, file: str = "m.yaml") -> str:
        """What the job log tells."""
        location = self.package if kind == "ModelPackage" else self.algorithm
        return "\n".join([self.cause, f"  {self.fix}", f"  {file}:{location}", f"  {said}"])


_IMAGE = "spec.InferenceSpecification.Containers[0].Image"
_INPUT = "spec.ValidationSpecification.ValidationProfiles[0].TransformJobDefinition.TransformInput"
# By the end of what AWS says.
WHYS = {
    "Access denied for registry": Why(
        "an image is in another account's registry; the validation for AWS Marketplace reads only the seller's own",
        "copy the image to ECR of the seller's account, in the manifest's Region",
        f"10: {_IMAGE}",
        f"27: {_IMAGE}",
    ),
    "No scan scheduled": Why(
        "SageMaker could not start the scan of an image in ECR",
        "start one with aws ecr start-image-scan or turn on scan on push, and create again; "
        "basic scanning takes an image once in 24 hours",
        f"10: {_IMAGE}",
        f"27: {_IMAGE}",
    ),
    "HTTP 200 status code": Why(
        "the container never answered GET /ping with 200: it does not listen on port 8080, crashes while it loads the "
        "model, or starts too slowly",
        "try docker run --network none IMAGE serve, then GET /ping on port 8080 inside it",
        f"10: {_IMAGE}",
        f"27: {_IMAGE}",
    ),
    "See job logs for more information": Why(
        "the container failed on the test data, and SageMaker says no more: the reason is in the job's log",
        "read the last lines of the job's log, in the streams of the container and in data-log",
        f"32: {_INPUT}",
        f"75: {_INPUT}",
    ),
    "Exit Code: 1": Why(
        "the program in the container ended with an error of its own",
        "write its reason to /opt/ml/output/failure, so that SageMaker shows it, and read the end of the job's log",
        "8: spec.TrainingSpecification.TrainingImage",
        "8: spec.TrainingSpecification.TrainingImage",
    ),
}


def why(said: str) -> Why:
    """What is told of a failure with these words of AWS."""
    return next(found for end, found in WHYS.items() if said.endswith(end))


def short(event: events.Event) -> str:
    """One line for an event; none for the sources of a manifest."""
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
        case events.OutputChanged():
            return f"{event.name}={event.value}"
        case events.RunFailed():
            return f"failed {event.exit_code}: {event.message} | {event.hint}"
    return ""


def arn(kind: str, name: str) -> str:
    """The ARN the sandbox gives."""
    return f"arn:aws:sagemaker:us-east-1:123456789012:{TITLES[kind].replace(' ', '-')}/{name}"


def page(kind: str) -> str:
    """The console's page."""
    pages = f"{TITLES[kind].replace(' ', '-')}s"
    return f"https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/{pages}"


def planned(
    kind: str,
    name: str,
    decision: str = "create: will be created: no resource with this name in us-east-1",
    file: str = "m.yaml",
) -> list[str]:
    """The story up to the create call."""
    checked = [f"check {file}", f"check {file} ended", f"plan {file}"]
    named = [f"kind={kind}", f"name={name}", "region=us-east-1"]
    return [*checked, *named, decision, f"plan {file} ended", f"create {file}"]


def created(kind: str, name: str, taken: str = "created", file: str = "m.yaml") -> list[str]:
    """The story from the create call's answer to the watch."""
    known = [f"arn={arn(kind, name)}", f"action-taken={taken}", f"console-url={page(kind)}"]
    return [*known, f"create {file} ended", f"watch {file}"]


def looked(kind: str, name: str, *looks: Look, begins: int = 0) -> list[str]:
    """The story of looks a minute apart."""
    story = []
    for number, statuses in enumerate(looks):
        whats = ("image scan", "validation", TITLES[kind])
        changes = [(what, status) for what, status in zip(whats, statuses, strict=True) if status]
        story += [f"{begins + number * 60} {what} {name} {status}" for what, status in changes]
        story += [f"status={status}" for what, status in changes if what == TITLES[kind]]
    return story


def watched(kind: str, name: str, life: Life = HAPPY, file: str = "m.yaml") -> list[str]:
    """The story of a whole watch."""
    story = looked(kind, name, *life.seen(kind), begins=life.unseen * 15)
    if not life.why:
        return [*story, f"watch {file} ended"]
    said = life.why.format(name)
    told = why(said)
    failed = f"failed 4: {TITLES[kind]} {name} failed validation | {told.lines(kind, said, file)}"
    seen = ["error validation-failed", f"failure-reason={told.reason(said)}"]
    return [*story, *seen, failed, f"watch {file} ended badly"]


def outputs(kind: str, name: str, **more: str) -> dict[str, str]:
    """The outputs of a run that created something."""
    known = {"kind": kind, "name": name, "region": "us-east-1", "arn": arn(kind, name), "action-taken": "created"}
    return known | {"console-url": page(kind), "errors": "0", "warnings": "0"} | more
