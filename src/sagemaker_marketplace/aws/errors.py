"""The errors of a call to AWS, by what each means for the run, and their translation from botocore's exceptions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from ..manifest.findings import AWS_REFUSED, USAGE, Failure
from ..report import events
from ..report.internal_errors import internal_error
from . import access_denied
from .access_denied import Denial


class Translate(Protocol):
    """A function like `translate`; an account's own one gives hints that fit its configuration."""

    def __call__(self, error: Exception, operation: str, service: str = "sagemaker") -> Exception:
        """Translate an exception of botocore."""


class ResourceNotFound(Exception):
    """The resource does not exist."""


class NameConflict(Exception):
    """The name is already in use."""


class Throttled(Exception):
    """AWS rejected the call because there were too many; it had no effect."""


class NoResponse(Exception):
    """There was no usable response, or a server error: whether the call had an effect is unknown."""


class CredentialsError(Failure):
    """A failure because of the credentials; `problem` is one of the names below, empty if the hint is final."""

    def __init__(self, message: str, hint: str, problem: str = "", exit_code: int = AWS_REFUSED) -> None:
        """Keep the problem; its general hint can be replaced by one that fits the configuration."""
        self.problem = problem
        super().__init__(message, exit_code, hint)


class CredentialsExpired(CredentialsError):
    """The credentials' session has expired."""


class CredentialsRejected(CredentialsError):
    """There are no credentials, or AWS does not accept them."""


class RequestRefused(Failure):
    """AWS refused a call; `service_message` is the message of the service, or of botocore."""

    def __init__(self, message: str, service_message: str, hint: str) -> None:
        """Keep the service's message separate from the whole message, which contains it."""
        self.service_message = service_message
        super().__init__(message, AWS_REFUSED, hint)


class AccessDenied(RequestRefused):
    """The caller lacks a permission; `action` is the IAM action that is missing, `denial` what AWS says about it."""

    def __init__(self, operation: str, service_message: str, service: str) -> None:
        """`service_message` may name an action that is not the call's own, such as iam:PassRole."""
        self.denial = access_denied.parse(service_message) or Denial(f"{service}:{operation}")
        self.action = self.denial.action
        message = f"access denied: {operation}: {service_message}"
        super().__init__(message, service_message, access_denied.fix(self.denial))


MISSING, NOT_LOADED, EXPIRED, SIGN_IN = "missing", "not-loaded", "expired", "sign-in"
REJECTED, WRONG_SECRET = "rejected", "wrong-secret"

_EXPIRED_CODES = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
# Sources: common errors of AWS's JSON and query protocols; Amazon S3 API reference, list of error codes.
_REJECTED_CODES = (
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidAccessKeyId",
    "InvalidToken",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
)
_SIGNATURE_CODES = ("InvalidSignatureException", "SignatureDoesNotMatch")
_DENIED_CODES = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
# SageMaker reports missing resources as ValidationException with such a message (seen by users of other tools).
_NOT_FOUND = re.compile(r"could not find|does not exist|cannot find|not found", re.IGNORECASE)
_IN_USE = re.compile(r"already exist|already in use", re.IGNORECASE)
# The calls that botocore sends to load credentials, when another call needs them.
_LOADING_OPERATIONS = ("AssumeRole", "AssumeRoleWithWebIdentity", "GetRoleCredentials")
# A wrong clock is often corrected within minutes, and the call had no effect: the error is temporary.
_CLOCK_SKEW = re.compile(r"signature (?:expired|not yet current)", re.IGNORECASE)
PROVIDE_CREDENTIALS = (
    "provide credentials, for example with aws-actions/configure-aws-credentials or environment variables"
)
SIGN_IN_FIRST = "sign in with 'aws sso login' or 'aws login'"
REFRESH_CREDENTIALS = "refresh the credentials and rerun; to prevent this, use role-to-assume or a longer session"
RETRY = "check network and Region, then retry"
FIX_MANIFEST = "fix what the message names, then rerun"


@dataclass(frozen=True)
class ErrorResponse:
    """A service's error response: code, message, HTTP status, and headers with names in lower case."""

    code: str
    message: str
    status: int
    headers: Mapping[str, str]

    @property
    def has_code(self) -> bool:
        """Whether the service gave a code. The response to a HEAD request has no body: botocore repeats the status."""
        return self.code not in ("", str(self.status))


def error_response(error: Exception) -> ErrorResponse | None:
    """Return the service's response that an exception of botocore holds; None if it holds none."""
    from botocore.exceptions import ClientError

    if not isinstance(error, ClientError):
        return None
    details, metadata = error.response.get("Error", {}), error.response.get("ResponseMetadata", {})
    headers = {str(name).lower(): str(value) for name, value in metadata.get("HTTPHeaders", {}).items()}
    code, message = str(details.get("Code", "")), str(details.get("Message", ""))
    return ErrorResponse(code, message, int(metadata.get("HTTPStatusCode", 0)), headers)


def translate(error: Exception, operation: str, service: str = "sagemaker") -> Exception:
    """Translate an exception of botocore into one of this module; return any other exception unchanged."""
    from botocore import exceptions
    from botocore.parsers import ResponseParserError

    response = error_response(error)
    if response:
        loading = str(getattr(error, "operation_name", ""))
        is_nested = loading in _LOADING_OPERATIONS and loading != operation
        return _translate_response(response, loading if is_nested else operation, service, is_nested)
    if isinstance(error, RuntimeError) and "still expired" in str(error):  # botocore, for an expiry in the past
        return _expired()
    if isinstance(error, exceptions.NoCredentialsError):
        message = f"no AWS credentials found (needed for {service}:{operation})"
        return CredentialsRejected(message, PROVIDE_CREDENTIALS, MISSING)
    detail = " ".join(str(error).split())
    if isinstance(error, (exceptions.SSOError, exceptions.TokenRetrievalError, exceptions.LoginError)):
        if isinstance(error, (exceptions.SSOTokenLoadError, exceptions.LoginTokenLoadError)):
            return CredentialsRejected(f"not signed in: {detail}", SIGN_IN_FIRST, SIGN_IN)
        return CredentialsExpired(f"the sign-in session has expired: {detail}", SIGN_IN_FIRST, SIGN_IN)
    if isinstance(error, OSError) and error.filename:
        message = f"could not load AWS credentials: cannot read {error.filename}: {error.strerror}"
        return CredentialsRejected(message, "check web_identity_token_file, or AWS_WEB_IDENTITY_TOKEN_FILE")
    if isinstance(error, _credential_errors()):
        return _not_loaded(error, detail)
    if isinstance(
        error,
        (
            exceptions.InvalidConfigError,
            exceptions.ConfigParseError,
            exceptions.ConfigNotFound,
            exceptions.ProfileNotFound,
        ),
    ):
        hint = "correct the configuration file of the AWS CLI"
        return CredentialsRejected(f"invalid AWS configuration: {detail}", hint, exit_code=USAGE)
    if isinstance(error, exceptions.ParamValidationError):
        return RequestRefused(f"{operation}: {detail}", str(error), "fix the request in the manifest")
    if isinstance(error, (exceptions.HTTPClientError, exceptions.ConnectionError, ResponseParserError)):
        return NoResponse(f"{operation}: {detail}")
    if isinstance(error, exceptions.BotoCoreError):
        return Failure(f"{operation}: {detail}", AWS_REFUSED, PROVIDE_CREDENTIALS)
    if isinstance(error, (KeyError, TypeError, AttributeError, ValueError)):  # botocore could not parse the response
        return NoResponse(f"{operation}: invalid response")
    return error


def to_failure(error: Exception) -> Failure | None:
    """Return the failure that an exception of a call is for the run; None for an exception of another kind."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, Throttled):
        return Failure(f"AWS throttled the request: {error}", AWS_REFUSED, "retry later")
    if isinstance(error, NoResponse):
        return Failure(f"could not reach AWS: {error}", AWS_REFUSED, RETRY)
    return None


def run_failed(manifest: str, error: Exception) -> events.RunFailed:
    """Return the event for an error that ends the run of a manifest; a bug ends only this manifest's run, too."""
    failure = to_failure(error) or internal_error(error)
    return events.RunFailed(manifest, failure.message, failure.exit_code, failure.hint, title=_title(error))


def _title(error: Exception) -> str:
    """What an error means, in a few words; empty if its exit code says that."""
    titles = {
        CredentialsError: "No valid AWS credentials",
        AccessDenied: "Access denied",
        RequestRefused: "AWS refused the request",
        Throttled: "AWS throttled the requests",
        NoResponse: "AWS could not be reached",
    }
    return next((title for kind, title in titles.items() if isinstance(error, kind)), "")


def _credential_errors() -> tuple[type[Exception], ...]:
    """Return botocore's exceptions for credentials that a profile, a process or a metadata service should give."""
    from botocore import exceptions

    return (
        exceptions.PartialCredentialsError,
        exceptions.CredentialRetrievalError,
        exceptions.MetadataRetrievalError,
        exceptions.RefreshWithMFAUnsupportedError,
        exceptions.MissingDependencyException,
    )


def _not_loaded(error: Exception, detail: str) -> CredentialsRejected:
    from botocore import exceptions

    message = f"could not load AWS credentials: {detail}"
    if isinstance(error, exceptions.PartialCredentialsError):
        return CredentialsRejected(message, f"set {error.kwargs['cred_var']}, too")
    if isinstance(error, exceptions.MissingDependencyException):
        # Source: botocore's LoginProvider; other providers of credentials have no such dependency.
        message = "could not load AWS credentials: a profile of 'aws login' requires the package awscrt"
        return CredentialsRejected(message, "install it: pip install 'botocore[crt]'")
    return CredentialsRejected(message, PROVIDE_CREDENTIALS, NOT_LOADED)


def _expired() -> CredentialsExpired:
    """Return the same error whichever call reports it: calls in parallel find out in any order."""
    return CredentialsExpired("the AWS credentials have expired", REFRESH_CREDENTIALS, EXPIRED)


def _translate_response(response: ErrorResponse, operation: str, service: str, is_nested: bool) -> Exception:
    code, message, status = response.code, response.message, response.status
    if _is_throttled(code) or status == 429:
        return Throttled(f"{operation}: {code or status}")
    if code in _EXPIRED_CODES:
        return _expired()
    if code == "RequestTimeTooSkewed" or (code in _REJECTED_CODES and _CLOCK_SKEW.search(message)):
        return NoResponse(f"{operation}: the clock of this machine is wrong")
    if code in _REJECTED_CODES:
        problem = WRONG_SECRET if code in _SIGNATURE_CODES else REJECTED
        return CredentialsRejected(f"AWS rejected the credentials ({code})", PROVIDE_CREDENTIALS, problem)
    if is_nested and 400 <= status < 500:
        message = f"could not load AWS credentials: AWS refused {operation}: {code}: {message}"
        return CredentialsRejected(message, "check the role in the AWS configuration, and that it trusts the caller")
    if code in _DENIED_CODES:
        return AccessDenied(operation, message, service)
    if _is_transient(code) or status >= 500 or status == 408:
        return NoResponse(f"{operation}: {code or status}")
    if code == "ConflictException" or (code == "ValidationException" and _IN_USE.search(message)):
        return NameConflict(message)
    if code == "ResourceNotFound" or (code == "ValidationException" and _NOT_FOUND.search(message)):
        return ResourceNotFound(message)
    hint = FIX_MANIFEST
    if code == "ResourceLimitExceeded":
        hint = "request a quota increase in Service Quotas, or delete unused resources"
    return RequestRefused(f"AWS refused {operation}: {code}: {message}", message, hint)


def _is_throttled(code: str) -> bool:
    """Whether botocore counts a code as throttling, for any service."""
    from botocore.retries.standard import RetryContext, ThrottledRetryableChecker

    return bool(ThrottledRetryableChecker().is_retryable(RetryContext(1, parsed_response={"Error": {"Code": code}})))


def _is_transient(code: str) -> bool:
    """Whether botocore counts a code as temporary, for any service: the call may have had an effect."""
    from botocore.retries.standard import RetryContext, TransientRetryableChecker

    return bool(TransientRetryableChecker().is_retryable(RetryContext(1, parsed_response={"Error": {"Code": code}})))
