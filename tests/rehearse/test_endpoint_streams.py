"""What a rehearsal reports about WebSocket connections and metering headers of an endpoint."""

from __future__ import annotations

import pytest
from tests.rehearse.observed_endpoints import JSON, LABEL, MANIFEST, endpoint, found, response, streaming

from sagemaker_marketplace.rehearse.observations import REFUSED, End
from sagemaker_marketplace.rehearse.realtime_observations import RealTimeObservations, Response, Scrape, WebSocketStep

STEPS = ("handshake", "ping", "pong", "text", "binary", "fragments", "close", "reconnect", "left")
PASSED = [WebSocketStep(step, True) for step in STEPS]
NAME = "X-Amzn-Inference-Metering"
ADD_LABEL = f"add LABEL {LABEL}=true to the Dockerfile"


def broken(*steps: str, seen: str = "") -> RealTimeObservations:
    """An endpoint whose WebSocket connections fail at these steps."""
    return streaming(*(WebSocketStep(step, step not in steps, seen if step in steps else "") for step in STEPS))


def metered(value: str, status: int = 200) -> Response:
    return response(status, headers={NAME.lower(): value})


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), []),
        (("handshake",), ["error websocket-contract: the container did not accept the WebSocket handshake (404)"]),
        (STEPS, ["error websocket-contract: the container did not accept the WebSocket handshake (404)"]),
        (
            ("ping", "pong"),
            ["error websocket-contract: the container did not keep the connection open after a Ping frame (404)"],
        ),
        (
            ("pong", "text", "left"),
            ["error websocket-contract: the container did not answer a Ping frame with a Pong frame (404)"],
        ),
        (("text", "binary"), ["warning websocket-messages: the container did not accept text messages (404)"]),
        (("binary",), ["warning websocket-messages: the container did not accept binary messages (404)"]),
        (("fragments",), ["warning websocket-messages: the container did not accept messages in fragments (404)"]),
        (
            ("close",),
            ["warning websocket-messages: the container did not close the connection after a Close frame (404)"],
        ),
        (("reconnect",), ["warning websocket-messages: the container did not accept a second connection (404)"]),
        (
            ("left",),
            [
                "warning websocket-messages: the container did not accept a connection after a client left without a "
                "Close frame (404)"
            ],
        ),
    ],
)
def test_steps_of_a_connection(steps: tuple[str, ...], expected: list[str]) -> None:
    lines = [line.removeprefix("34 ").partition(" | ")[0] for line in found(broken(*steps, seen="404"))]
    assert [line.replace("bidirectional streaming: ", "") for line in lines] == expected


def test_hints_on_connections() -> None:
    assert [line.partition(" | ")[2] for line in [*found(broken("pong")), *found(broken("close"))]] == [
        "make the container answer the WebSocket handshake with 101, and Ping frames with Pong frames",
        "make the container process or ignore the message, and keep the server running",
    ]


def test_what_was_seen_is_one_short_line() -> None:
    [line] = found(broken("text", seen="a\n" + "b" * 100))
    assert f"text messages (a {'b' * 78}) |" in line


@pytest.mark.parametrize(
    "fields",
    [
        {"is_alive_after_leaving": False},
        {"scrape": Scrape(0.1, None, error=REFUSED, is_alive=False)},
        {"is_alive_after_leaving": False, "end": End(1, "requests", 1.0)},
    ],
)
@pytest.mark.parametrize("step", ["handshake", "text"])
def test_consequences_are_not_reported(fields: dict[str, object], step: str) -> None:
    rules = [line.split()[2] for line in found(streaming(WebSocketStep(step, False), **fields))]
    assert len(rules) == 1
    assert not rules[0].startswith("websocket")


NO_LABEL = f"the image lacks SageMaker's label for bidirectional streaming | {ADD_LABEL}"
ASKED = f"{MANIFEST}  bidirectional-streaming: true\n"


@pytest.mark.parametrize(
    ("observations", "expected"),
    [
        (
            endpoint(upgrade_status=101),
            [
                "34 warning websocket-label: the container accepts WebSocket connections, but its image lacks "
                f"SageMaker's label | {ADD_LABEL}"
            ],
        ),
        (streaming(*PASSED, labels={}), [f"40 warning websocket-label: {NO_LABEL}"]),
        (streaming(*PASSED, labels={LABEL: "false"}), [f"40 warning websocket-label: {NO_LABEL}"]),
        (endpoint(upgrade_status=404), []),
        (endpoint(upgrade_status=None), []),
        (streaming(*PASSED), []),
    ],
)
def test_the_label(observations: RealTimeObservations, expected: list[str]) -> None:
    assert found(observations, ASKED) == expected


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ([metered('{"Dimension": "inference.count", "ConsumedUnits": 3}'), response(sample=JSON)], []),
        (
            [metered("3"), metered("4")],
            [
                f"34 warning metering-header: {NAME} is not a JSON object | make the container return a value such as "
                '{"Dimension": "inference.count", "ConsumedUnits": 3}'
            ],
        ),
        (
            [metered('{"Dimension": "tokens", "ConsumedUnits": 3}'), metered('{"Dimension": "x", "ConsumedUnits": 3}')],
            [
                f'34 info metering-dimension: {NAME} has the dimension "tokens", which is not documented | use '
                "inference.count"
            ],
        ),
    ],
)
def test_metering_headers(responses: list[Response], expected: list[str]) -> None:
    assert found(endpoint(*responses)) == expected


def test_only_successful_responses_are_metered() -> None:
    value = '{"Dimension": "inference.count", "ConsumedUnits": 3}'
    lines = found(endpoint(response(), response(sample=JSON), metered(value, 500)))
    assert [line for line in lines if "metering" in line] == [
        f"34 warning metering-header: a response with status 500 has {NAME}; only 2xx responses are billed | remove "
        "the header from responses that report an error"
    ]


@pytest.mark.parametrize(
    ("responses", "is_reported"),
    [
        ([response(), response(sample=JSON)], True),
        ([metered('{"Dimension": "inference.count", "ConsumedUnits": 3}'), response(sample=JSON)], False),
        ([metered("3"), response(sample=JSON)], False),
        ([response(500), response(500, sample=JSON)], False),
    ],
)
def test_a_header_only_in_the_transform_job(responses: list[Response], is_reported: bool) -> None:
    line = (
        f"34 info metering-only-in-batch: only responses to the transform job have {NAME}, and batch transform is "
        "billed by the hour | make the container return the header as an endpoint, or remove it"
    )
    assert (line in found(endpoint(*responses, is_batch_metered=True))) == is_reported
    assert line not in found(endpoint(*responses))
