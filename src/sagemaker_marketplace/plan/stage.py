"""The plan stage of a run."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from .. import plugins
from ..aws import parallel
from ..aws.errors import CredentialsError, run_failed
from ..context import Context
from ..manifest.document import Document
from ..manifest.findings import USAGE, Failure
from ..report import events, resource_outputs
from ..settings.settings import Settings
from .lookup import PlannedResource, plan_resource
from .plan import stop_if_blocked

# Of one account and Region: more would be throttled.
_MAX_PARALLEL = 8


def plan(
    documents: Sequence[Document], settings: Settings, context: Context
) -> Generator[events.Event, None, list[PlannedResource]]:
    """Plan each manifest's resource; return those that did not fail.

    Several manifests are planned at the same time; the events have the order of the manifests. Credentials that AWS
    does not accept are not used for the other manifests of the same account and Region.
    """
    stage = _PlanStage(settings, context)
    if len(documents) == 1:
        yield from stage.plan(documents[0])
    else:
        yield from stage.plan_all(documents)
    return [stage.planned[document.file] for document in documents if document.file in stage.planned]


class _PlanStage:
    """Plans manifests; `planned` has the resources of those that did not fail, by manifest."""

    def __init__(self, settings: Settings, context: Context) -> None:
        self._settings, self._context = settings, context
        self.planned: dict[str, PlannedResource] = {}
        self._credentials_errors: dict[tuple[str, str], CredentialsError] = {}

    def plan_all(self, documents: Sequence[Document]) -> Iterator[events.Event]:
        """Plan manifests of several accounts and Regions, which don't wait for each other."""
        regions: dict[tuple[str, str], list[Document]] = {}
        for document in documents:
            regions.setdefault(_region(document), []).append(document)
        with ExitStack() as stack:
            outcomes = {
                key: iter(
                    stack.enter_context(
                        parallel.started(lambda document: list(self.plan(document)), together, _MAX_PARALLEL)
                    )
                )
                for key, together in regions.items()
            }
            for document in documents:
                yield from next(outcomes[_region(document)]).result()

    def plan(self, document: Document) -> Iterator[events.Event]:
        """Plan a manifest."""
        settings, kind = self._settings, plugins.kinds()[str(document.kind)]
        yield events.StageStarted("plan", document.file)
        try:
            yield from resource_outputs.identity(
                document.file, kind, str(document.region), _name(document, kind), document.role_to_assume
            )
            refused = self._credentials_errors.get(_region(document))
            if refused:
                raise refused.with_traceback(None)
            resource = yield from plan_resource(document, settings, self._context)
            if settings.command == "plan":
                yield from stop_if_blocked(document.file, kind, resource.plan, resource.existing)
        except Exception as error:
            if isinstance(error, CredentialsError):
                self._credentials_errors.setdefault(_region(document), error)
            yield run_failed(document.file, error)
            return
        self.planned[document.file] = resource
        yield events.StageFinished("plan", document.file, True)


def _region(document: Document) -> tuple[str, str]:
    """Return the role that the account of a manifest belongs to, and the Region."""
    return document.role_to_assume, str(document.region)


def _name(document: Document, kind: Any) -> str:
    """Return the resource's name. Raises Failure without one: a version in a group has none, if its rule is ignored."""
    if kind.NAME not in document.spec:
        raise Failure(f"{kind.NAME} is missing", USAGE, "only resources with a name can be planned and created")
    return str(document.spec[kind.NAME])
