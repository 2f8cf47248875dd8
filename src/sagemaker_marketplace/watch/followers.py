"""Creates a job follower for each watched resource, with the log bounds of the settings and the log file."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack
from typing import Any

from ..aws.price_list import current_or_recorded_price
from ..context import Context
from ..manifest.findings import Failure
from ..report import events
from ..settings.settings import Settings
from .jobs import PAUSE_SECONDS, JobFollower
from .log_file import open_log_file
from .logbook import Logbook
from .region_access import RegionAccess
from .targets import Target


class Followers:
    """Creates the followers of one run: those of one Region share its lists of jobs, and all of them the log file."""

    def __init__(self, settings: Settings, context: Context, write: Callable[[str], Any] | None) -> None:
        """`write` writes a line to the log file, if there is one."""
        self._settings, self._context, self._write = settings, context, write
        self._regions: dict[tuple[str, str], RegionAccess] = {}

    def follow(self, target: Target) -> JobFollower:
        """Return a new follower of a resource's jobs."""
        settings, clock = self._settings, self._context.clock
        account = self._context.queries(target.role, target.region)

        def make_logbook(use: str) -> Logbook:
            return Logbook(use, int(settings.log_lines), self._write)

        def hourly_price(instance_type: str, use: str) -> float | None:
            try:
                return current_or_recorded_price(account, instance_type, use, settings.preflight)[0]
            except Failure:  # the credentials, of which the next poll reports the error
                return current_or_recorded_price(account, instance_type, use, False)[0]

        access, pause = self._access(target), min(PAUSE_SECONDS, settings.poll_seconds)
        return JobFollower(target.manifest, target.kind, access, clock, hourly_price, make_logbook, pause)

    def _access(self, target: Target) -> RegionAccess:
        key = (target.role, target.region)
        if key not in self._regions:
            account = self._context.account(target.role)
            self._regions[key] = RegionAccess(account.jobs(target.region), account.logs(target.region))
        return self._regions[key]


def open_followers(
    manifest: str, settings: Settings, context: Context, stack: ExitStack
) -> Generator[events.Event, None, Callable[[Target], JobFollower] | None]:
    """Return what creates followers, None if `follow-jobs` is false; `stack` closes the log file.

    A log file that can't be written any more is reported for a manifest, and does not end the watch.
    """
    if not settings.follow_jobs:
        return None
    write = None
    try:
        write = open_log_file(settings.log_file, context, stack)
    except Failure as failure:
        yield events.Note(manifest, failure.message)
    return Followers(settings, context, write).follow
