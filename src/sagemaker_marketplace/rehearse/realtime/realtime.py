"""Runs the container as an endpoint of a buyer, and collects what can be observed; nothing here decides what it means.

The validation of AWS Marketplace does none of it. What is sent, how often and in which order are decisions of the
rehearsal: a fast container is done in a second or two.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, fields

from ...context import Clock
from ...report import events
from ...watch.logbook import Logbook
from ..contract import realtime as contract
from ..engine.group import Group
from ..inference import driver_client
from ..inference.observer import Observer
from ..inference.serving import Serving
from ..observations import TIMED_OUT, TOO_LARGE, Image, Limits
from ..realtime_job import RealTimeJob, Sample
from ..realtime_observations import FIRST, PARALLEL, REPEATED, RealTimeObservations, Response
from .client import Busy, Left, RealTimeClient, Scraped, Streamed, Upgraded, WebSocketEnded

_REPEATED, _PARALLEL, _CONNECTS = 3, 4, 4
# A slow response is not waited for so often: above these seconds only once more, or not at all.
_SLOW_SECONDS, _VERY_SLOW_SECONDS = 2.0, 15.0
# A client leaves in the middle only of a response that the sockets' buffers can't hold.
_LARGE_BYTES = 4 << 20
_MAX_REST_SECONDS = 2.0
# The messages of a WebSocket connection: larger samples are cut, and without any sample there is this one.
_MAX_MESSAGE, _MESSAGE = 1 << 16, b"{}"


@dataclass(frozen=True)
class Setup:
    """What is rehearsed: the endpoint of a manifest, its local image, and how long to wait for the first ping.

    `model_entries` are the first paths in the model folder, None without a model. `logbook` limits what is shown of
    the container's log.
    """

    manifest: str
    job: RealTimeJob
    image: Image
    limits: Limits
    patience_seconds: float
    logbook: Logbook
    model_entries: tuple[str, ...] | None = None


def run(group: Group, setup: Setup, clock: Clock) -> Generator[events.Event, None, RealTimeObservations]:
    """Run the endpoint in a group whose driver runs; yield statuses and the log, return the observations.

    Raises Failure if the engine or the driver fails.
    """
    endpoint = _Endpoint(group, setup, clock)
    with closing(endpoint.observer):
        yield from endpoint.run()
    return endpoint.observations


class _Endpoint:
    """The state of one run."""

    def __init__(self, group: Group, setup: Setup, clock: Clock) -> None:
        self._setup, self._job = setup, setup.job
        self.observations = RealTimeObservations(
            setup.job, setup.image, setup.limits, model_entries=setup.model_entries
        )
        self._driver = RealTimeClient(group.stream, contract.headers())
        self.observer = Observer(group, self._driver, self.observations, setup.manifest, setup.logbook, clock)
        self._serving = Serving(self._driver, self.observer, self.observations)

    def run(self) -> Iterator[events.Event]:
        """Run from the start of the container to its end; a container that ends early gets no further requests."""
        yield self.observer.enter("Starting")
        yield from self.observer.until(driver_client.Started)
        container = self.observer.start(contract.environment(self._job))
        if not container:
            return
        is_ready = yield from self._serving.become_ready(self._setup.patience_seconds)
        if is_ready:
            for step in (self._send_samples, self._send_in_parallel, self._keep_busy, self._leave, self._scrape):
                if not self.observer.has_ended:
                    yield from step()
            if not self.observer.has_ended:
                yield from self._connect_websocket()
        yield from self._serving.stop(container, contract.GRACE_SECONDS, is_ready)

    def _send_samples(self) -> Iterator[events.Event]:
        """Send each sample, and again what succeeded, unless it is slow."""
        yield self.observer.enter("Sending samples")
        for number, sample in enumerate(self._job.samples):
            self._driver.store(_file(number), [sample.body])
            yield from self._send(number, FIRST, 1)
            for _ in range(_times(self.observations.responses[-1], _REPEATED)):
                yield from self._send(number, REPEATED, 1)

    def _send_in_parallel(self) -> Iterator[events.Event]:
        """Send each sample that succeeded several times at once, until requests time out: others would, too."""
        last = [self._succeeded(sample)[-1:] for sample in self._job.samples]
        numbers = [number for number, found in enumerate(last) if found and _times(found[0], _PARALLEL)]
        if numbers:
            yield self.observer.enter("Sending samples in parallel")
        for number in numbers:
            yield from self._send(number, PARALLEL, _PARALLEL)
            if self.observations.responses[-1].error == TIMED_OUT:
                return

    def _send(self, number: int, phase: str, count: int) -> Iterator[events.Event]:
        sample = self._job.samples[number]
        self._driver.stream(_file(number), contract.request_headers(sample), count)
        for _ in range(count):
            streamed = yield from self.observer.until(Streamed)
            facts = {field.name: getattr(streamed, field.name) for field in fields(streamed)}
            self.observations.responses.append(Response(sample, phase, **facts))

    def _keep_busy(self) -> Iterator[events.Event]:
        """Connect and ping while the slowest of the requests runs."""
        slowest = max(self._succeeded(), key=lambda each: each.seconds, default=None)
        if slowest:
            self._driver.keep_busy(*self._request(slowest.sample), _CONNECTS)
            busy = yield from self.observer.until(Busy)
            seen = self.observations
            seen.was_busy, seen.ping_while_busy = busy.was_busy, busy.ping_status
            seen.connects_while_busy = list(busy.connects)

    def _leave(self) -> Iterator[events.Event]:
        """Leave in the middle of the response that has the most chunks, or else of a large one."""
        streamed = max(self._succeeded(), key=lambda each: (len(each.chunks), each.response_bytes), default=None)
        if streamed and (len(streamed.chunks) > 1 or streamed.response_bytes >= _LARGE_BYTES):
            # As long as the rest of the response usually takes: a server may only notice when it writes the next part.
            rest = streamed.seconds - (streamed.first_byte_seconds or 0.0)
            self._driver.leave(*self._request(streamed.sample), min(_MAX_REST_SECONDS, rest))
            left = yield from self.observer.until(Left)
            self.observations.is_alive_after_leaving = left.is_alive if left.began else None

    def _scrape(self) -> Iterator[events.Event]:
        self._driver.scrape()
        scraped = yield from self.observer.until(Scraped)
        self.observations.scrape = scraped.scrape

    def _connect_websocket(self) -> Iterator[events.Event]:
        """Try everything with WebSocket connections, or only whether the server accepts one."""
        if self._job.is_bidirectional:
            yield self.observer.enter("Connecting with WebSocket")
            self._driver.websocket(*_messages(self._job.samples))
            ended = yield from self.observer.until(WebSocketEnded)
            self.observations.websocket = list(ended.steps)
        else:
            self._driver.upgrade()
            self.observations.upgrade_status = (yield from self.observer.until(Upgraded)).status

    def _request(self, sample: Sample) -> tuple[str, dict[str, str]]:
        return _file(self._job.samples.index(sample)), contract.request_headers(sample)

    def _succeeded(self, sample: Sample | None = None) -> list[Response]:
        """The responses to single requests that succeeded: all, or those of a sample."""
        single = [each for each in self.observations.responses if each.phase != PARALLEL and not each.failed]
        return [each for each in single if sample is None or each.sample is sample]


def _file(number: int) -> str:
    """The name of the driver's file with a sample."""
    return f"sample-{number}"


def _times(response: Response, usual: int) -> int:
    """How often a request is repeated: seldom if it is slow, and not after a failure that will be the same again."""
    if response.error in (TIMED_OUT, TOO_LARGE) or 300 <= (response.status or 0) < 500:
        return 0
    if response.seconds > _SLOW_SECONDS:
        return int(response.seconds <= _VERY_SLOW_SECONDS)
    return usual


def _messages(samples: tuple[Sample, ...]) -> tuple[bytes, bytes]:
    """The text and the binary message: the beginnings of samples."""
    bodies = [sample.body for sample in samples] or [_MESSAGE]
    texts = [text for text in (_text(body) for body in bodies) if text]
    return (texts or [_MESSAGE])[0], bodies[0][:_MAX_MESSAGE]


def _text(body: bytes) -> bytes:
    """The beginning of a body as UTF-8; empty if it is not UTF-8."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return b""
    return body[:_MAX_MESSAGE].decode("utf-8", "ignore").encode()
