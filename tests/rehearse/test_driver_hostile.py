"""Whatever a server answers, the driver reports one outcome and continues."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rehearse.driving import Driver, Scripted, Server

from sagemaker_marketplace.rehearse.observations import DROPPED, MALFORMED, TOO_LARGE, ParametersAnswer

ERRORS = {DROPPED, MALFORMED, TOO_LARGE}
FRAGMENTS = [
    *(b"HTTP/1.1 ", b"HTTP/1.0 ", b"HTTP/9 ", b"200", b"100", b"204", b"-1", b"99999999999999999999", b" ", b"\r\n"),
    *(
        b"\n",
        b"\r",
        b"Content-Length: ",
        b"Content-Length: 3",
        b"Transfer-Encoding: chunked",
        b"Connection: keep-alive",
    ),
    *(
        b"Content-Type: text/csv; charset=\xff",
        b"Location: /ping",
        b": ",
        b"\0",
        b"3\r\nabc\r\n",
        b"0\r\n\r\n",
        b"ffffffff",
    ),
    *(b"x" * 70_000, b"1,2\n", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1\n"),
]
ANSWERS = st.one_of(
    st.binary(max_size=200),
    st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(b"".join),
    st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(lambda parts: b"HTTP/1.1 200 OK\r\n" + b"\r\n".join(parts)),
)


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scripted, Driver]]:
    script = Scripted()
    with Server(script) as server, Driver(tmp_path_factory.mktemp("driver"), server.port) as driver:
        yield script, driver
        assert driver.close() == 0


@given(data=ANSWERS)
def test_any_bytes_have_one_outcome(scripted: tuple[Scripted, Driver], data: bytes) -> None:
    script, driver = scripted
    script.answer = data
    driver.client.ask_parameters()
    answer = driver.until(ParametersAnswer)[1]
    assert (answer.error in ERRORS) if answer.status is None else (answer.error == "")
    assert len(answer.body) <= 65536
