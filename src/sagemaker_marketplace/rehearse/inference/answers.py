"""The answers of a transform job, in temporary files without a name: nothing is left behind, however a run ends."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, BinaryIO

from ..contract.record_counts import count_records
from .batches import Batches
from .driver_client import Answered

# The records of larger answers are not counted: the whole answer has to be in memory.
_MAX_COUNTED_BYTES = 64 * 1024 * 1024


class AnswerFiles:
    """The bodies of answers, by object; a context manager that removes the files."""

    def __init__(self) -> None:
        """Begin without answers."""
        self._files: dict[str, IO[bytes]] = {}
        self._batches: Batches | None = None

    def __enter__(self) -> AnswerFiles:
        """Return the object itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the files."""
        for file in self._files.values():
            file.close()

    def receive(self, files: Iterable[tuple[str, BinaryIO]]) -> None:
        """Copy the driver's answers files; a name counts from its last slash."""
        for name, stream in files:
            file = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end of the context
            self._files[name.rpartition("/")[2]] = file
            shutil.copyfileobj(stream, file)

    def set_job(self, batches: Batches) -> None:
        """Set the requests of the job, whose answers are its output."""
        self._batches = batches

    @property
    def objects(self) -> list[str]:
        """The names of the objects of which every request was sent and succeeded, in order."""
        if not self._batches:
            return []
        return [name for name in self._batches.by_object if self._batches.is_complete(name)]

    def bodies(self, name: str) -> Iterator[bytes]:
        """Yield the answers for an object in order, each as a whole."""
        for answered in self._batches.answers_of(name) if self._batches else ():
            yield self.body(answered)

    def body(self, answered: Answered) -> bytes:
        """Return the body of an answer; empty if it is not one of success."""
        file = self._files.get(answered.file.rpartition("/")[2])
        if not file:
            return b""
        file.seek(answered.offset)
        return file.read(answered.length) if answered.is_success else b""

    def count_records(self, answered: Answered) -> int | None:
        """Return the number of records in an answer; None if they can't be counted, and for one without success."""
        if not answered.is_success or answered.length > _MAX_COUNTED_BYTES:
            return None
        is_whole = answered.length <= len(answered.head)
        return count_records(answered.head if is_whole else self.body(answered), answered.content_type)
