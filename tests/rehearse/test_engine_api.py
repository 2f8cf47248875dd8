"""An interrupt waits for a call that changes the engine, wherever it arrives: what was created can be removed."""

from __future__ import annotations

import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from sagemaker_marketplace import runner
from sagemaker_marketplace.rehearse.engine.api import Api

INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
CALL_SECONDS = 0.002


class Engine:
    """A client with one method, which changes the engine at its end."""

    def __init__(self) -> None:
        self.created = 0

    def create(self) -> None:
        time.sleep(CALL_SECONDS)
        self.created += 1


@pytest.fixture
def signal_handlers() -> Iterator[None]:
    """Restore the handlers of signals and the hook for dropped exceptions."""
    handlers = {number: signal.getsignal(number) for number in INTERRUPTS}
    hook = sys.unraisablehook
    yield
    sys.unraisablehook = hook
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signal_handlers")
def test_an_interrupt_waits_for_the_call() -> None:
    order = random.Random(0)  # noqa: S311 # moments, not secrets
    interrupted = 0
    for _ in range(200):
        engine = Engine()
        before: int | None = None
        runner.handle_signals()
        signal.signal(signal.SIGALRM, signal.getsignal(signal.SIGTERM))
        with suppress(runner.Interrupted):
            try:
                signal.setitimer(signal.ITIMER_REAL, order.uniform(0.00001, 2 * CALL_SECONDS))
                Api(engine, ()).change("create")
                time.sleep(2 * CALL_SECONDS)
            except runner.Interrupted:
                before = engine.created
                interrupted += 1
                time.sleep(2 * CALL_SECONDS)
                raise
        assert before in (engine.created, None)
    assert interrupted == 200


@pytest.mark.usefixtures("signal_handlers")
def test_the_handlers_are_those_of_before() -> None:
    runner.handle_signals()
    before = [signal.getsignal(number) for number in INTERRUPTS]
    Api(Engine(), ()).change("create")
    assert [signal.getsignal(number) for number in INTERRUPTS] == before
