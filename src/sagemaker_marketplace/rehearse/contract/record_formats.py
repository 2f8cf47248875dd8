"""The records of lines, RecordIO and TFRecord files, read one at a time from a stream.

Each reader yields a record as SageMaker sends it: in the frame of its file when several share a request, without it
when it is alone. A newline belongs to its line in both.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from functools import lru_cache
from io import BufferedIOBase
from typing import NamedTuple

# MXNet RecordIO (dmlc-core, recordio.h): magic, a word with three bits of flag and 29 of length, data, zeros up to a
# multiple of four bytes; little-endian. Data that contain the magic are cut there, and the magic is left out.
_MAGIC = struct.pack("<I", 0xCED7230A)
_WORD_BYTES = 8
_LENGTH_BITS = 29
_WHOLE, _FIRST, _MIDDLE, _LAST = range(4)
MAX_RECORDIO_BYTES = (1 << _LENGTH_BITS) - 1
# TFRecord (tensorflow, record_writer.h): length as 64 bits, its checksum, data, their checksum; little-endian.
_TF_HEADER, _TF_CHECKSUM = struct.Struct("<QI"), struct.Struct("<I")
# A record that is longer than the limit is read no further than this.
_CHUNK_BYTES = 1 << 20


class FormatError(Exception):
    """A file is not in its format: what is wrong, with the position in bytes."""


class TooLarge(Exception):
    """A record has more bytes than a request can have; `start` is its position in the file, in bytes."""

    def __init__(self, start: int) -> None:
        """Keep where the record begins."""
        super().__init__()
        self.start = start


class Record(NamedTuple):
    """A record: its position in the file, `frame` as it is there, `data` alone. The last two are equal for lines."""

    start: int
    frame: bytes
    data: bytes


# Takes a stream and the maximum size of a frame in bytes (0: unlimited). Raises FormatError and TooLarge.
Reader = Callable[[BufferedIOBase, int], Iterator[Record]]


def lines(stream: BufferedIOBase, max_bytes: int) -> Iterator[Record]:
    """Yield each line with its newline, and the last one as it is. A line without characters is not a record.

    Only a line feed ends a line (awslabs/gluonts#920: U+2028 does not). Whether the service sends empty lines is not
    documented: they are left out here, and so is a line that is only a carriage return.
    """
    position = 0
    while line := stream.readline(max_bytes + 1 if max_bytes else -1):
        if max_bytes and len(line) > max_bytes:
            raise TooLarge(position)
        if line.strip(b"\r\n"):
            yield Record(position, line, line)
        position += len(line)


def recordio(stream: BufferedIOBase, max_bytes: int) -> Iterator[Record]:
    """Yield each record of a RecordIO file; its parts are put together with the magic that was left out."""
    position = 0
    while True:
        start, frames = position, bytearray()
        parts: list[bytes] = []
        while True:
            head = stream.read(_WORD_BYTES)
            if not head and not parts:
                return
            flag, length = _recordio_head(head, position)
            _check_order(flag, bool(parts), position)
            padded = -(-length // 4) * 4
            if max_bytes and len(frames) + _WORD_BYTES + padded > max_bytes:
                raise TooLarge(start)
            data = _read(stream, padded, position)
            frames += head + data
            parts.append(data[:length])
            position += _WORD_BYTES + padded
            if flag in (_WHOLE, _LAST):
                break
        yield Record(start, bytes(frames), _MAGIC.join(parts))


def recordio_frame(data: bytes) -> bytes:
    """Return data of at most MAX_RECORDIO_BYTES as one record; cut at each magic at a multiple of four bytes.

    Source: dmlc-core, recordio.cc, RecordIOWriter::WriteRecord.
    """
    parts, begin, search = [], 0, 0
    while (found := data.find(_MAGIC, search)) >= 0:
        search = found + 1
        if found % 4 == 0:
            parts.append(data[begin:found])
            begin = search = found + len(_MAGIC)
    parts.append(data[begin:])
    flags = [_WHOLE] if len(parts) == 1 else [_FIRST, *[_MIDDLE] * (len(parts) - 2), _LAST]
    return b"".join(
        _MAGIC + (flag << _LENGTH_BITS | len(part)).to_bytes(4, "little") + part + bytes(-len(part) % 4)
        for flag, part in zip(flags, parts, strict=True)
    )


def _recordio_head(head: bytes, position: int) -> tuple[int, int]:
    """Return flag and length of a part."""
    if len(head) < _WORD_BYTES:
        raise FormatError(f"the RecordIO file ends within the record at byte {position}")
    magic, word = head[:4], int.from_bytes(head[4:], "little")
    flag, length = word >> _LENGTH_BITS, word & ((1 << _LENGTH_BITS) - 1)
    if magic != _MAGIC:
        raise FormatError(f"not a RecordIO record at byte {position}: it begins with {magic.hex()}, not {_MAGIC.hex()}")
    if flag > _LAST:
        raise FormatError(f"invalid flag {flag} in the RecordIO record at byte {position}")
    return flag, length


def _check_order(flag: int, is_continued: bool, position: int) -> None:
    """Raises FormatError for a part of a record without its first part, and for a record within another."""
    if is_continued != (flag in (_MIDDLE, _LAST)):
        missing = "the rest" if is_continued else "the beginning"
        raise FormatError(f"{missing} of the RecordIO record at byte {position} is missing (flag {flag})")


def tfrecord(stream: BufferedIOBase, max_bytes: int) -> Iterator[Record]:
    """Yield each record of a TFRecord file, after a test of its two checksums."""
    position = 0
    while header := stream.read(_TF_HEADER.size):
        if len(header) < _TF_HEADER.size:
            raise FormatError(f"the TFRecord file ends within the record at byte {position}")
        length, checksum = _TF_HEADER.unpack(header)
        if checksum != masked_crc(header[:8]):
            raise FormatError(f"not a TFRecord record at byte {position}: the checksum of its length is wrong")
        size = _TF_HEADER.size + length + _TF_CHECKSUM.size
        if max_bytes and size > max_bytes:
            raise TooLarge(position)
        rest = _read(stream, length + _TF_CHECKSUM.size, position)
        data, found = rest[:length], _TF_CHECKSUM.unpack(rest[length:])[0]
        if found != masked_crc(data):
            raise FormatError(f"the TFRecord record at byte {position} is damaged: the checksum of its data is wrong")
        yield Record(position, header + rest, data)
        position += size


def _read(stream: BufferedIOBase, size: int, position: int) -> bytes:
    """Read so many bytes, in pieces: a wrong length must not reserve memory. Raises FormatError if there are fewer."""
    pieces, missing = [], size
    while missing and (piece := stream.read(min(missing, _CHUNK_BYTES))):
        pieces.append(piece)
        missing -= len(piece)
    if missing:
        raise FormatError(f"the file ends within the record at byte {position}: {missing} of {size} bytes are missing")
    return b"".join(pieces)


@lru_cache(maxsize=1)
def _crc_tables() -> tuple[list[int], list[int], list[int]]:
    """The tables of CRC-32C: the remainder of a byte, of two bytes, and of two bytes that two others follow.

    Source: RFC 3720, appendix B.4 (the polynomial, reflected). Two bytes at a time are four times as fast as one.
    """
    one = list(range(256))
    for _ in range(8):
        one = [value >> 1 ^ (0x82F63B78 if value & 1 else 0) for value in one]
    two = [one[value & 0xFF] >> 8 ^ one[(one[value & 0xFF] ^ value >> 8) & 0xFF] for value in range(1 << 16)]
    four = [value >> 16 ^ two[value & 0xFFFF] for value in two]
    return one, two, four


def masked_crc(data: bytes) -> int:
    """Return the CRC-32C of bytes as TFRecord stores it: rotated right by 15 bits, plus a constant."""
    one, two, four = _crc_tables()
    whole = len(data) // 4 * 4
    crc = 0xFFFFFFFF
    for (word,) in struct.iter_unpack("<I", memoryview(data)[:whole]):
        word ^= crc
        crc = four[word & 0xFFFF] ^ two[word >> 16]
    for byte in data[whole:]:
        crc = crc >> 8 ^ one[(crc ^ byte) & 0xFF]
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


READERS: dict[str, Reader] = {"Line": lines, "RecordIO": recordio, "TFRecord": tfrecord}
