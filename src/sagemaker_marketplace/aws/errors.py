"""What can go wrong with a call, sorted by what it means for the run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..manifest.findings import AWS_REFUSED, Failure
from ..report import events


class ResourceNotFound(Exception):
    """There is no such resource."""


class NameConflict(Exception):
    """The name is in use already."""


class Throttled(Exception):
    """The call was turned away because there were too many; nothing was done."""


class NoResponse(Exception):
    """No answer, or a server error: whether the call took effect is not known."""


_THROTTLES = ("Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown")
_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
_REJECTED = (
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "MissingAuthenticationToken",
    "IncompleteSignature",
)
_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
# SageMaker reports missing resources as ValidationException with such a text (seen by users of other tools).
_NOT_THERE = re.compile(r"could not find|does not exist|cannot find|not found", re.IGNORECASE)
_IN_USE = re.compile(r"already exist|already in use", re.IGNORECASE)
# A clock that is off is set right by somebody or something else, often in minutes; nothing was done.
_SKEWED = re.compile(r"signature (?:expired|not yet current)", re.IGNORECASE)
# IAM's refusals name the action, which need not be the call's own: passing a role, adding tags.
_ACTION = re.compile(r"not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)")
CREDENTIALS = (
    "give the step credentials, for example with aws-actions/configure-aws-credentials (environment variables)"
)
_NEW_ONES = "the session ended while it was needed: run the step again with new credentials"
MEND = "mend the manifest where the message points, then run the step again"


def translate(error: Exception, operation: str) -> Exception:
    """Turn an exception of botocore into Missing, Taken, Throttled, Lost or a Failure; others come back as they are."""
    from botocore import exceptions
    from botocore.parsers import ResponseParserError

    refused = refusal(error)
    if refused:
        return _answered(refused, operation)
    if isinstance(error, RuntimeError) and "still expired" in str(error):  # botocore's word for an end that is past
        return CredentialsExpired("the AWS credentials have expired", AWS_REFUSED, _NEW_ONES)
    if isinstance(error, (exceptions.NoCredentialsError, exceptions.PartialCredentialsError)):
        return CredentialsRejected(f"there are no AWS credentials for {operation}", AWS_REFUSED, CREDENTIALS)
    if isinstance(error, exceptions.ParamValidationError):
        message = f"{operation}: {' '.join(str(error).split())}"
        return RequestRefused(message, str(error), "mend the request in the manifest")
    if isinstance(error, (exceptions.HTTPClientError, exceptions.ConnectionError, ResponseParserError)):
        return NoResponse(f"{operation}: {' '.join(str(error).split())}")
    if isinstance(error, exceptions.BotoCoreError):
        return Failure(f"{operation}: {' '.join(str(error).split())}", AWS_REFUSED, CREDENTIALS)
    if isinstance(error, (KeyError, TypeError, AttributeError, ValueError)):  # botocore met what it can't parse
        return NoResponse(f"{operation}: the answer is not understood")
    return error


def failed(manifest: str, error: Exception) -> events.RunFailed:
    """The event for an error that ends one manifest's run.

    Raises the error itself when it is a bug.
    """
    failure = as_failure(error)
    if failure is None:
        raise error
    return events.RunFailed(manifest, failure.message, failure.exit_code, failure.hint)


def as_failure(error: Exception) -> Failure | None:
    """The failure an exception of a single call is for the run; None for what is none of ours."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, (NoResponse, Throttled)):
        return Failure(f"AWS does not answer: {error}", AWS_REFUSED, "run the step again later")
    return None


@dataclass(frozen=True)
class Refusal:
    """A service's answer that refuses a call: its code, its text, the HTTP status and the headers in lower case."""

    code: str
    text: str
    status: int
    headers: Mapping[str, str]


def refusal(error: Exception) -> Refusal | None:
    """What a service answered, for an exception of botocore that tells of such an answer; None for others."""
    from botocore.exceptions import ClientError

    if not isinstance(error, ClientError):
        return None
    said, metadata = error.response.get("Error", {}), error.response.get("ResponseMetadata", {})
    headers = {str(name).lower(): str(value) for name, value in metadata.get("HTTPHeaders", {}).items()}
    code, text = str(said.get("Code", "")), str(said.get("Message", ""))
    return Refusal(code, text, int(metadata.get("HTTPStatusCode", 0)), headers)


def denied_action(text: str) -> str | None:
    """The IAM action that a refusal's text names, if it names one."""
    named = _ACTION.search(text)
    return named[1] if named else None


def _answered(refused: Refusal, operation: str) -> Exception:
    code, text, status = refused.code, refused.text, refused.status
    if code in _THROTTLES or status == 429:
        return Throttled(f"{operation}: {code}")
    if code in _EXPIRED:
        return CredentialsExpired(f"the AWS credentials have expired ({operation}: {code})", AWS_REFUSED, _NEW_ONES)
    if code == "RequestTimeTooSkewed" or (code in _REJECTED and _SKEWED.search(text)):
        return NoResponse(f"{operation}: AWS finds this machine's clock to be off")
    if code in _REJECTED:
        return CredentialsRejected(
            f"AWS does not know these credentials ({operation}: {code})", AWS_REFUSED, CREDENTIALS
        )
    if code in _DENIED:
        return AccessDenied(operation, text)
    if status >= 500:
        return NoResponse(f"{operation}: {code or status}")
    if code == "ConflictException" or (code == "ValidationException" and _IN_USE.search(text)):
        return NameConflict(text)
    if code == "ResourceNotFound" or (code == "ValidationException" and _NOT_THERE.search(text)):
        return ResourceNotFound(text)
    return RequestRefused(f"AWS refused {operation}: {code}: {text}", text, _remedy(code))


class CredentialsExpired(Failure):
    """The credentials' session is over."""


class CredentialsRejected(Failure):
    """There are no credentials, or AWS does not know them."""


class RequestRefused(Failure):
    """A call that was refused; `said` is the refusal in the words of the service, or of botocore."""

    def __init__(self, message: str, said: str, hint: str) -> None:
        """Keep the words apart from the message they stand in."""
        self.said = said
        super().__init__(message, AWS_REFUSED, hint)


class AccessDenied(RequestRefused):
    """The caller may not make this call; `action` is the IAM action that is missing."""

    def __init__(self, operation: str, text: str) -> None:
        """`text` is the refusal; it may name another action than the call's own, such as passing a role."""
        self.action = denied_action(text) or f"sagemaker:{operation}"
        hint = f"allow {self.action} in the IAM policy of the caller"
        super().__init__(f"{operation} is not allowed: {text}", text, hint)


def _remedy(code: str) -> str:
    if code == "ResourceLimitExceeded":
        return "ask for a higher quota in Service Quotas, or delete resources that are not needed"
    return MEND
