"""Answers of a job for tests, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class GivenAnswers:
    """The answers for each object."""

    by_object: Mapping[str, Sequence[bytes]]

    @property
    def objects(self) -> Sequence[str]:
        """The names of the objects."""
        return list(self.by_object)

    def bodies(self, name: str) -> Iterator[bytes]:
        """Yield the answers for an object."""
        return iter(self.by_object[name])
