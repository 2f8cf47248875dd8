"""Several questions at a time, in threads that nobody has to wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


def answers(ask: Callable[[Asked], Answer], questions: Iterable[Asked], most: int) -> list[Answer]:
    """Ask with `most` questions at a time and give the answers in the questions' order.

    The threads are daemons, which a pool's are not: a run that is cancelled ends without waiting for answers.
    Raises what the first question in order that raises has raised.
    """
    asked: list[tuple[Asked, Future[Answer]]] = [(question, Future()) for question in questions]
    waiting: SimpleQueue[tuple[Asked, Future[Answer]]] = SimpleQueue()
    for one in asked:
        waiting.put(one)
    for _ in range(min(most, len(asked))):
        Thread(target=_work, args=(ask, waiting), daemon=True).start()
    try:
        return [answer.result() for _, answer in asked]
    finally:
        _take_all(waiting, lambda *_: None)


def _work(ask: Callable[[Asked], Answer], waiting: SimpleQueue[tuple[Asked, Future[Answer]]]) -> None:
    def answered(question: Asked, answer: Future[Answer]) -> None:
        try:
            answer.set_result(ask(question))
        except BaseException as error:
            answer.set_exception(error)

    _take_all(waiting, answered)


def _take_all(waiting: SimpleQueue[tuple[Asked, Future[Answer]]], do: Callable[[Asked, Future[Answer]], None]) -> None:
    with suppress(Empty):
        while True:
            do(*waiting.get_nowait())
