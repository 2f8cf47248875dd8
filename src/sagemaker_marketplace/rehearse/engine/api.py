"""Calls of the engine's API through the Docker SDK's client: every error of the SDK becomes an EngineError."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ...manifest.findings import USAGE, Failure

NOT_FOUND, CONFLICT = 404, 409
# SIGALRM repeats an interrupt that Python dropped (`runner.handle_signals`). Windows has none.
_INTERRUPTS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGALRM") if hasattr(signal, name)]


class EngineError(Failure):
    """The engine refused a call or did not answer; `status` is that of its answer, None without one."""

    def __init__(self, words: str, status: int | None = None) -> None:
        """`words` are the engine's, or those of the connection's error."""
        super().__init__(
            f"container engine: {words}", USAGE, "check that the engine is running and has free disk space"
        )
        self.words = words
        self.status = status


class StartError(Exception):
    """The container could not be created or started from its image; `message` is the engine's sentence."""

    def __init__(self, message: str) -> None:
        """`message` is untrusted: it quotes the image's config."""
        super().__init__(message)
        self.message = message


class Api:
    """A client of the Docker SDK, and the exceptions that its calls raise."""

    def __init__(self, client: Any, errors: tuple[type[Exception], ...]) -> None:
        """`client` is a docker.APIClient."""
        self.client = client
        self._errors = errors

    def call(self, method: str, *arguments: Any, **options: Any) -> Any:
        """Call a method of the client and return its result. Raises EngineError."""
        with self.errors():
            return getattr(self.client, method)(*arguments, **options)

    def change(self, method: str, *arguments: Any, **options: Any) -> Any:
        """Call a method as `call` does; an interrupt waits for the answer, so that the change can be undone."""
        with _deferred_signals():
            return self.call(method, *arguments, **options)

    def iterate(self, stream: Any) -> Iterator[Any]:
        """Yield what a stream of the client yields. Raises EngineError."""
        with self.errors():
            yield from stream

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Raise an EngineError for each exception of the SDK."""
        try:
            yield
        except self._errors as error:
            status = getattr(getattr(error, "response", None), "status_code", None)
            raise EngineError(getattr(error, "explanation", None) or str(error), status) from error


@contextmanager
def _deferred_signals() -> Iterator[None]:
    """Defer signals until the block ends. Only the main thread receives any."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[int] = []
    # A handler that was not set by Python can't be restored: None.
    handlers = {number: signal.signal(number, lambda caught, _: received.append(caught)) for number in _INTERRUPTS}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler or signal.SIG_DFL)
        for number in received[:1]:
            signal.raise_signal(number)
