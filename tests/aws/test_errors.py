"""What each error of a call to AWS means for a run."""

from __future__ import annotations

import pytest
from botocore import exceptions
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from sagemaker_marketplace.aws import errors
from sagemaker_marketplace.aws.errors import (
    AccessDenied,
    CredentialsExpired,
    CredentialsRejected,
    NameConflict,
    NoResponse,
    RequestRefused,
    ResourceNotFound,
    Throttled,
)
from sagemaker_marketplace.manifest.findings import Failure

SKEWED = "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z"
EXPIRED = (CredentialsExpired, "the AWS credentials have expired", errors.REFRESH_CREDENTIALS)
WRONG_CLOCK = (NoResponse, "Create: the clock of this machine is wrong", "")
QUOTA = "request a quota increase in Service Quotas, or delete unused resources"
ROLE_NOT_PASSED = "User: u is not authorized to perform: iam:PassRole on resource: r"

CLOSED = "Connection was closed before we received a valid response from endpoint URL"
THROTTLING = (
    *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException"),
    *("TooManyRequestsException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"),
    *("BandwidthLimitExceeded", "LimitExceededException", "PriorRequestNotComplete"),
)
TRANSIENT = ("RequestTimeout", "RequestTimeoutException")
EXPIRY = ("ExpiredToken", "ExpiredTokenException", "RequestExpired")
REJECTION = (
    *("UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "InvalidToken"),
    *("InvalidSignatureException", "SignatureDoesNotMatch", "MissingAuthenticationToken"),
    *("MissingAuthenticationTokenException", "IncompleteSignature", "IncompleteSignatureException"),
)
DENIAL = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
UNREADABLE = (KeyError("x"), TypeError("x"), AttributeError("x"), ValueError("x"))

Expected = tuple[type[Exception], str, str]


def rejected(code: str) -> Expected:
    return (CredentialsRejected, f"AWS rejected the credentials ({code})", errors.PROVIDE_CREDENTIALS)


def refused(message: str, hint: str = errors.FIX_MANIFEST) -> Expected:
    return (RequestRefused, f"AWS refused Create: {message}", hint)


def denied(message: str, action: str) -> Expected:
    return (AccessDenied, f"access denied: Create: {message}", f"add {action} to the caller's IAM policy")


# Code, message and status of the response; the class, message and hint of the translated error.
RESPONSES: list[tuple[str, str, int, Expected]] = [
    *((code, "slow down", 400, (Throttled, f"Create: {code}", "")) for code in THROTTLING),
    ("SlowDown", "Please reduce your request rate.", 503, (Throttled, "Create: SlowDown", "")),
    ("429", "Too Many Requests", 429, (Throttled, "Create: 429", "")),
    ("", "", 429, (Throttled, "Create: 429", "")),
    # The call may have had an effect.
    *((code, "too slow", 400, (NoResponse, f"Create: {code}", "")) for code in TRANSIENT),
    ("", "", 408, (NoResponse, "Create: 408", "")),
    ("InternalFailure", "no", 500, (NoResponse, "Create: InternalFailure", "")),
    ("", "", 599, (NoResponse, "Create: 599", "")),
    *((code, "The token is expired", 400, EXPIRED) for code in EXPIRY),
    *((code, "no", 403, rejected(code)) for code in REJECTION),
    ("SignatureDoesNotMatch", SKEWED, 403, WRONG_CLOCK),
    ("InvalidSignatureException", SKEWED.replace("expired", "not yet current"), 400, WRONG_CLOCK),
    ("RequestTimeTooSkewed", "The difference is too large.", 403, WRONG_CLOCK),
    ("ValidationException", SKEWED, 400, refused(f"ValidationException: {SKEWED}")),
    *((code, "no", 403, denied("no", "sagemaker:Create")) for code in DENIAL),
    ("AccessDeniedException", ROLE_NOT_PASSED, 400, denied(ROLE_NOT_PASSED, "iam:PassRole")),
    ("ConflictException", "It is used.", 400, (NameConflict, "It is used.", "")),
    ("ValidationException", "x already exists", 400, (NameConflict, "x already exists", "")),
    ("ValidationException", "x is Already In Use", 400, (NameConflict, "x is Already In Use", "")),
    ("ResourceInUse", "x already exists", 400, refused("ResourceInUse: x already exists")),
    ("ResourceNotFound", "gone", 400, (ResourceNotFound, "gone", "")),
    ("ResourceNotFound", "", 404, (ResourceNotFound, "", "")),
    ("ValidationException", "x does not exist", 400, (ResourceNotFound, "x does not exist", "")),
    ("ValidationException", "Could not find x", 400, (ResourceNotFound, "Could not find x", "")),
    ("ValidationException", "Cannot find x", 400, (ResourceNotFound, "Cannot find x", "")),
    ("ValidationException", "x not found", 400, (ResourceNotFound, "x not found", "")),
    ("ValidationError", "x not found", 400, refused("ValidationError: x not found")),
    ("ResourceLimitExceeded", "The limit is 0", 400, refused("ResourceLimitExceeded: The limit is 0", QUOTA)),
    ("ValidationException", "bad", 400, refused("ValidationException: bad")),
    ("ValidationException", "bad", 499, refused("ValidationException: bad")),
]


def exit_code_and_hint(error: Exception) -> tuple[int, str]:
    return (error.exit_code, error.hint) if isinstance(error, Failure) else (0, "")


@pytest.mark.parametrize(("code", "message", "status", "expected"), RESPONSES)
def test_an_error_response(code: str, message: str, status: int, expected: Expected) -> None:
    response = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": {}},
    }
    error = errors.translate(ClientError(response, "Create"), "Create")
    class_, text, hint = expected
    assert (type(error), str(error)) == (class_, text)
    assert exit_code_and_hint(error) == ((3, hint) if hint else (0, ""))
    if isinstance(error, RequestRefused):
        assert error.service_message == message


def test_a_denied_action_of_another_service() -> None:
    response = {"Error": {"Code": "AccessDenied", "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
    error = errors.translate(ClientError(response, "GetRole"), "GetRole", "iam")
    assert isinstance(error, AccessDenied)
    assert (error.action, error.service_message) == ("iam:GetRole", "no")


NOT_LOADED = "could not load AWS credentials: "
SIGNED_OUT = "the sign-in session has expired: "
PROVIDE = errors.PROVIDE_CREDENTIALS
PARAMETERS = exceptions.ParamValidationError(report="Missing parameter:\n\n  ModelPackageName")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RuntimeError("Credentials were refreshed, but the refreshed credentials are still expired."), EXPIRED),
        (
            exceptions.NoCredentialsError(),
            (CredentialsRejected, "no AWS credentials found (needed for sagemaker:Create)", PROVIDE),
        ),
        (
            exceptions.PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
            (
                CredentialsRejected,
                f"{NOT_LOADED}Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY",
                "set AWS_SECRET_ACCESS_KEY, too",
            ),
        ),
        (
            exceptions.CredentialRetrievalError(provider="p", error_msg="no"),
            (CredentialsRejected, f"{NOT_LOADED}Error when retrieving credentials from p: no", PROVIDE),
        ),
        (
            exceptions.SSOTokenLoadError(error_msg="no"),
            (CredentialsRejected, "not signed in: Error loading SSO Token: no", errors.SIGN_IN_FIRST),
        ),
        (
            exceptions.TokenRetrievalError(provider="sso", error_msg="no"),
            (CredentialsExpired, f"{SIGNED_OUT}Error when retrieving token from sso: no", errors.SIGN_IN_FIRST),
        ),
        (
            PARAMETERS,
            (
                RequestRefused,
                "Create: Parameter validation failed: Missing parameter: ModelPackageName",
                "fix the request in the manifest",
            ),
        ),
        (
            exceptions.EndpointConnectionError(endpoint_url="https://x"),
            (NoResponse, 'Create: Could not connect to the endpoint URL: "https://x"', ""),
        ),
        (
            exceptions.ReadTimeoutError(endpoint_url="https://x"),
            (NoResponse, 'Create: Read timeout on endpoint URL: "https://x"', ""),
        ),
        (
            exceptions.ConnectionClosedError(endpoint_url="x", error="e"),
            (NoResponse, f'Create: {CLOSED}: "x".', ""),
        ),
        (
            exceptions.HTTPClientError(error="e"),
            (NoResponse, "Create: An HTTP Client raised an unhandled exception: e", ""),
        ),
        (exceptions.SSLError(endpoint_url="x", error="e"), (NoResponse, "Create: SSL validation failed for x e", "")),
        (ResponseParserError("no\n JSON"), (NoResponse, "Create: no JSON", "")),
        *((error, (NoResponse, "Create: invalid response", "")) for error in UNREADABLE),
    ],
)
def test_an_error_without_a_response(error: Exception, expected: Expected) -> None:
    translated = errors.translate(error, "Create")
    class_, text, hint = expected
    assert (type(translated), str(translated)) == (class_, text)
    assert exit_code_and_hint(translated) == ((3, hint) if hint else (0, ""))


def test_an_invalid_configuration_of_the_aws_cli() -> None:
    translated = errors.translate(exceptions.ProfileNotFound(profile="p"), "Create")
    assert isinstance(translated, CredentialsRejected)
    assert (translated.message, translated.exit_code, translated.hint) == (
        "invalid AWS configuration: The config profile (p) could not be found",
        2,
        "correct the configuration file of the AWS CLI",
    )


@pytest.mark.parametrize("error", [RuntimeError("other"), ZeroDivisionError(), NoResponse("x")])
def test_another_error_stays_as_it_is(error: Exception) -> None:
    assert errors.translate(error, "Create") is error
    assert errors.error_response(error) is None


@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        (Throttled("Create: SlowDown"), "AWS throttled the request: Create: SlowDown", "retry later"),
        (NoResponse("Create: 500"), "could not reach AWS: Create: 500", "check network and Region, then retry"),
        (Failure("known", 3, "fix it"), "known", "fix it"),
    ],
)
def test_what_ends_a_run(error: Exception, message: str, hint: str) -> None:
    failed = errors.run_failed("m.yaml", error)
    assert (failed.manifest, failed.message, failed.exit_code, failed.hint) == ("m.yaml", message, 3, hint)


@pytest.mark.parametrize("error", [ResourceNotFound("x"), NameConflict("x"), ZeroDivisionError("x")])
def test_an_unexpected_error_is_a_bug(error: Exception) -> None:
    assert errors.to_failure(error) is None
    failed = errors.run_failed("m.yaml", error)
    assert (failed.manifest, failed.exit_code) == ("m.yaml", 70)
    assert failed.message == f"internal error: {type(error).__name__}: x"


def test_the_parts_of_a_response() -> None:
    response = {
        "Error": {"Code": "403", "Message": "Forbidden"},
        "ResponseMetadata": {"HTTPStatusCode": 403, "HTTPHeaders": {"X-Amz-Bucket-Region": "eu-west-1"}},
    }
    found = errors.error_response(ClientError(response, "HeadBucket"))
    assert found == errors.ErrorResponse("403", "Forbidden", 403, {"x-amz-bucket-region": "eu-west-1"})
    assert not found.has_code
    assert errors.ErrorResponse("NoSuchBucket", "", 404, {}).has_code
    assert not errors.ErrorResponse("", "", 404, {}).has_code
