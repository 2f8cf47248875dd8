"""The requests for an object: its records, packed into bodies that do not exceed the maximum payload.

Sources: SageMaker developer guide, pages batch-transform and batch-transform-errors; the service model of
CreateTransformJob. What they leave open is marked at its function.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedIOBase

from . import record_formats
from .record_formats import Record

SINGLE_RECORD, MULTI_RECORD = "SINGLE_RECORD", "MULTI_RECORD"
# The largest MaxPayloadInMB (batch-transform-errors).
MAX_PAYLOAD_MB = 100
# A megabyte is 1024 times 1024 bytes: AWS's XGBoost container calls 6,291,456 bytes 6 MB.
MB = 1024 * 1024
# Limit of the rehearsal, for a payload that the job does not limit: it must fit into memory.
UNLIMITED_MB = 512
_GZIP_HINT = "compress the object with gzip, or remove CompressionType"


class InputError(Exception):
    """An object can't be sent: what is wrong, and what to do. AWS's words for it are not documented.

    `is_aws_limit` is false if only the rehearsal refuses it.
    """

    def __init__(self, message: str, hint: str, is_aws_limit: bool = True) -> None:
        """Keep the parts."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.is_aws_limit = is_aws_limit


@dataclass(frozen=True)
class Payload:
    """The body of a request, and the number of records in it; None if the object is not split."""

    body: bytes
    records: int | None


def payloads(
    stream: BufferedIOBase, split_type: str, strategy: str, max_payload_mb: int, max_records: int = 0
) -> Iterator[Payload]:
    """Yield the requests for an object, which is read as a stream; one payload at a time is in memory.

    `strategy` is SINGLE_RECORD or MULTI_RECORD, and has no effect without a split type. `max_records` limits the
    records of a request (0: no limit). Raises InputError for a record, or an object without split type, that exceeds
    the maximum payload, and for a file that is not in the format of its split type or not the gzip file it must be.

    Not documented: an empty object is one empty request here, and an object of empty lines none.
    """
    reader = record_formats.READERS.get(split_type)
    max_bytes = (max_payload_mb or UNLIMITED_MB) * MB
    try:
        if reader is None:
            yield Payload(_whole(stream, max_bytes), None)
            return
        # Frames add at most 8 bytes to 4 of data. This only bounds memory: the packing checks the size of what is sent.
        records = reader(stream, 2 * max_bytes + MB)
        is_single = strategy == SINGLE_RECORD
        yield from _alone(records, max_bytes) if is_single else _together(records, max_bytes, max_records)
        if not stream.tell():
            yield Payload(b"", 0)
    except record_formats.TooLarge as error:
        what = "the object" if reader is None else f"the record at byte {error.start}"
        raise _too_large(what, max_payload_mb, is_split=reader is not None) from None
    except record_formats.FormatError as error:
        raise InputError(str(error), f"write the input as {split_type}, or change SplitType") from None
    except EOFError:
        raise InputError("the gzip file is incomplete", _GZIP_HINT) from None
    except (gzip.BadGzipFile, zlib.error):
        raise InputError("the object is not a valid gzip file", _GZIP_HINT) from None


def _whole(stream: BufferedIOBase, max_bytes: int) -> bytes:
    body = bytearray()
    while piece := stream.read(min(MB, max_bytes + 1 - len(body))):
        body += piece
        if len(body) > max_bytes:
            raise record_formats.TooLarge(0)
    return bytes(body)


def _alone(records: Iterator[Record], max_bytes: int) -> Iterator[Payload]:
    """Yield each record without its frame."""
    for record in records:
        if len(record.data) > max_bytes:
            raise record_formats.TooLarge(record.start)
        yield Payload(record.data, 1)


def _together(records: Iterator[Record], max_bytes: int, max_records: int) -> Iterator[Payload]:
    """Yield as many records as fit, in their frames."""
    frames: list[bytes] = []
    size = 0
    for record in records:
        if frames and (size + len(record.frame) > max_bytes or len(frames) == max_records):
            yield Payload(b"".join(frames), len(frames))
            frames, size = [], 0
        if len(record.frame) > max_bytes:
            raise record_formats.TooLarge(record.start)
        frames.append(record.frame)
        size += len(record.frame)
    if frames:
        yield Payload(b"".join(frames), len(frames))


def _too_large(what: str, max_payload_mb: int, is_split: bool) -> InputError:
    if not max_payload_mb:
        message = f"{what} has more than {UNLIMITED_MB:,} MB, the maximum of a rehearsal"
        return InputError(message, "rehearse with smaller input", is_aws_limit=False)
    hint = "use smaller records" if is_split else "set SplitType, or use smaller objects"
    if max_payload_mb < MAX_PAYLOAD_MB:
        hint = f"raise MaxPayloadInMB (at most {MAX_PAYLOAD_MB}), or {hint}"
    return InputError(f"{what} has more than {max_payload_mb} MB (MaxPayloadInMB)", hint)
