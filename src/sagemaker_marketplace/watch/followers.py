"""Creates a job follower for each watched resource, with the log bounds of the settings and the log file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from ..aws.price_list import current_or_recorded_price
from ..context import Context
from ..facts import facts
from ..manifest.findings import Failure
from ..report import events
from ..settings.settings import Settings
from .job import RegionAccess
from .jobs import PAUSE_SECONDS, JobFollower
from .log_file import open_log_file
from .logbook import Logbook
from .targets import Target


def follow_jobs(
    targets: Sequence[Target], settings: Settings, context: Context, stack: ExitStack
) -> Iterator[events.Event]:
    """Create each target's follower; `stack` closes the log file when the watch ends.

    A log file that can't be written any more is reported, and does not end the watch.
    """
    write = None
    try:
        write = open_log_file(settings.log_file, context, stack)
    except Failure as failure:
        yield events.Note(targets[0].manifest, failure.message)
    regions: dict[str, RegionAccess] = {}
    known_facts = facts.Facts(today=context.clock.today())
    for target in targets:
        region = target.region
        if region not in regions:
            regions[region] = RegionAccess(context.aws.jobs(region, context.clock.now), context.aws.logs(region))
        account = context.aws.queries(region, context.clock.today(), known_facts)

        def make_logbook(use: str) -> Logbook:
            return Logbook(use, int(settings.log_lines), write)

        def hourly_price(instance_type: str, use: str, account: Any = account) -> float | None:
            try:
                return current_or_recorded_price(account, instance_type, use, settings.preflight)[0]
            except Failure:  # the credentials, of which the next poll reports the error
                return current_or_recorded_price(account, instance_type, use, False)[0]

        pause = min(PAUSE_SECONDS, settings.poll_seconds)
        target.follower = JobFollower(
            target.manifest, target.kind, regions[region], context.clock, hourly_price, make_logbook, pause
        )
