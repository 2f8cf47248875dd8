"""The stages one by one; flow.py puts them in order."""

from __future__ import annotations

from .core import checking, document, events, facts, plugins
from .core.diagnostics import ERROR, FINDINGS, Failure, fails
from .settings import agree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from typing import Any

    from .core.document import Document
    from .plan import Plan
    from .settings import Settings
    from .watch import Target
    from .world import World

    Planned = tuple[Document, Plan, dict[str, Any] | None]


def check(
    names: Sequence[str], settings: Settings, world: World
) -> Generator[events.Event, None, list[Document] | None]:
    """Check each manifest; give the documents, or None when a finding stops the run.

    Raises Failure for a file that can't be read and for a Region that contradicts the settings.
    """
    read = [document.load(name, world.workspace.read, settings.variables) for name in names]
    known = facts.Facts(today=world.clock.today())
    twice = list(checking.same_resource(read))
    found = []
    for one in read:
        yield events.StageBegan("check", one.file)
        yield events.Checked(one.file, one.sources)
        findings = checking.findings(one, known, settings.select, settings.ignore) + [
            finding for other, finding in twice if other is one
        ]
        yield from (events.Diagnosed(one.file, finding) for finding in findings)
        found += findings
        yield events.StageEnded("check", one.file, not fails(findings, settings.fail_on))
    yield events.Verdict()
    for one in read:
        agree(settings, one.region, one.file)
    if fails(found, settings.fail_on):
        return None
    if fails(found, ERROR) and settings.command != "check":
        message = "what AWS refuses is not sent, whatever fail-on tolerates"
        yield events.Failed("", message, FINDINGS, "mend the errors, or ignore the rules that are wrong")
        return None
    return read


def plan(
    documents: Sequence[Document], settings: Settings, world: World, deadline: float
) -> Generator[events.Event, None, list[Planned]]:
    """Look up each manifest's name and decide; give what can go on."""
    from . import plan as planning
    from .create import Creation

    planned: list[Planned] = []
    for one in documents:
        kind = plugins.kinds()[str(one.kind)]
        yield events.StageBegan("plan", one.file)
        yield from _identity(one.file, kind, str(one.region), one.spec[kind.NAME])
        try:
            resources = world.aws.resources(str(one.region))
            found = resources.describe(kind, one.spec[kind.NAME])
        except Exception as error:
            yield _failed(one.file, error)
            continue
        made = planning.make(kind, one.spec, found, settings.replace_failed)
        planned.append((one, made, found))
        said = (str(made.decision), made.reason, kind.OPERATION, str(one.region))
        yield events.Planned(one.file, *said, made.request, made.filled, made.differences)
        if settings.command == "plan":
            try:
                yield from Creation(one.file, kind, made, resources, world.clock, deadline).refusal(found)
            except Failure as failure:
                yield _failed(one.file, failure)
                continue
        yield events.StageEnded("plan", one.file, True)
    return planned


def create(planned: Sequence[Planned], world: World, deadline: float) -> Generator[events.Event, None, list[Target]]:
    """Carry out each plan; give what there is to watch."""
    from .create import Creation
    from .watch import Target

    targets = []
    for one, made, found in planned:
        kind, region = plugins.kinds()[str(one.kind)], str(one.region)
        resources = world.aws.resources(region)
        yield events.StageBegan("create", one.file)
        try:
            creation = Creation(one.file, kind, made, resources, world.clock, deadline)
            arn = yield from creation.run(found)
        except Exception as error:
            yield _failed(one.file, error)
            continue
        yield from _known(one.file, kind, region, arn, creation.taken)
        yield events.StageEnded("create", one.file, True)
        targets.append(Target(one.file, kind, arn, str(made.request[kind.NAME]), region, resources, fresh=True))
    return targets


def find(names: Sequence[str], settings: Settings, world: World) -> Generator[events.Event, None, list[Target]]:
    """Find the resources that ARNs and manifests name; one that can't be found fails alone."""
    from .targets import find as find_one

    found = []
    for name in names:
        try:
            target = find_one(name, settings, world)
        except Exception as error:
            yield _failed(name, error)
            continue
        yield from _identity(target.manifest, target.kind, target.region, target.name)
        yield from _known(target.manifest, target.kind, target.region, target.arn, "watched")
        found.append(target)
    return found


def watch(targets: Sequence[Target], settings: Settings, world: World, deadline: float) -> Iterator[events.Event]:
    """Watch what was created or found until all of it has ended or time is up."""
    from . import watch as watching

    if not targets:
        return
    for target in targets:
        yield events.StageBegan("watch", target.manifest)
    yield from watching.watch(targets, world.clock, deadline, settings.poll_seconds)
    for target in targets:
        yield events.StageEnded("watch", target.manifest, target.status == "Completed")


def _identity(manifest: str, kind: Any, region: str, name: str) -> Iterator[events.Event]:
    yield events.OutputSet(manifest, "kind", kind.KIND)
    yield events.OutputSet(manifest, "name", name)
    yield events.OutputSet(manifest, "region", region)


def _known(manifest: str, kind: Any, region: str, arn: str, taken: str) -> Iterator[events.Event]:
    yield events.OutputSet(manifest, "arn", arn)
    yield events.OutputSet(manifest, "action-taken", taken)
    url = f"https://{region}.console.aws.amazon.com/sagemaker/home?region={region}#/{kind.CONSOLE}"
    yield events.OutputSet(manifest, "console-url", url)


def _failed(manifest: str, error: Exception) -> events.Failed:
    from .aws.faults import as_failure

    failure = as_failure(error)
    if failure is None:
        raise error
    return events.Failed(manifest, failure.message, failure.exit_code, failure.remedy)
