"""What there is under a manifest's name, and what will therefore be done: the plan stage of one manifest."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from .. import plugins
from ..aws import iam, identity
from ..aws.errors import AccessDenied
from ..aws.prices import price
from ..aws.queries import NoAnswer, NotFound, PermissionMissing, Queries
from ..aws.sagemaker import Resources
from ..context import Context
from ..facts import facts
from ..manifest.document import Document
from ..manifest.findings import AWS_REFUSED, INFO, USAGE, Failure
from ..manifest.paths import Path
from ..preflight.preflight import not_allowed
from ..report import events
from ..settings.settings import Settings
from . import forecast, request
from . import plan as planning
from .plan import Plan

_ROLE = "spec.ValidationSpecification.ValidationRole"


@dataclass(frozen=True)
class PlannedResource:
    """A manifest with its plan, what has its name, and the account it was looked up in."""

    document: Document
    plan: Plan
    found: dict[str, Any] | None
    resources: Resources
    account: Queries
    role: str = ""


def look(document: Document, settings: Settings, context: Context) -> Generator[events.Event, None, PlannedResource]:
    """Look a manifest's name up, decide, and tell the plan.

    Raises Failure, Throttled or Lost where the account can't be asked, and for an account that is not allowed.
    """
    kind, region = plugins.kinds()[str(document.kind)], str(document.region)
    known = facts.Facts(today=context.clock.today())
    account = context.aws.queries(region, context.clock.today(), known)
    role = _role(document, account, settings)
    pins = request.pins(document, account) if settings.pin_image or settings.preflight else {}
    spec = request.with_role(document.spec, role)
    tags = request.provenance(context.run, spec) if settings.provenance_tags else {}
    asked = request.make(kind, document.spec, pins if settings.pin_image else {}, tags, role)
    resources = context.aws.resources(region)
    found = yield from _found(document, kind, resources, settings)
    made = planning.make(kind, asked, found, settings.replace_failed, pins)
    if made.decision is planning.Decision.CONFLICT and not pins and any("@sha256:" in one for one in made.differences):
        # It may only be that another run has pinned the images.
        made = planning.make(kind, asked, found, settings.replace_failed, request.pins(document, account))
    yield _told(document, kind, made, account, settings.preflight)
    return PlannedResource(document, made, found, resources, account, role)


def _told(document: Document, kind: Any, made: Plan, account: Queries, ask: bool) -> events.PlanMade:
    said = (str(made.decision), made.reason, kind.OPERATION, str(document.region))
    jobs = forecast.jobs(document, lambda type_, use: price(account, type_, use, ask)) if made.creates else ()
    visible = forecast.visible(document) if made.creates else ()
    lines = tuple(job.text() for job in jobs)
    return events.PlanMade(document.file, *said, made.request, made.filled, made.differences, lines, visible)


def _role(document: Document, account: Queries, settings: Settings) -> str:
    """The ARN of the role that will be made, if one will; the account is held against those allowed first."""
    needed = settings.create_validation_role and document.get(_ROLE) is None
    if not needed and not settings.allowed_account_ids:
        return ""
    try:
        caller = identity.caller(account, ())
    except (NotFound, PermissionMissing, NoAnswer) as silence:
        raise Failure(
            f"the caller's account is not known: {silence}", AWS_REFUSED, "run the step again later"
        ) from None
    if settings.allowed_account_ids and caller.account not in settings.allowed_account_ids:
        allowed = ", ".join(settings.allowed_account_ids)
        hint = f"log in to an account of allowed-account-ids: {allowed}"
        raise Failure(f"these are credentials of the account {caller.account}", USAGE, hint)
    return _arn(account, caller, settings.create_validation_role) if needed else ""


def _arn(account: Queries, caller: identity.Caller, name: str) -> str:
    """The ARN of the role of this name, with the path it has if it is there already."""
    try:
        return iam.role(account, (), name).arn
    except (NotFound, PermissionMissing, NoAnswer):
        return f"arn:{caller.arn.split(':')[1]}:iam::{caller.account}:role/{name}"


def _found(
    document: Document, kind: Any, resources: Resources, settings: Settings
) -> Generator[events.Event, None, dict[str, Any] | None]:
    """What has the name; a plan goes on without knowing, where the caller may not ask."""
    try:
        found = resources.describe(kind, document.spec[kind.NAME])
    except AccessDenied:
        if settings.command != "plan":
            raise
        action = f"sagemaker:Describe{kind.KIND}"
        yield _unknown(document, ("spec", kind.NAME), action, "whether the name is taken")
        return None
    if found is None or not document.spec.get("Tags"):
        return found
    tags = resources.tags(found[kind.ARN])
    if tags is None:
        yield _unknown(document, ("spec", "Tags"), "sagemaker:ListTags", f"the tags of the {kind.TITLE} that is there")
        return found
    return {**found, "Tags": tags}


def _unknown(document: Document, path: Path, action: str, what: str) -> events.FindingReported:
    message, hint = not_allowed(action, [what])
    return events.FindingReported(document.file, document.finding(path, INFO, "permission-missing", message, hint))
