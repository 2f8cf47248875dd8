"""Read-only questions to an account: each asked once a run, from any thread, and answered, absent or not allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from ..facts.facts import Facts
from ..manifest.findings import Failure
from ..manifest.paths import Path
from .errors import (
    AccessDenied,
    CredentialsExpired,
    CredentialsRejected,
    ResourceNotFound,
    denied_action,
    refusal,
    translate,
)

# The IAM action of a call whose name differs. Source: the service authorization reference of each service.
_ACTIONS = {
    "s3:HeadBucket": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListObjectsV2": "s3:ListBucket",
}
_PREFIXES = {"service-quotas": "servicequotas"}
_ABSENT = re.compile("^NoSuch|NotFound")
_FORBIDDEN = ("403", "Forbidden", "AccessDeniedException", "AccessDenied", "AuthorizationError")


class NotFound(Exception):
    """What was asked for is not there; `code` is the service's word for it."""

    def __init__(self, code: str, text: str, headers: Mapping[str, str]) -> None:
        """Keep the service's code and text, and the headers of its answer."""
        super().__init__(text)
        self.code, self.text, self.headers = code, text, headers


class PermissionMissing(Exception):
    """The caller may not ask this."""

    def __init__(self, path: Path, action: str, headers: Mapping[str, str]) -> None:
        """`path` is what the question was about, `action` the IAM action that is missing."""
        super().__init__(action)
        self.path, self.action, self.headers = path, action, headers


class NoAnswer(Exception):
    """The service could not be reached, or gave no answer that can be used."""

    def __init__(self, path: Path, said: str) -> None:
        """`path` is what the question was about, `said` is what came instead of an answer."""
        super().__init__(said)
        self.path, self.said = path, said


class Clients:
    """boto3's clients, one a service and Region for all threads; boto3 can only make one at a time."""

    def __init__(self, make: Callable[[str, str], Any]) -> None:
        """`make` gives a new client of a service in a Region."""
        self._make = make
        self._made: dict[tuple[str, str], Any] = {}
        self._guard = Lock()

    def __call__(self, service: str, region: str) -> Any:
        """The client of a service in a Region."""
        with self._guard:
            if (service, region) not in self._made:
                self._made[service, region] = self._make(service, region)
            return self._made[service, region]


class Queries:
    """An account as a check sees it: `region` is the manifest's, `today` is YYYY-MM-DD."""

    def __init__(self, client: Callable[[str, str], Any], region: str, today: str, facts: Facts) -> None:
        """`client` gives boto3's client of a service in a Region; it may be called from any thread."""
        self._client = client
        self.region, self.today, self.facts = region, today, facts
        self._answers: dict[str, Any] = {}
        self._locks: dict[str, Lock] = {}
        self._guard = Lock()

    def ask(
        self, path: Path, service: str, operation: str, request: Mapping[str, Any] | None = None, region: str = ""
    ) -> Any:
        """Make a call about a place of the manifest and give its answer, with its HTTP headers as `Headers`.

        A body in the answer (S3's GetObject) is read whole. Raises Absent, Forbidden or Unanswered, and Failure where
        there are no credentials.
        """
        members = dict(request or {})
        return self.once(
            path,
            json.dumps([service, operation, region, members], sort_keys=True),
            lambda: self._call(path, service, operation, members, region or self.region),
        )

    def once(self, path: Path, key: str, work: Callable[[], Any]) -> Any:
        """Do work of this key if nobody did, wait for whoever does; give its answer, or raise again what it raised."""
        with self._guard:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            if key not in self._answers:
                try:
                    self._answers[key] = work()
                except (NotFound, PermissionMissing, NoAnswer, Failure) as error:
                    self._answers[key] = error
        answer = self._answers[key]
        if isinstance(answer, PermissionMissing):
            raise PermissionMissing(path, answer.action, answer.headers)
        if isinstance(answer, NoAnswer):
            raise NoAnswer(path, answer.said)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _call(self, path: Path, service: str, operation: str, members: dict[str, Any], region: str) -> Any:
        from botocore import xform_name

        client = self._client(service, region)
        try:
            answer = getattr(client, xform_name(operation))(**members)
            if "Body" in answer:
                answer["Body"] = answer["Body"].read()
        except (ValueError, TypeError, AttributeError, KeyError) as error:  # botocore met what it can't parse
            raise NoAnswer(path, f"{operation}: the answer is not understood") from error
        except Exception as error:
            raise _sorted(path, service, operation, error) from error
        answer["Headers"] = answer.pop("ResponseMetadata", {}).get("HTTPHeaders", {})
        return answer


def action(service: str, operation: str) -> str:
    """The IAM action a call needs."""
    named = f"{_PREFIXES.get(service, service)}:{operation}"
    return _ACTIONS.get(named, named)


def _sorted(path: Path, service: str, operation: str, error: Exception) -> Exception:
    """Turn an exception of botocore into one of ours; what is none of botocore's comes back as it is."""
    meant, answered = translate(error, operation), refusal(error)
    if isinstance(meant, (CredentialsExpired, CredentialsRejected)):
        return meant
    if answered and (isinstance(meant, AccessDenied) or answered.code in _FORBIDDEN):
        return PermissionMissing(path, denied_action(answered.text) or action(service, operation), answered.headers)
    if answered and (isinstance(meant, ResourceNotFound) or answered.status == 404 or _ABSENT.search(answered.code)):
        return NotFound(answered.code, answered.text, answered.headers)
    return error if meant is error else NoAnswer(path, str(meant))
