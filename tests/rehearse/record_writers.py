"""Writes records as lines, as RecordIO and as TFRecord."""

from __future__ import annotations

import struct
from itertools import pairwise

from sagemaker_marketplace.rehearse.contract.record_formats import masked_crc

MAGIC = bytes.fromhex("0a23d7ce")


def line_frame(data: bytes) -> bytes:
    return data.replace(b"\n", b"_") + b"\n" if data.strip(b"\r\n") else b"-\n"


def recordio_frame(data: bytes) -> bytes:
    """Write as dmlc-core does: data are cut at each magic that begins at a multiple of four bytes."""
    cuts = [at for at in range(0, len(data) - 3, 4) if data[at : at + 4] == MAGIC]
    bounds = list(pairwise([-4, *cuts, len(data)]))
    parts = [data[begin + 4 : end] for begin, end in bounds]
    flags = [0] if len(parts) == 1 else [1, *[2] * (len(parts) - 2), 3]
    words = (flag << 29 | len(part) for flag, part in zip(flags, parts, strict=True))
    return b"".join(
        MAGIC + struct.pack("<I", word) + part + bytes(-len(part) % 4) for word, part in zip(words, parts, strict=True)
    )


def tfrecord_frame(data: bytes) -> bytes:
    size = struct.pack("<Q", len(data))
    return b"".join((size, struct.pack("<I", masked_crc(size)), data, struct.pack("<I", masked_crc(data))))


FRAMES = {"Line": line_frame, "RecordIO": recordio_frame, "TFRecord": tfrecord_frame}
