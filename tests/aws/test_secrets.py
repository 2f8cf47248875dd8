"""No secret is in a message, a repr, a chained exception or a log, whatever the servers reply."""

import logging
import traceback
from collections.abc import Callable

import pytest
from tests.aws.conftest import Job
from tests.aws.local_server import REQUEST_TOKEN, LocalServer, Reply, Request, error_reply

from sagemaker_marketplace.aws.errors import to_failure


def echo(status: int, code: str = "", template: str = "{}") -> Callable[[Request], Reply]:
    """Return a reply that repeats the secrets in the request, as text or as an error of STS."""

    def reply(request: Request) -> Reply:
        secrets = template.format(
            f"{request.headers.get('Authorization', '')} {request.form.get('WebIdentityToken', '')}"
        )
        return (
            error_reply(status, code.format(secrets), secrets) if code else Reply(status, secrets, {"X-Echo": secrets})
        )

    return reply


TOKENS = [echo(status) for status in (200, 302, 401, 503)]
EXCHANGES = [
    *(echo(status) for status in (200, 400, 500)),
    *(echo(400, code) for code in ("AccessDenied", "ValidationError", "ExpiredTokenException", "InvalidIdentityToken")),
    *(echo(400, code) for code in ("RegionDisabledException", "IDPCommunicationError", "Throttling", "Other")),
    echo(400, "InvalidIdentityToken", "No OpenIDConnect provider for {}"),
    echo(400, "InvalidIdentityToken", "the audience of {}"),
    echo(400, "ValidationError", "MaxSessionDuration {}"),
    *(echo(status, "{}") for status in (400, 500)),
]
Replies = list[Callable[[Request], Reply]]
CASES: list[tuple[Replies, Replies]] = [([], []), *(([t], []) for t in TOKENS), *(([], [e]) for e in EXCHANGES)]


def readable_text(error: BaseException | None) -> str:
    """Return all text of an exception and of its causes and contexts."""
    if error is None:
        return ""
    text = "".join(traceback.format_exception(error)) + repr(error) + str(vars(error)) + repr(error.args)
    return text + readable_text(error.__cause__) + readable_text(error.__context__)


@pytest.mark.parametrize("is_first", [True, False], ids=["first", "renewal"])
@pytest.mark.parametrize(("tokens", "exchanges"), CASES)
def test_no_secret_is_shown(
    job: Job,
    server: LocalServer,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    is_first: bool,
    tokens: Replies,
    exchanges: Replies,
) -> None:
    # botocore's own debug log is excluded: it contains every request.
    caplog.set_level(logging.DEBUG, "botocore")
    caplog.set_level(logging.DEBUG)
    errors: list[str] = []
    credentials = None if is_first else job.credentials()
    server.token_replies, server.sts_replies = [*tokens] * 4, [*exchanges] * 4
    job.advance(3500)
    try:
        credentials = credentials or job.credentials()
        credentials.get_frozen_credentials()
    except Exception as error:
        errors += [readable_text(error), readable_text(to_failure(error)), repr(vars(to_failure(error) or error))]
    printed = capfd.readouterr()
    logged = [f"{record.getMessage()} {record.args!r} {record.exc_text} {record.exc_info}" for record in caplog.records]
    text = "\n".join(
        [
            *errors,
            *logged,
            printed.out,
            printed.err,
            repr(credentials),
            str(credentials),
            repr(job.oidc()),
            str(job.oidc()),
        ]
    )
    secrets = {
        REQUEST_TOKEN,
        *server.issued_tokens,
        *(part for token in server.issued_tokens for part in token.split(".")[1:]),
    }
    secrets |= {f"{kind}-of-ASIA{number}" for kind in ("secret", "session") for number in range(1, 6)}
    assert [secret for secret in secrets if secret in text] == []
