"""Looks up the resource that has a manifest's name and plans what to do: the plan stage of one manifest."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .. import plugins
from ..aws import iam, identity
from ..aws.access_denied import Denial
from ..aws.errors import AccessDenied
from ..aws.price_list import current_or_recorded_price
from ..aws.queries import NoAnswer, NotFound, PermissionMissing, Queries
from ..aws.sagemaker import Resources
from ..context import Context
from ..manifest.document import Document
from ..manifest.findings import AWS_REFUSED, INFO, USAGE, Failure
from ..manifest.paths import Path
from ..preflight.preflight import not_allowed
from ..report import events
from ..settings.settings import Settings
from .forecast import Price, buyer_visible_uris, forecast_jobs
from .plan import Decision, Plan, make_plan
from .request import Request, build_request, provenance_tags, resolve_digests, set_role

_ROLE = "spec.ValidationSpecification.ValidationRole"


@dataclass(frozen=True)
class PlannedResource:
    """A manifest with its plan, the existing resource of the same name, and the account it was looked up in.

    `event` is the plan as reported. `new_role` is the ARN of the role to create for the validation; empty if the
    manifest names one. `invocation` is the value of the tag that marks what this run creates. `rehearsed_tags` are the
    images that the request names by tag and that have been rehearsed, each with the digest of the rehearsed one.
    """

    document: Document
    plan: Plan
    event: events.PlanMade
    request: Request
    existing: dict[str, Any] | None
    resources: Resources
    account: Queries
    new_role: str = ""
    invocation: str = ""
    rehearsed_tags: Mapping[str, str] = field(default_factory=dict)


def plan_resource(
    document: Document, settings: Settings, context: Context
) -> Generator[events.Event, None, PlannedResource]:
    """Look up a manifest's name, decide what to do, and report the plan.

    Raises Failure, Throttled or NoResponse if the account can't be queried, and Failure for an account that is not
    allowed.
    """
    kind, region = plugins.kinds()[str(document.kind)], str(document.region)
    account = context.queries(document.role_to_assume, region)
    new_role = _new_role(document, account, settings)
    pinned = resolve_digests(document, account) if settings.pin_image or settings.preflight else {}
    invocation = context.invocation if settings.command == "create" else ""
    tags = {}
    if settings.provenance_tags:
        tags = provenance_tags(context.run, set_role(document.spec, new_role), invocation)
    request = build_request(kind, document.spec, pinned if settings.pin_image else {}, tags, new_role, invocation)
    resources = context.account(document.role_to_assume).resources(region)
    existing, is_known = yield from _find_existing(document, kind, resources, settings)
    plan = make_plan(kind, region, request, existing, settings.replace_failed, pinned)
    if plan.decision is Decision.CONFLICT and not pinned and _names_digest(plan.differences):
        # The only difference may be that another run has pinned the images.
        pinned = resolve_digests(document, account)
        plan = make_plan(kind, region, request, existing, settings.replace_failed, pinned)
    if not is_known:
        decision = Decision.CREATE_UNLESS_EXISTS
        plan = replace(plan, decision=decision, reason=decision.explain(document.spec[kind.NAME], region, ""))
    prices = _prices(account, settings.preflight, context.clock.today())
    event = _plan_made(document, kind, plan, prices, settings.show_request)
    yield event
    return PlannedResource(document, plan, event, request, existing, resources, account, new_role, invocation)


def plan_again(
    planned: PlannedResource, existing: dict[str, Any] | None
) -> Generator[events.Event, None, PlannedResource]:
    """Plan for what has the manifest's name now, because another process has changed it since.

    A resource that failed after the plan is not replaced: another run might have created it.
    """
    document, kind = planned.document, plugins.kinds()[str(planned.document.kind)]
    existing = yield from _with_tags(document, kind, planned.resources, existing)
    pinned = planned.plan.pinned_images
    plan = make_plan(kind, str(document.region), planned.request, existing, False, pinned)
    name = planned.event.name
    yield events.Note(document.file, f"another process has changed {name} since the plan")
    event = replace(
        planned.event,
        decision=str(plan.decision),
        reason=plan.reason,
        differences=plan.differences,
        creates=plan.creates,
        jobs=planned.event.jobs if plan.creates else (),
        visible_to_buyers=planned.event.visible_to_buyers if plan.creates else (),
    )
    yield event
    return replace(planned, plan=plan, event=event, existing=existing)


def _names_digest(differences: Iterable[events.Difference]) -> bool:
    """Whether the existing resource names an image by its digest."""
    return any("@sha256:" in str(difference.existing) for difference in differences)


def _prices(account: Queries, current: bool, today: str) -> Price:
    """Return how to price a job: by AWS's price list as of today, or if `current` is false by the recorded prices."""

    def price(instance_type: str, use: str) -> tuple[float | None, str]:
        usd, recorded = current_or_recorded_price(account, instance_type, use, current)
        return usd, recorded or today

    return price


def _plan_made(document: Document, kind: Any, plan: Plan, price: Price, show_request: bool) -> events.PlanMade:
    return events.PlanMade(
        document.file,
        str(plan.decision),
        plan.reason,
        kind.OPERATION,
        str(document.region),
        plan.request,
        plan.added_fields,
        plan.differences,
        forecast_jobs(document, price) if plan.creates else (),
        buyer_visible_uris(document) if plan.creates else (),
        str(plan.request.get(kind.NAME)),
        plan.creates,
        show_request,
    )


def _new_role(document: Document, account: Queries, settings: Settings) -> str:
    """The ARN of the role to create, empty if none is needed.

    Raises Failure if the credentials belong to an account that is not in allowed-account-ids.
    """
    needed = settings.create_validation_role and document.get(_ROLE) is None
    if not needed and not settings.allowed_account_ids:
        return ""
    try:
        caller = identity.get_caller(account, ())
    except (NotFound, PermissionMissing, NoAnswer) as error:
        raise Failure(f"could not determine the AWS account: {error}", AWS_REFUSED, "retry later") from None
    if settings.allowed_account_ids and caller.account not in settings.allowed_account_ids:
        allowed = ", ".join(settings.allowed_account_ids)
        hint = f"use credentials of an account in allowed-account-ids: {allowed}"
        raise Failure(f"the credentials belong to account {caller.account}, which is not allowed", USAGE, hint)
    if not needed:
        return ""
    name = settings.create_validation_role
    try:
        return iam.get_role(account, (), name).arn  # an existing role may have a path
    except (NotFound, PermissionMissing, NoAnswer):
        return f"arn:{caller.arn.split(':')[1]}:iam::{caller.account}:role/{name}"


def _find_existing(
    document: Document, kind: Any, resources: Resources, settings: Settings
) -> Generator[events.Event, None, tuple[dict[str, Any] | None, bool]]:
    """Describe the resource with the manifest's name, None if there is none; and return whether that is known.

    The plan command continues without the permission to describe it.
    """
    try:
        existing = resources.describe(kind, document.spec[kind.NAME])
    except AccessDenied as denied:
        if settings.command != "plan":
            raise
        yield _permission_missing(document, ("spec", kind.NAME), denied.denial, "whether the name exists")
        return None, False
    return (yield from _with_tags(document, kind, resources, existing)), True


def _with_tags(
    document: Document, kind: Any, resources: Resources, existing: dict[str, Any] | None
) -> Generator[events.Event, None, dict[str, Any] | None]:
    """Add its tags to a resource's description if the manifest has tags to compare them with."""
    if existing is None or not document.spec.get("Tags"):
        return existing
    tags = resources.tags(existing[kind.ARN])
    if tags is None:
        unknown = f"the tags of the existing {kind.TITLE}"
        yield _permission_missing(document, ("spec", "Tags"), Denial("sagemaker:ListTags"), unknown)
        return existing
    return {**existing, "Tags": tags}


def _permission_missing(document: Document, path: Path, denial: Denial, unknown: str) -> events.FindingReported:
    message, hint = not_allowed(denial, [unknown])
    return events.FindingReported(document.file, document.finding(path, INFO, "permission-missing", message, hint))
