"""What a run tells, in short lines: how events become them, and which ones a sound run consists of."""

from __future__ import annotations

from typing import NamedTuple

from sagemaker_marketplace.core import events

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


def short(event: events.Event) -> str:
    """One line for an event; none for the sources of a manifest."""
    match event:
        case events.StageBegan():
            return f"{event.stage} {event.manifest}"
        case events.StageEnded():
            return f"{event.stage} {event.manifest} {'ended' if event.ok else 'ended badly'}"
        case events.Diagnosed():
            return f"{event.finding.severity} {event.finding.rule}"
        case events.Planned():
            return f"{event.decision}: {event.reason}"
        case events.StatusChanged():
            reason = f": {event.reason}" if event.reason else ""
            return f"{event.seconds:.0f} {event.what} {event.name} {event.status}{reason}"
        case events.StillRunning():
            return f"{event.seconds:.0f} still {event.status}"
        case events.Note():
            return f"note: {event.text}"
        case events.OutputSet():
            return f"{event.name}={event.value}"
        case events.Failed():
            return f"failed {event.exit_code}: {event.message} | {event.remedy}"
    return ""


def arn(kind: str, name: str) -> str:
    """The ARN the sandbox gives."""
    return f"arn:aws:sagemaker:us-east-1:123456789012:{TITLES[kind].replace(' ', '-')}/{name}"


def page(kind: str) -> str:
    """The console's page."""
    pages = f"{TITLES[kind].replace(' ', '-')}s"
    return f"https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/{pages}"


def planned(kind: str, name: str, decision: str = "create: nothing has this name", file: str = "m.yaml") -> list[str]:
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
    why = life.why.format(name)
    failed = f"failed 4: {TITLES[kind]} {name} has Failed | {why}"
    return [*story, f"failure-reason={why}", failed, f"watch {file} ended badly"]


def outputs(kind: str, name: str, **more: str) -> dict[str, str]:
    """The outputs of a run that created something."""
    known = {"kind": kind, "name": name, "region": "us-east-1", "arn": arn(kind, name), "action-taken": "created"}
    return known | {"console-url": page(kind), "errors": "0", "warnings": "0"} | more
