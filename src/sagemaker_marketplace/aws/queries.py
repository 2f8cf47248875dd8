"""Read-only calls about what manifests name: each is sent once, from any thread, and its outcome is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any, BinaryIO

from ..facts.facts import Facts
from ..manifest.findings import Failure
from ..manifest.paths import Path
from . import access_denied
from .access_denied import Denial
from .errors import (
    AccessDenied,
    CredentialsError,
    ErrorResponse,
    ResourceNotFound,
    Translate,
    error_response,
    translate,
)
from .outcomes import Outcomes

# The IAM action of a call whose name differs. Source: the service authorization reference of each service.
_ACTIONS = {
    "s3:HeadBucket": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListObjectsV2": "s3:ListBucket",
}
_PREFIXES = {"service-quotas": "servicequotas"}
_NOT_FOUND_CODE = re.compile("^NoSuch|NotFound")
_DENIED_CODES = ("403", "Forbidden", "AccessDeniedException", "AccessDenied", "AuthorizationError")


class NotFound(Exception):
    """The resource does not exist; `code` is the service's error code."""

    def __init__(self, code: str, message: str, headers: Mapping[str, str]) -> None:
        """Keep code, message and headers of the service's response."""
        super().__init__(message)
        self.code, self.message, self.headers = code, message, headers


class PermissionMissing(Exception):
    """The caller lacks the permission for a query."""

    def __init__(self, path: Path, denial: Denial, headers: Mapping[str, str]) -> None:
        """`path` is what the query is about, `denial` what AWS says; `action` is the IAM action that is missing."""
        super().__init__(denial.action)
        self.path, self.denial, self.action, self.headers = path, denial, denial.action, headers


class NoAnswer(Exception):
    """The service could not be reached, or its response can't be used."""

    def __init__(self, path: Path, reason: str) -> None:
        """`path` is what the query is about, `reason` what came instead of an answer."""
        super().__init__(reason)
        self.path, self.reason = path, reason


class Clients:
    """boto3's clients, one per service and Region for all threads; boto3 can only create one at a time."""

    def __init__(self, create: Callable[[str, str], Any]) -> None:
        """`create` returns a new client of a service in a Region."""
        self._create = create
        self._clients: dict[tuple[str, str], Any] = {}
        self._guard = Lock()

    def __call__(self, service: str, region: str) -> Any:
        """Return the client of a service in a Region."""
        with self._guard:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._create(service, region)
            return self._clients[service, region]


class Queries:
    """An account as a preflight check sees it: `region` is the manifests', `today` is YYYY-MM-DD.

    Several manifests can share it: an error has the location that the failed query is about.

    Once AWS has answered that the credentials have expired or are not valid, or there are none, every later query
    raises the same error without a call. So a run that queries in parallel ends the same way in any order.
    """

    def __init__(
        self,
        client: Callable[[str, str], Any],
        region: str,
        today: str,
        facts: Facts,
        translate: Translate = translate,
    ) -> None:
        """`client` returns boto3's client of a service in a Region; it can be called from any thread."""
        self._client, self._translate = client, translate
        self.region, self.today, self.facts = region, today, facts
        self._outcomes = Outcomes()
        self._credentials_error: Failure | None = None

    def query(
        self, path: Path, service: str, operation: str, request: Mapping[str, Any] | None = None, region: str = ""
    ) -> Any:
        """Return the response of a call about a location of the manifest, with its HTTP headers as `Headers`.

        A body in the response (S3's GetObject) is read completely. Raises NotFound, PermissionMissing or NoAnswer, and
        CredentialsError for any query that meets missing, expired or rejected credentials.
        """
        parameters = dict(request or {})
        return self.cached(
            path,
            json.dumps([service, operation, region, parameters], sort_keys=True),
            lambda: self._call(path, service, operation, parameters, region or self.region),
        )

    def query_existing(
        self, path: Path, service: str, operation: str, request: Mapping[str, Any] | None = None, region: str = ""
    ) -> Any:
        """Like `query`, about what every account has: an answer that it does not exist is not from AWS.

        Raises PermissionMissing or NoAnswer.
        """
        try:
            return self.query(path, service, operation, request, region)
        except NotFound as absent:
            raise NoAnswer(path, f"{operation}: {absent.code}") from None

    def cached(self, path: Path, key: str, work: Callable[[], Any]) -> Any:
        """Do the work of a key once, in the first thread that needs it; return its result, or raise its error again."""
        if self._credentials_error:
            raise self._credentials_error.with_traceback(None)
        outcome = self._outcomes.get(key, lambda: self._outcome(work))
        if isinstance(outcome, PermissionMissing):
            raise PermissionMissing(path, outcome.denial, outcome.headers)
        if isinstance(outcome, NoAnswer):
            raise NoAnswer(path, outcome.reason)
        if isinstance(outcome, Exception):
            # Each raise adds to the traceback, which refers to what the callers know.
            raise outcome.with_traceback(None)
        return outcome

    def _outcome(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except CredentialsError as error:
            self._credentials_error = error
            return error
        except (NotFound, PermissionMissing, NoAnswer, Failure) as error:
            return error.with_traceback(None)

    def download(self, path: Path, bucket: str, key: str, file: BinaryIO) -> None:
        """Write an object of S3 to a seekable file, in parts that are requested in parallel and again if they fail.

        Raises what `query` raises, and OSError if the file can't be written.
        """
        with self._translating(path, "s3", "GetObject"):
            try:
                self._client("s3", self.region).download_fileobj(Bucket=bucket, Key=key, Fileobj=file)
            except Exception as error:
                # The error of the last attempt, if s3transfer has wrapped it.
                raise getattr(error, "last_exception", error) from None

    def _call(self, path: Path, service: str, operation: str, parameters: dict[str, Any], region: str) -> Any:
        from botocore import xform_name

        client = self._client(service, region)
        with self._translating(path, service, operation):
            answer = getattr(client, xform_name(operation))(**parameters)
            if "Body" in answer:
                answer["Body"] = answer["Body"].read()
        answer["Headers"] = answer.pop("ResponseMetadata", {}).get("HTTPHeaders", {})
        return answer

    @contextmanager
    def _translating(self, path: Path, service: str, operation: str) -> Iterator[None]:
        """Translate the exceptions of a call into those of `query`."""
        try:
            yield
        except Exception as error:
            response = error_response(error)
            if response and not response.has_code and response.status in (400, 403):
                self._require_valid_credentials()
            raise _translate(path, service, operation, error, response, self._translate) from error

    def _require_valid_credentials(self) -> None:
        """Raise CredentialsError if STS rejects the credentials.

        S3 answers a HEAD request that has expired or unknown credentials with 400 or 403 and no body, as for other
        reasons. Sources: S3 API reference, HeadBucket and error codes; STS API, GetCallerIdentity, which needs no
        permission.
        """
        try:
            self._client("sts", self.region).get_caller_identity()
        except Exception as error:
            translated = self._translate(error, "GetCallerIdentity", "sts")
            if isinstance(translated, CredentialsError):
                raise translated from error


def iam_action(service: str, operation: str) -> str:
    """Return the IAM action that a call needs."""
    action = f"{_PREFIXES.get(service, service)}:{operation}"
    return _ACTIONS.get(action, action)


def _translate(
    path: Path,
    service: str,
    operation: str,
    error: Exception,
    response: ErrorResponse | None,
    translate: Translate,
) -> Exception:
    """Translate an exception of botocore into one of this module; return any other exception unchanged."""
    translated = translate(error, operation, service)
    if isinstance(translated, CredentialsError):
        return translated
    if response and (isinstance(translated, AccessDenied) or response.code in _DENIED_CODES):
        denial = access_denied.parse(response.message) or Denial(iam_action(service, operation))
        return PermissionMissing(path, denial, response.headers)
    if response and (
        isinstance(translated, ResourceNotFound) or response.status == 404 or _NOT_FOUND_CODE.search(response.code)
    ):
        return NotFound(response.code, response.message, response.headers)
    return error if translated is error else NoAnswer(path, str(translated))
