"""Markdown for a comment on a pull request: the job summary, short enough for one comment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .. import report
from ..events import Event
from . import summary
from ._markdown import link

DESCRIPTION = "`summary` for a comment on a pull request: below 65,536 characters"
LIVE = False
# GitHub refuses a comment of more than 65,536 characters; a byte is at most one of them.
MAX_SIZE = 65_000


def render(stream: Iterable[Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Yield the comment of recorded events."""
    yield of_report(report.build(stream, command, fail_on))


def of_report(
    run: report.Report,
    commit_url: str = "",
    links: Sequence[tuple[str, str]] = (),
    limit: int = MAX_SIZE,
) -> str:
    """Return the comment of a report in at most `limit` bytes.

    `commit_url` is as in `summary.of_report`, `links` are titles and addresses of where the comment comes from.
    """
    origin = " · ".join(link(title, url) for title, url in links)
    footer = f"\n\n<sub>{origin}</sub>" if origin else ""
    return summary.of_report(run, commit_url, limit - len(footer.encode())).rstrip("\n") + footer
