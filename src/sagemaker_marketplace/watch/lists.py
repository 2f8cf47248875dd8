"""Finds out which of many resources have changed, with one list call per kind and round."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import datetime, timedelta

from ..aws.errors import AccessDenied, CredentialsExpired, NoResponse, Throttled
from ..aws.sagemaker import Summary
from ..manifest.findings import Failure
from ..report import events
from .poll import note_error
from .refusals import Refusals
from .targets import Target

# A list and a description can differ in the milliseconds of a time.
_SAME_TIME = timedelta(seconds=1)


class ResourceLists:
    """The lists of the resources of one account and Region, by kind."""

    def __init__(self) -> None:
        """Start with the assumption that resources can be listed."""
        self._refusals: dict[str, Refusals] = {}
        self._is_long: set[str] = set()

    def find_changed(self, targets: Sequence[Target], now: float) -> Generator[events.Event, None, list[Target]]:
        """Return the resources to describe: those that have changed, and those of which a list can't say that.

        A kind with a single resource is not listed: a description has more details, for the same number of calls.
        Without permission to list, or if the list has more pages than there are resources, each is described.
        Raises CredentialsExpired.
        """
        unchanged: set[Target] = set()
        for kind in {target.kind.KIND: target.kind for target in targets}.values():
            listable = [target for target in targets if target.kind is kind and not target.is_outdated]
            if len(listable) > 1 and kind.KIND not in self._is_long and not self._is_refused(kind.KIND, now):
                unchanged |= yield from self._find_unchanged(listable, now)
        return [target for target in targets if target not in unchanged]

    def _is_refused(self, kind: str, now: float) -> bool:
        return kind in self._refusals and self._refusals[kind].are_final(now)

    def _find_unchanged(self, targets: Sequence[Target], now: float) -> Generator[events.Event, None, set[Target]]:
        """List one kind of resource; return those that need no description in this round."""
        first, kind = targets[0], targets[0].kind
        earliest = min(target.created_at for target in targets if target.created_at)
        with_versions = any(target.is_version for target in targets)
        refusals = self._refusals.setdefault(kind.KIND, Refusals())
        try:
            summaries, is_complete = first.resources.summaries(kind, earliest, with_versions, len(targets))
        except (Throttled, NoResponse) as error:
            yield from note_error(first, f"no response, polling again ({error})")
            return set(targets)
        except AccessDenied as denied:
            refusals.add(now)
            if refusals.count == 1:
                yield events.Note(
                    first.manifest, f"each {kind.TITLE} is polled separately: missing permission {denied.action}"
                )
            return set()
        except CredentialsExpired:
            raise
        except Failure:  # it is reported for each resource
            return set()
        refusals.reset()
        first.last_error = ""
        if not is_complete:
            self._is_long.add(kind.KIND)
        unchanged = {target for target in targets if _is_unchanged(target, summaries.get(target.arn.lower()))}
        for target in unchanged:
            target.refusals.reset()
        return unchanged


def _is_unchanged(target: Target, summary: Summary | None) -> bool:
    return summary is not None and summary.status == target.status and _is_same_time(target, summary.created_at)


def _is_same_time(target: Target, time: datetime) -> bool:
    return target.created_at is not None and abs(target.created_at - time) < _SAME_TIME
