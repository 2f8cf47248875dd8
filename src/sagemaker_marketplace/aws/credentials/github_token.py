"""Requests OIDC tokens from GitHub, with the address and the request token of the job."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from ...manifest.findings import AWS_REFUSED, Failure
from ..errors import NoResponse
from .oidc import Oidc

# With these limits a fetch takes at most little more than a minute.
PAUSES = (1.0, 2.0, 4.0)
_TIMEOUTS = (5, 10)
# The read timeout begins again with each byte that arrives, this one does not.
_WHOLE_SECONDS = 15.0
_MAX_BYTES = 65536
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_NO_ANSWER = 0


@dataclass(frozen=True)
class _Answer:
    """A response: a token, or the error instead."""

    token: str
    status: int
    error: str

    @property
    def is_final(self) -> bool:
        """Whether a retry is useless: there is a token, or the request was rejected."""
        return bool(self.token) or (300 <= self.status < 500 and self.status not in (408, 429))


def fetch(oidc: Oidc, verify: Any) -> str:
    """Request a token for the audience, with retries; `verify` is botocore's setting for certificates.

    Raises NoResponse if there is no token, Failure if the endpoint rejects the request. Neither the errors nor their
    causes contain what was sent or received. Source: GitHub's OIDC reference, the request with the two variables.
    """
    answer = _request(oidc, verify)
    for pause in PAUSES:
        if answer.is_final:
            break
        oidc.sleep(pause)
        answer = _request(oidc, verify)
    if answer.token:
        return answer.token
    if answer.is_final:
        raise _rejected(oidc, answer.status)
    attempts = len(PAUSES) + 1
    raise NoResponse(f"no token from GitHub's endpoint {oidc.host} after {attempts} attempts ({answer.error})")


def _request(oidc: Oidc, verify: Any) -> _Answer:
    """Send one request and wait for the whole response, but not longer than `_WHOLE_SECONDS`."""
    answers: SimpleQueue[_Answer] = SimpleQueue()
    Thread(target=lambda: answers.put(_send(oidc, verify)), daemon=True).start()
    try:
        return answers.get(timeout=_WHOLE_SECONDS)
    except Empty:
        return _Answer("", _NO_ANSWER, "timeout")


def _send(oidc: Oidc, verify: Any) -> _Answer:
    from botocore.awsrequest import AWSRequest
    from botocore.httpsession import URLLib3Session
    from botocore.utils import get_environ_proxies

    headers = {"Authorization": f"bearer {oidc.request_token}", "Accept": "application/json"}
    request = AWSRequest("GET", oidc.request_url, headers, params={"audience": oidc.audience}, stream_output=True)
    http = URLLib3Session(verify=verify, proxies=get_environ_proxies(oidc.request_url), timeout=_TIMEOUTS)
    try:
        response = http.send(request.prepare())
        return _parse(response.status_code, response.raw.read(_MAX_BYTES))
    except Exception as error:  # reading raises urllib3's errors; each contains the request, so only the name is kept
        return _Answer("", _NO_ANSWER, type(error).__name__)
    finally:
        http.close()


def _parse(status: int, body: bytes) -> _Answer:
    if status != 200:
        return _Answer("", status, f"HTTP {status}")
    try:
        value = json.loads(body)["value"]
    except (ValueError, KeyError, TypeError, RecursionError):
        value = ""
    if isinstance(value, str) and _TOKEN.fullmatch(value):
        return _Answer(value, status, "")
    return _Answer("", status, "invalid response")


def _rejected(oidc: Oidc, status: int) -> Failure:
    return Failure(
        f"GitHub's token endpoint {oidc.host} rejected the request: HTTP {status}",
        AWS_REFUSED,
        "set `permissions: id-token: write` for the job, and do not set ACTIONS_ID_TOKEN_REQUEST_URL or\n"
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN: the request token is only valid for this job, while it runs",
    )
