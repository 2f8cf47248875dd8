"""Each error while a role is assumed, with its exact message and hint."""

from typing import Any

import pytest
from tests.aws.conftest import Job
from tests.aws.local_server import CLAIMS, NOW, LocalServer, Reply, credentials_reply, error_reply

from sagemaker_marketplace.manifest.findings import Failure

DENIED = error_reply(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
CLAIMS_IN_HINT = """\
claims of the token:
  iss: https://token.actions.githubusercontent.com
  aud: sts.amazonaws.com
  sub: repo:octo/churn:environment:release
  repository: octo/churn
  ref: refs/heads/main
  environment: release
  job_workflow_ref: octo/churn/.github/workflows/release.yml@refs/heads/main"""
DURATION_HINT = "set it to 3600 or leave it out: the session is renewed automatically"


def failure(job: Job, **changes: Any) -> str:
    """Return exit code, message and hint of the failure, with HOST for the server's host."""
    with pytest.raises(Failure) as caught:
        job.credentials(**changes)
    error = caught.value
    assert (error.__cause__, error.__context__) == (None, None)
    return f"{error.exit_code}: {error.message}\n{error.hint}".replace(job.url.removeprefix("http://"), "HOST")


NO_PERMISSION = """\
2: this job lacks permission to request a token from GitHub: ACTIONS_ID_TOKEN_REQUEST_URL and \
ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set
set `permissions: {id-token: write, contents: read}` for the job; a reusable workflow has at most the
permissions of the calling job, and pull requests from forks never get a token"""
NOT_IN_ACTIONS = """\
2: role-to-assume requires a GitHub Actions job
use --profile instead, or other credentials of the AWS CLI"""
NOT_HTTPS = """\
2: ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL
do not set it: the runner does, and the request token is only sent to https URLs"""
INVALID_CHARACTERS = """\
2: ACTIONS_ID_TOKEN_REQUEST_TOKEN has invalid characters
do not set it: the runner does"""
NOT_A_ROLE = """\
2: role-to-assume must be a role ARN, not 'release'
use arn:aws:iam::<account>:role/<path/><name>"""
A_SESSION = """\
2: role-to-assume must be a role ARN, not 'arn:aws-cn:sts::123456789012:assumed-role/release/me'
this is a role session; use the role, arn:aws-cn:iam::123456789012:role/<path/>release"""
A_PROVIDER = """\
2: role-to-assume must be a role ARN, not \
'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com'
this is the identity provider; use arn:aws:iam::<account>:role/<path/><name>"""
TOO_SHORT = """\
2: invalid role-duration-seconds: 899
use 900 to 43200; every role allows 3600, and sessions are renewed"""
TOO_LONG = TOO_SHORT.replace("899", "43201")
NO_AUDIENCE = """\
2: invalid audience: ''
leave it out for sts.amazonaws.com"""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"request_url": ""}, NO_PERMISSION),
        ({"request_token": ""}, NO_PERMISSION),
        ({"request_url": "", "request_token": "", "in_actions": False}, NOT_IN_ACTIONS),
        ({"request_url": "http://token.example/x"}, NOT_HTTPS),
        ({"request_url": "http://127.0.0.1@token.example/x"}, NOT_HTTPS),
        ({"request_url": "http://127.0.0.1.token.example/x"}, NOT_HTTPS),
        ({"request_url": "http://localhost:80@token.example/x"}, NOT_HTTPS),
        ({"request_url": "https://user:pass@token.example/x"}, NOT_HTTPS),
        ({"request_url": "https://"}, NOT_HTTPS),
        ({"request_url": "ftp://127.0.0.1/x"}, NOT_HTTPS),
        ({"request_token": "two words"}, INVALID_CHARACTERS),
        ({"request_token": "a\nHost: b"}, INVALID_CHARACTERS),
        ({"role": "release"}, NOT_A_ROLE),
        ({"role": "arn:aws-cn:sts::123456789012:assumed-role/release/me"}, A_SESSION),
        ({"role": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, A_PROVIDER),
        ({"duration": 899}, TOO_SHORT),
        ({"duration": 43201}, TOO_LONG),
        ({"audience": ""}, NO_AUDIENCE),
    ],
)
def test_invalid_settings(job: Job, server: LocalServer, changes: dict[str, Any], expected: str) -> None:
    assert failure(job, **changes) == expected
    assert (server.token_requests, server.sts_requests) == ([], [])


REQUEST_REJECTED = """\
3: GitHub's token endpoint HOST rejected the request: HTTP {}
set `permissions: id-token: write` for the job, and do not set ACTIONS_ID_TOKEN_REQUEST_URL or
ACTIONS_ID_TOKEN_REQUEST_TOKEN: the request token is only valid for this job, while it runs"""
NO_GITHUB_RESPONSE = """\
3: could not get AWS credentials: no token from GitHub's endpoint HOST after 4 attempts ({})
retry later"""


@pytest.mark.parametrize(
    ("reply", "expected", "attempts"),
    [
        (Reply(401, "no"), REQUEST_REJECTED.format(401), 1),
        (Reply(403, "no"), REQUEST_REJECTED.format(403), 1),
        (Reply(404, "no"), REQUEST_REJECTED.format(404), 1),
        (Reply(302, "", {"Location": "https://token.example/"}), REQUEST_REJECTED.format(302), 1),
        (Reply(500, "oh"), NO_GITHUB_RESPONSE.format("HTTP 500"), 4),
        (Reply(429, "oh"), NO_GITHUB_RESPONSE.format("HTTP 429"), 4),
        (Reply(0, ""), NO_GITHUB_RESPONSE.format("ConnectionClosedError"), 4),
        (Reply(200, "<html>"), NO_GITHUB_RESPONSE.format("invalid response"), 4),
        (Reply(200, "[1]"), NO_GITHUB_RESPONSE.format("invalid response"), 4),
        (Reply(200, '{"value": 1}'), NO_GITHUB_RESPONSE.format("invalid response"), 4),
        (Reply(200, '{"value": "a.b"}'), NO_GITHUB_RESPONSE.format("invalid response"), 4),
    ],
)
def test_token_endpoint_errors(job: Job, server: LocalServer, reply: Reply, expected: str, attempts: int) -> None:
    server.token_replies = [reply] * 4
    assert failure(job) == expected
    assert (len(server.token_requests), server.sts_requests) == (attempts, [])


def test_an_unreachable_token_endpoint(job: Job) -> None:
    expected = NO_GITHUB_RESPONSE.format("EndpointConnectionError").replace("HOST", "localhost:1")
    assert failure(job, request_url="http://localhost:1/token") == expected


NOT_TRUSTED = f"""\
3: could not assume the role arn:aws:iam::123456789012:role/release: AssumeRoleWithWebIdentity: access denied
check that account 123456789012 has this role and that its trust policy allows this token
{CLAIMS_IN_HINT}
the trust policy must allow one of these values of token.actions.githubusercontent.com:sub; allow both to be safe:
  repo:octo/churn:environment:release
  repo:octo@65/churn@74:environment:release
(repositories created, renamed or moved since 15 July 2026 use the second)
print such a trust policy with:
  sagemaker-marketplace iam-policy --trust octo/churn --account-id 123456789012 --environment release --owner-id 65 \
--repository-id 74"""
NO_PROVIDER = """\
3: account 123456789012 has no OIDC provider for https://token.actions.githubusercontent.com
check the account ID in role-to-assume, or create the provider in IAM of that account:
provider URL https://token.actions.githubusercontent.com, audience sts.amazonaws.com"""
WRONG_AUDIENCE = """\
3: the OIDC provider in account 123456789012 does not accept the audience sts.amazonaws.com
add sts.amazonaws.com to the provider's audiences (client IDs) in IAM"""
NO_VERIFICATION_KEY = """\
3: AWS could not get the keys of GitHub's tokens: {}
retry later"""
INVALID_TOKEN = f"""\
3: AWS rejected GitHub's token: The ID Token provided is not a valid JWT
{CLAIMS_IN_HINT}"""
OVER_MAXIMUM = f"""\
2: role-duration-seconds is 3600, more than the role's MaxSessionDuration
{DURATION_HINT}"""
CHAINED = f"""\
2: role-duration-seconds is 3600, more than one hour, the maximum for a role that another role assumes
{DURATION_HINT}"""
INVALID_ARN = """\
2: role-to-assume must be a role ARN, not arn:aws:iam::123456789012:role/release
copy the ARN from IAM: arn:aws:iam::<account>:role/<path/><name>"""
OTHER_VALIDATION_ERROR = """\
3: AWS refused AssumeRoleWithWebIdentity: ValidationError: something else
check role-to-assume"""
EXPIRED = """\
3: AWS considers GitHub's token expired: Token expired: current date/time 2 must be before the expiration date/time 1
the token was requested from HOST just before: turn off caching if a proxy responds there; on
GitHub Enterprise Server, set the server's clock"""
REGION_DISABLED = """\
3: STS is not active in us-east-2 for account 123456789012
activate it in IAM's account settings: STS is not activated in this region"""
OTHER_ERROR = f"""\
3: AWS refused AssumeRoleWithWebIdentity: IDPRejectedClaim: no
{CLAIMS_IN_HINT}"""
NO_RESPONSE = """\
3: could not get AWS credentials: AssumeRoleWithWebIdentity: {}
retry later"""
ALREADY_EXPIRED = """\
3: AssumeRoleWithWebIdentity: the credentials had already expired on arrival, at 2026-11-23 12:00:00Z
check the clock of this machine, then rerun"""


@pytest.mark.parametrize(
    ("status", "code", "message", "expected"),
    [
        (403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", NOT_TRUSTED),
        (400, "InvalidIdentityToken", "No OpenIDConnect provider found in your account for https://x", NO_PROVIDER),
        (400, "InvalidIdentityToken", "Incorrect token audience", WRONG_AUDIENCE),
        (400, "InvalidIdentityToken", "The ID Token provided is not a valid JWT", INVALID_TOKEN),
        (
            400,
            "InvalidIdentityToken",
            "Couldn't retrieve verification key from your identity provider",
            NO_VERIFICATION_KEY.format("Couldn't retrieve verification key from your identity provider"),
        ),
        (400, "IDPCommunicationError", "no answer", NO_VERIFICATION_KEY.format("no answer")),
        (
            400,
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            OVER_MAXIMUM,
        ),
        (
            400,
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
            CHAINED,
        ),
        (400, "ValidationError", "Request ARN is invalid", INVALID_ARN),
        (400, "ValidationError", "something else", OTHER_VALIDATION_ERROR),
        (
            400,
            "ExpiredTokenException",
            "Token expired: current date/time 2 must be before the expiration date/time 1",
            EXPIRED,
        ),
        (403, "RegionDisabledException", "STS is not activated in this region", REGION_DISABLED),
        (403, "IDPRejectedClaim", "no", OTHER_ERROR),
        (500, "InternalFailure", "oh", NO_RESPONSE.format("InternalFailure")),
        (400, "Throttling", "Rate exceeded", NO_RESPONSE.format("Throttling")),
    ],
)
def test_sts_errors(job: Job, server: LocalServer, status: int, code: str, message: str, expected: str) -> None:
    server.sts_replies = [error_reply(status, code, message)] * 4
    assert failure(job) == expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(0, ""), NO_RESPONSE.format("ConnectionClosedError")),
        (Reply(200, "<html>"), NO_RESPONSE.format("ResponseParserError")),
        (Reply(200, "<a/>"), NO_RESPONSE.format("invalid response")),
        (credentials_reply("ASIA", NOW), ALREADY_EXPIRED),
    ],
)
def test_unusable_sts_responses(job: Job, server: LocalServer, reply: Reply, expected: str) -> None:
    server.sts_replies = [reply] * 4
    assert failure(job) == expected


SUBJECTS = """\
the trust policy must allow one of these values of token.actions.githubusercontent.com:sub; allow both to be safe:
  repo:octo/churn:{0}
  repo:octo@65/churn@74:{0}
(repositories created, renamed or moved since 15 July 2026 use the second)"""
COMMAND = """
print such a trust policy with:
  sagemaker-marketplace iam-policy --trust octo/churn --account-id 123456789012 {} --owner-id 65 --repository-id 74"""
SERVER = "github.octo.example/_services/token"
EXACT_SUBJECT = "the trust policy must allow this token.actions.githubusercontent.com:sub"


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        (
            {"sub": "repo:octo@65/churn@74:environment:release"},
            SUBJECTS.format("environment:release") + COMMAND.format("--environment release"),
        ),
        (
            {"sub": "repo:octo/churn:ref:refs/heads/a'b:c"},
            SUBJECTS.format("ref:refs/heads/a'b:c") + COMMAND.format("""--ref 'refs/heads/a'"'"'b:c'"""),
        ),
        ({"sub": "repo:octo/churn:pull_request"}, SUBJECTS.format("pull_request")),
        ({"aud": "other"}, SUBJECTS.format("environment:release")),
        ({"sub": "repository_owner:octo:workflow:release"}, EXACT_SUBJECT),
        ({"repository_id": None}, EXACT_SUBJECT),
        (
            {"iss": f"https://{SERVER}"},
            SUBJECTS.format("environment:release").replace("token.actions.githubusercontent.com", SERVER)
            + f"{COMMAND.format('--environment release')} --issuer https://{SERVER}",
        ),
    ],
)
def test_hint_lists_both_subject_formats(job: Job, server: LocalServer, claims: dict[str, Any], expected: str) -> None:
    changed = {**CLAIMS, **claims}
    server.claims = {name: value for name, value in changed.items() if value is not None}
    server.sts_replies = [DENIED]
    assert "the trust policy must" + failure(job).partition("\nthe trust policy must")[2] == expected


def test_control_characters_in_claims_are_removed(job: Job, server: LocalServer) -> None:
    server.claims = {"sub": "a\n::error::b\x1b[31m", "aud": ["c", "d"], "ref": "e" * 1000, "jti": "secret"}
    server.sts_replies = [DENIED]
    assert failure(job).splitlines()[2:] == [
        "claims of the token:",
        "  aud: ['c', 'd']",
        "  sub: a ::error::b�[31m",
        f"  ref: {'e' * 400}",
        "the trust policy must allow this token.actions.githubusercontent.com:sub",
    ]


def test_an_unreadable_token(job: Job, server: LocalServer) -> None:
    server.token_replies = [Reply(200, '{"value": "a.b.c"}')]
    server.sts_replies = [DENIED]
    assert failure(job).splitlines()[2:] == ["the token could not be read"]
