"""The stages one by one; flow.py puts them in order."""

from __future__ import annotations

from .core import checking, document, events, facts, plugins
from .core.diagnostics import ERROR, FINDINGS, fails
from .settings import agree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from typing import Any

    from .core.document import Document
    from .lookup import Planned
    from .settings import Settings
    from .watch import Target
    from .world import World


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
        findings = [
            finding
            for finding in checking.findings(one, known, settings.select, settings.ignore)
            if not (settings.create_validation_role and checking.lacks_role(finding))
        ]
        findings += [finding for other, finding in twice if other is one]
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
    from . import lookup
    from .create import Creation

    planned: list[Planned] = []
    for one in documents:
        kind = plugins.kinds()[str(one.kind)]
        yield events.StageBegan("plan", one.file)
        yield from _identity(one.file, kind, str(one.region), one.spec[kind.NAME])
        try:
            made = yield from lookup.look(one, settings, world)
            if settings.command == "plan":
                clock, plan = world.clock, made.plan
                yield from Creation(one.file, kind, plan, made.resources, clock, deadline).refusal(made.found)
        except Exception as error:
            yield _failed(one.file, error)
            continue
        planned.append(made)
        yield events.StageEnded("plan", one.file, True)
    return planned


def preflight(planned: Sequence[Planned], settings: Settings) -> Generator[events.Event, None, list[Planned]]:
    """Ask the account about each manifest something will be created of; give what can go on.

    A finding that fails the run stops all of them: nothing has been created yet.
    """
    asked = [one for one in planned if one.plan.creates] if settings.preflight else []
    if not asked:
        return list(planned)
    from .preflight import findings

    found = []
    for one in asked:
        file = one.document.file
        yield events.StageBegan("preflight", file)
        try:
            told = findings(one.document, one.account, settings.select, settings.ignore)
        except Exception as error:
            yield _failed(file, error)
            return []
        yield from (events.Diagnosed(file, finding) for finding in told)
        found += told
        yield events.StageEnded("preflight", file, not fails(told, settings.fail_on))
    yield events.Verdict(stage="preflight")
    if fails(found, settings.fail_on):
        return []
    return list(planned)


def create(
    planned: Sequence[Planned], settings: Settings, world: World, deadline: float
) -> Generator[events.Event, None, list[Target]]:
    """Carry out each plan; give what there is to watch."""
    from . import roles
    from .create import Creation
    from .watch import Target

    targets = []
    for made in planned:
        one, region = made.document, str(made.document.region)
        kind = plugins.kinds()[str(one.kind)]
        yield events.StageBegan("create", one.file)
        try:
            new_role = bool(made.role) and made.plan.creates
            if new_role:
                iam = world.aws.roles(region)
                yield from roles.ensure(one, made.role, iam, world.clock, settings.managed_policy)
            creation = Creation(one.file, kind, made.plan, made.resources, world.clock, deadline, new_role)
            arn = yield from creation.run(made.found)
        except Exception as error:
            yield from _refused(one, kind, error)
            yield _failed(one.file, error)
            continue
        yield from _known(one.file, kind, region, arn, creation.taken)
        yield events.StageEnded("create", one.file, True)
        name = str(made.plan.request[kind.NAME])
        targets.append(Target(one.file, kind, arn, name, region, made.resources, fresh=True))
        targets[-1].document = one
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
    from contextlib import ExitStack

    from . import following
    from . import watch as watching

    if not targets:
        return
    for target in targets:
        yield events.StageBegan("watch", target.manifest)
    with ExitStack() as stack:
        if settings.follow_jobs:
            following.attach(targets, settings, world, stack)
        ends = world.aws.expires_in
        yield from watching.watch(targets, world.clock, deadline, settings.poll_seconds, ends)
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


def _refused(document: Document, kind: Any, error: Exception) -> Iterator[events.Event]:
    """What a refused create call's own words say of the manifest."""
    from . import diagnose
    from .aws.faults import Refused

    if isinstance(error, Refused):
        for finding in diagnose.refused(document, kind, kind.OPERATION, error.said):
            yield events.Diagnosed(document.file, finding)
        yield events.Verdict(stage="create")


def _failed(manifest: str, error: Exception) -> events.Failed:
    from .aws.faults import as_failure

    failure = as_failure(error)
    if failure is None:
        raise error
    return events.Failed(manifest, failure.message, failure.exit_code, failure.remedy)
