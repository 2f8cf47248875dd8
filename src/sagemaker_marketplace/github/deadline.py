"""Bounds the time of requests: neither a host name that does not resolve nor an endless response has a timeout."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from .api import RequestError

Result = TypeVar("Result")


def within(seconds: float, function: Callable[[], Result]) -> Result:
    """Return the result of a function, or raise its exception; after the time is up, leave it to its thread.

    Raises RequestError if it takes longer.
    """
    future: Future[Result] = Future()

    def work() -> None:
        try:
            future.set_result(function())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=work, daemon=True).start()
    try:
        return future.result(timeout=seconds)
    except TimeoutError:
        if future.done():  # the function's own
            raise
        raise RequestError(f"no answer from GitHub within {seconds:g} s") from None
