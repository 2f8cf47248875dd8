"""Keeps one comment on a pull request: finds it, creates it, or updates it.

Each attempt begins with the list of comments, so that an attempt after a lost response finds what that one created.
Source: GitHub's REST API documentation, "REST API endpoints for issue comments": a pull request is an issue, comments
are ordered by ascending ID, and `pull-requests: write` is enough for all calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from . import marker
from .api import Api, RequestError, TransientError
from .marker import Marker
from .pull_request import PullRequest

CREATED, UPDATED, NEWER = "created", "updated", "newer"
_PAUSES = (1.0, 2.0, 4.0)
_NEVER = float("inf")
_DELETED = (404, 410)
_PER_PAGE = 100


@dataclass(frozen=True)
class Written:
    """What was done with the comment, and its address.

    NEWER: nothing, because a later run has updated it.
    """

    action: str
    url: str


@dataclass(frozen=True)
class _Comment:
    """A comment of a pull request; without a marker if another program or a person wrote it."""

    number: int
    login: str
    url: str
    marker: Marker | None


class StickyComment:
    """The comment with a marker's key on a pull request."""

    def __init__(self, api: Api, pull_request: PullRequest, own: Marker) -> None:
        """`own` is the marker of this run."""
        self._api, self._own = api, own
        self._list = f"/repos/{pull_request.repository}/issues/{pull_request.number}/comments"
        self._each = f"/repos/{pull_request.repository}/issues/comments/"
        self._login = ""
        self._created: _Comment | None = None

    def write(self, body: str, sleep: Callable[[float], object], seconds: float) -> Written:
        """Create or update the comment, with retries that wait for at most `seconds` in all.

        Raises RequestError.
        """
        pauses = iter(_PAUSES)
        while True:
            try:
                return self._try(body)
            except TransientError as error:
                wait = max(next(pauses, _NEVER), error.retry_after or 0)
                seconds -= wait
                if seconds < 0:
                    raise
                sleep(wait)

    def _try(self, body: str) -> Written:
        found = next(self._own_comments(), None)
        if found is None:
            found = self._create(body)
        if found == self._created:
            return Written(CREATED, found.url)
        is_newer = found.marker is not None and found.marker.run > self._own.run
        if not is_newer:
            self._update(found, body)
        if self._created:
            self._delete(self._created)
        return Written(NEWER if is_newer else UPDATED, found.url)

    def _create(self, body: str) -> _Comment:
        """Create the comment and return the oldest one that the list has now."""
        created = _parse(self._api.request("POST", self._list, {"body": body}))
        if created is None:
            raise RequestError("invalid response: not the new comment")
        self._created, self._login = created, created.login
        return next((found for found in self._own_comments() if found.number < created.number), created)

    def _update(self, comment: _Comment, body: str) -> None:
        try:
            self._api.request("PATCH", f"{self._each}{comment.number}", {"body": body})
        except RequestError as error:
            if error.status in _DELETED:  # since the list was sent
                raise TransientError(str(error), error.status) from None
            raise

    def _delete(self, comment: _Comment) -> None:
        """Delete the comment of this run: another run has created one at the same time, and both keep the older one."""
        try:
            self._api.request("DELETE", f"{self._each}{comment.number}")
        except TransientError:
            raise
        except RequestError:
            return  # two comments are less bad than a run without one

    def _own_comments(self) -> Iterator[_Comment]:
        """Yield the comments with the marker's key that the owner of the token wrote, oldest first.

        Others can copy a marker, but can't write as the owner of the token. Who that is, is requested only if there is
        a marker.
        """
        for page in self._api.pages(f"{self._list}?per_page={_PER_PAGE}"):
            for comment in map(_parse, page):
                if comment and comment.marker and comment.marker.key == self._own.key:
                    self._login = self._login or self._api.login()
                    if comment.login == self._login:
                        yield comment


def _parse(data: Any) -> _Comment | None:
    """Return a comment of a response; None if it has no ID or no author."""
    if not isinstance(data, dict):
        return None
    number, user, url = data.get("id"), data.get("user"), data.get("html_url")
    login = user.get("login") if isinstance(user, dict) else None
    if type(number) is not int or not isinstance(login, str):
        return None
    return _Comment(number, login, url if isinstance(url, str) else "", marker.find(data.get("body")))
