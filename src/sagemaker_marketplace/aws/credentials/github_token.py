"""GitHub's OIDC tokens: a new one each time, from the address and with the request token that a job was given."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from ...manifest.findings import AWS_REFUSED, Failure
from ..errors import NoResponse
from .oidc import Oidc

# Together with the time-outs these bound a fetch to a minute and a bit.
PAUSES = (1.0, 2.0, 4.0)
_TIMEOUTS = (5, 10)
_MOST_BYTES = 65536
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_NO_ANSWER = 0


@dataclass(frozen=True)
class _Answer:
    """What came back: a token, or what came instead of one."""

    token: str
    status: int
    trouble: str

    @property
    def is_final(self) -> bool:
        """Whether asking again would be of no use: there is a token, or a refusal."""
        return bool(self.token) or (300 <= self.status < 500 and self.status not in (408, 429))


def fetch(oidc: Oidc, verify: Any) -> str:
    """Ask for a token for the audience, several times if need be; `verify` is botocore's word for certificates.

    Raises Lost when no token comes, Failure when the endpoint refuses. Neither, nor its causes, hold what was sent or
    what came. Source: GitHub's OIDC reference, the request by the two variables.
    """
    answer = _asked(oidc, verify)
    for pause in PAUSES:
        if answer.is_final:
            break
        oidc.sleep(pause)
        answer = _asked(oidc, verify)
    if answer.token:
        return answer.token
    if answer.is_final:
        raise _refused(oidc, answer.status)
    times = len(PAUSES) + 1
    raise NoResponse(f"GitHub's token endpoint at {oidc.host} gives no token ({answer.trouble}), asked {times} times")


def _asked(oidc: Oidc, verify: Any) -> _Answer:
    from botocore.awsrequest import AWSRequest
    from botocore.httpsession import URLLib3Session
    from botocore.utils import get_environ_proxies

    headers = {"Authorization": f"bearer {oidc.request_token}", "Accept": "application/json"}
    request = AWSRequest("GET", oidc.request_url, headers, params={"audience": oidc.audience}, stream_output=True)
    http = URLLib3Session(verify=verify, proxies=get_environ_proxies(oidc.request_url), timeout=_TIMEOUTS)
    try:
        response = http.send(request.prepare())
        return _read(response.status_code, response.raw.read(_MOST_BYTES))
    except Exception as error:  # the reading raises urllib3's own; each holds the request, so only its name gets out
        return _Answer("", _NO_ANSWER, type(error).__name__)
    finally:
        http.close()


def _read(status: int, body: bytes) -> _Answer:
    if status != 200:
        return _Answer("", status, f"HTTP {status}")
    try:
        value = json.loads(body)["value"]
    except (ValueError, KeyError, TypeError, RecursionError):
        value = ""
    if isinstance(value, str) and _TOKEN.fullmatch(value):
        return _Answer(value, status, "")
    return _Answer("", status, "its answer is something else")


def _refused(oidc: Oidc, status: int) -> Failure:
    return Failure(
        f"GitHub's token endpoint at {oidc.host} refuses to give a token: HTTP {status}",
        AWS_REFUSED,
        "the request token is good for this job alone, while it runs: set neither ACTIONS_ID_TOKEN_REQUEST_URL nor\n"
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN yourself, and see that the job has `permissions: id-token: write`",
    )
