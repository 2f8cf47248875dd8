"""The requests of one run over the input, and their answers: numbers in the driver, objects and records here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType

from ..contract.contract import Parameters
from ..contract.payloads import InputError, Payload, payloads
from ..observations import Exchange, InputProblem
from ..sources.inputs import InputObject
from .driver_client import Answered

# Of later answers only the beginning is kept, so that many requests fit in memory.
_WHOLE_HEADS, _SHORT_HEAD = 1000, 64
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Batch:
    """A request: its object, its number within the object from 0, its size in bytes, its records if they are split."""

    object: str
    number: int
    size: int
    records: int | None


class Batches:
    """The requests of one run; `name` is that of their files, `problems` are objects that can't be sent."""

    def __init__(self, name: str, concurrent: int = 1) -> None:
        """`concurrent` requests are sent at a time."""
        self.name = name
        self.requests = f"requests-{name}"
        self.answers = tuple(f"answers/{name}-{number}" for number in range(concurrent))
        self.batches: list[Batch] = []
        self.by_object: dict[str, list[int]] = {}
        self.answered: dict[int, Answered] = {}
        self.problems: list[InputProblem] = []

    def bodies(
        self,
        objects: Iterable[InputObject],
        split_type: str,
        parameters: Parameters,
        max_records: int = 0,
        most: int = 0,
    ) -> Iterator[bytes]:
        """Yield the bodies of all objects in order, `most` of them unless 0; an object with a problem ends early."""
        yield from islice(self._bodies(objects, split_type, parameters, max_records), most or None)

    def add(self, name: str, number: int, payload: Payload) -> bytes:
        """Add a request; return its body."""
        self.by_object.setdefault(name, []).append(len(self.batches))
        self.batches.append(Batch(name, number, len(payload.body), payload.records))
        return payload.body

    def on_answer(self, answered: Answered) -> None:
        """Keep an answer, shortened if there are many."""
        is_short = len(self.answered) >= _WHOLE_HEADS and answered.is_success
        kept = replace(answered, head=answered.head[:_SHORT_HEAD], headers=_NO_HEADERS) if is_short else answered
        self.answered[answered.number] = kept

    def exchanges(self, count: Callable[[Answered], int | None]) -> list[Exchange]:
        """Return the requests that were answered or failed, in order; `count` returns the records of an answer."""
        return [self._exchange(self.answered[number], count) for number in sorted(self.answered)]

    def answers_of(self, name: str) -> list[Answered]:
        """Return the answers for an object, in order."""
        return [self.answered[number] for number in self.by_object[name] if number in self.answered]

    def is_complete(self, name: str) -> bool:
        """Whether every request for an object was sent and succeeded."""
        answers = self.answers_of(name)
        has_problem = any(problem.object == name for problem in self.problems)
        is_all = len(answers) == len(self.by_object[name]) and not has_problem
        return is_all and all(answered.is_success for answered in answers)

    def _bodies(
        self, objects: Iterable[InputObject], split_type: str, parameters: Parameters, max_records: int
    ) -> Iterator[bytes]:
        for each in objects:
            try:
                with each.open() as stream:
                    found = payloads(stream, split_type, parameters.strategy, parameters.max_payload_mb, max_records)
                    for number, payload in enumerate(found):
                        yield self.add(each.name, number, payload)
            except InputError as error:
                self.problems.append(InputProblem(each.name, error.message, error.hint, error.is_aws_limit))

    def _exchange(self, answered: Answered, count: Callable[[Answered], int | None]) -> Exchange:
        batch = self.batches[answered.number]
        return Exchange(
            object=batch.object,
            number=batch.number,
            request_bytes=batch.size,
            seconds=answered.seconds,
            status=answered.status,
            records=batch.records,
            answer_records=count(answered),
            content_type=answered.content_type,
            answer_bytes=answered.length,
            head=answered.head,
            error=answered.error,
            attempts=answered.attempts,
            first_status=answered.first_status,
            first_error=answered.first_error,
            headers=answered.headers,
        )
