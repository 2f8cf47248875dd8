"""Requests to GitHub's REST and GraphQL APIs: the only module that sends the token.

No error contains what was sent, and of a response only one line, without control characters. Sources: GitHub's REST API
documentation, "Best practices for using the REST API", "Rate limits for the REST API" and "Using pagination".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from .. import __version__
from ..report import untrusted

if TYPE_CHECKING:
    import requests

_HEADERS = {
    "Accept": "application/vnd.github+json",
    "User-Agent": f"sagemaker-marketplace-action/{__version__}",
    "X-GitHub-Api-Version": "2022-11-28",
}
# The token is sent to these addresses, so the connection must be encrypted; a test server is on loopback.
_ADDRESS = re.compile(r"https://[^\s/?#@\\]+(/\S*)?|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?(/\S*)?")
_TOKEN = re.compile(r"[\x21-\x7e]+")
_TIMEOUTS = (5, 10)
# A hundred comments of the highest length.
_MAX_BYTES = 32_000_000
_CHUNK = 65_536
_MAX_REDIRECTS = 3
_REDIRECTS = (301, 302, 307, 308)
# GitHub allows 2,500 comments on a pull request.
_MAX_PAGES = 40
_MAX_REASON = 200
_HIDDEN = b"***"
_TRANSIENT = (408, 500, 502, 503, 504)


class RequestError(Exception):
    """A request failed. `status` is that of the response; 0 without one."""

    def __init__(self, reason: str, status: int = 0) -> None:
        """`reason` is one line for the log."""
        super().__init__(reason)
        self.status = status


class TransientError(RequestError):
    """The same request can succeed later: `retry_after` is GitHub's own value in seconds, None if it names none."""

    def __init__(self, reason: str, status: int = 0, retry_after: float | None = None) -> None:
        """`reason` is one line for the log."""
        super().__init__(reason, status)
        self.retry_after = retry_after


class Api:
    """The two APIs of one GitHub server, with the token of a job."""

    def __init__(self, rest_url: str, graphql_url: str, token: str) -> None:
        """The addresses are those of GITHUB_API_URL and GITHUB_GRAPHQL_URL.

        Raises RequestError for an address that is not encrypted, and for a token that can't be sent.
        """
        for name, url in (("GITHUB_API_URL", rest_url), ("GITHUB_GRAPHQL_URL", graphql_url)):
            if not _ADDRESS.fullmatch(url):
                raise RequestError(f"{name} is not an https URL")
        if not _TOKEN.fullmatch(token):
            raise RequestError("the input github-token is empty or has invalid characters")
        self._rest_url, self._graphql_url, self._token = rest_url.rstrip("/"), graphql_url, token
        self._session: requests.Session | None = None

    def request(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        """Send a request below the address of the REST API and return the JSON of the response.

        Raises RequestError.
        """
        return self._send(method, f"{self._rest_url}{path}", data)[0]

    def pages(self, path: str) -> Iterator[list[Any]]:
        """Yield the pages of a list, each when the one before it has been used.

        Raises RequestError.
        """
        url = f"{self._rest_url}{path}"
        for _ in range(_MAX_PAGES):
            page, next_url = self._send("GET", url, None)
            if not isinstance(page, list):
                raise RequestError("invalid response: not a list")
            yield page
            if not next_url:
                return
            url = self._same_server(url, next_url)
        raise RequestError(f"the list has more than {_MAX_PAGES} pages")

    def login(self) -> str:
        """Return the login of the token's owner, such as `github-actions[bot]`; it needs no permission.

        REST has no such endpoint for the tokens of apps and jobs: `GET /user` answers "Resource not accessible by
        integration". Raises RequestError.
        """
        answer, _ = self._send("POST", self._graphql_url, {"query": "query { viewer { login } }"})
        login = _value(answer, "data", "viewer", "login")
        if not isinstance(login, str) or not login:
            raise RequestError("GitHub does not name the owner of the token")
        return login

    def _send(self, method: str, url: str, data: dict[str, Any] | None) -> tuple[Any, str]:
        """Send a request, follow redirects on the same server, and return the JSON and the address of the next page."""
        for _ in range(_MAX_REDIRECTS + 1):
            status, headers, body, next_url = self._exchange(method, url, data)
            if status not in _REDIRECTS:
                break
            url = self._same_server(url, headers.get("Location", ""))
        if not 200 <= status < 300:
            raise _error(status, headers, body.replace(self._token.encode(), _HIDDEN))
        if status == 204:
            return None, ""
        try:
            return json.loads(body), next_url
        except (ValueError, RecursionError):
            raise TransientError("invalid response: not JSON", status) from None

    def _exchange(self, method: str, url: str, data: dict[str, Any] | None) -> tuple[int, Any, bytes, str]:
        """Send one request and return status, headers, body and the address of the next page."""
        import requests

        if self._session is None:
            self._session = requests.Session()
            # Without it, credentials for the host in a .netrc file would replace the token.
            self._session.auth = self._authorize
        try:
            with self._session.request(
                method, url, json=data, headers=_HEADERS, timeout=_TIMEOUTS, allow_redirects=False, stream=True
            ) as response:
                body = bytearray()
                for chunk in response.iter_content(_CHUNK):
                    body += chunk
                    if len(body) > _MAX_BYTES:
                        raise RequestError(f"the response has more than {_MAX_BYTES:,} bytes", response.status_code)
                next_url = response.links.get("next", {}).get("url", "")
                return response.status_code, response.headers, bytes(body), next_url
        # ValueError: requests decodes an address in a redirect, even one that it does not follow. The messages contain
        # addresses; the name says what happened.
        except (requests.RequestException, ValueError) as error:
            raise TransientError(_words(type(error).__name__)) from None

    def _authorize(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        prepared.headers["Authorization"] = f"Bearer {self._token}"
        return prepared

    def _same_server(self, url: str, location: str) -> str:
        """Return the address that a response names; raises RequestError if another server would get the token."""
        target = urljoin(url, location)
        if not location or urlsplit(target)[:2] != urlsplit(url)[:2]:
            raise RequestError("GitHub's response refers to another server")
        return target


def _error(status: int, headers: Any, body: bytes) -> RequestError:
    """Return the error that a response describes.

    Source: rate limits are 403 or 429, with `retry-after`, with no remaining requests, or with a message that names the
    secondary rate limit. Other responses with 403 are missing permissions.
    """
    try:
        message = _value(json.loads(body), "message")
    except (ValueError, RecursionError):
        message = None
    detail = untrusted.line(message)[:_MAX_REASON] if isinstance(message, str) else ""
    reason = f"HTTP {status}: {detail}" if detail else f"HTTP {status}"
    retry_after = headers.get("Retry-After", "")
    seconds = float(retry_after) if re.fullmatch("[0-9]{1,9}", retry_after) else None
    is_rate_limit = status in (403, 429) and (
        status == 429
        or seconds is not None
        or headers.get("X-RateLimit-Remaining") == "0"
        or "rate limit" in detail.lower()
    )
    if is_rate_limit:
        # Without a number GitHub asks to wait for at least a minute, which is longer than a run waits for a comment.
        return TransientError(reason, status, float("inf") if seconds is None else seconds)
    if status in _TRANSIENT:
        return TransientError(reason, status, seconds)
    return RequestError(reason, status)


def _value(data: Any, *keys: str) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _words(name: str) -> str:
    """Return the name of an exception of requests as words: ConnectTimeout becomes `connect timeout`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("SSLError", "SSL error").lower()
