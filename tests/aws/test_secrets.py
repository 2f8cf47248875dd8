"""No secret gets out: not into a message, a repr, a chain of exceptions or a log, whatever the servers answer."""

import logging
import traceback
from collections.abc import Callable

import pytest
from tests.aws.conftest import Job
from tests.aws.stand_in import REQUEST_TOKEN, Heard, Reply, StandIn, refused

from sagemaker_marketplace.aws.errors import to_failure


def echo(status: int, code: str = "", form: str = "{}") -> Callable[[Heard], Reply]:
    """An answer that says back all it was sent: as text, or as STS's refusal."""

    def answer(heard: Heard) -> Reply:
        said = form.format(f"{heard.headers.get('Authorization', '')} {heard.form.get('WebIdentityToken', '')}")
        return refused(status, code.format(said), said) if code else Reply(status, said, {"X-Said": said})

    return answer


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
Answers = list[Callable[[Heard], Reply]]
CASES: list[tuple[Answers, Answers]] = [([], []), *(([t], []) for t in TOKENS), *(([], [e]) for e in EXCHANGES)]


def shown(error: BaseException | None) -> str:
    """All that can be read of an exception and of those behind it."""
    if error is None:
        return ""
    text = "".join(traceback.format_exception(error)) + repr(error) + str(vars(error)) + repr(error.args)
    return text + shown(error.__cause__) + shown(error.__context__)


@pytest.mark.parametrize("at_first", [True, False], ids=["first", "renewal"])
@pytest.mark.parametrize(("tokens", "exchanges"), CASES)
def test_nothing_gets_out(
    job: Job,
    stand_in: StandIn,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    at_first: bool,
    tokens: Answers,
    exchanges: Answers,
) -> None:
    # A programmer's wish for a log of everything does not count.
    caplog.set_level(logging.DEBUG, "botocore")
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    found = None if at_first else job.credentials()
    stand_in.tokens, stand_in.exchanges = [*tokens] * 4, [*exchanges] * 4
    job.later(3500)
    try:
        found = found or job.credentials()
        found.get_frozen_credentials()
    except Exception as error:
        told += [shown(error), shown(to_failure(error)), repr(vars(to_failure(error) or error))]
    seen = capfd.readouterr()
    logged = [f"{record.getMessage()} {record.args!r} {record.exc_text} {record.exc_info}" for record in caplog.records]
    text = "\n".join([*told, *logged, seen.out, seen.err, repr(found), str(found), repr(job.oidc()), str(job.oidc())])
    secrets = {REQUEST_TOKEN, *stand_in.given, *(part for token in stand_in.given for part in token.split(".")[1:])}
    secrets |= {f"{kind}-of-ASIA{number}" for kind in ("secret", "session") for number in range(1, 6)}
    assert [secret for secret in secrets if secret in text] == []
