"""Objects as requests: byte for byte as other libraries wrote them, limits, damaged files."""

from __future__ import annotations

import gzip
import io
import struct
from pathlib import Path

import pytest
from tests.rehearse.record_writers import FRAMES, recordio_frame, tfrecord_frame

from sagemaker_marketplace.rehearse.contract.payloads import (
    MB,
    MULTI_RECORD,
    SINGLE_RECORD,
    InputError,
    Payload,
    payloads,
)
from sagemaker_marketplace.rehearse.contract.record_formats import masked_crc

SAMPLES = Path(__file__).parent / "samples"
MAGIC = "0a23d7ce"
# What MXNet 1.9.1, the SageMaker Python SDK 2.257.7 and tfrecord 1.14.6 wrote: name, split type, frames, data.
MXNET = (
    "mxnet-1.9.1-four-records.rec",
    "RecordIO",
    [
        f"{MAGIC}03000000 61626300",
        f"{MAGIC}08000000 68656c6c6f212121",
        f"{MAGIC}00000020 {MAGIC}02000060 78790000",
        f"{MAGIC}04000020 61616161 {MAGIC}04000040 62626262 {MAGIC}00000060",
    ],
    [b"abc", b"hello!!!", bytes.fromhex(MAGIC) + b"xy", b"aaaa\x0a\x23\xd7\xcebbbb\x0a\x23\xd7\xce"],
)
FEATURES = "0a160a0676616c756573120c120a0a08"
SAGEMAKER = (
    "sagemaker-2.257.7-two-records.rec",
    "RecordIO",
    [f"{MAGIC}18000000 {FEATURES}0000803f00000040", f"{MAGIC}18000000 {FEATURES}0000404000008040"],
    [bytes.fromhex(f"{FEATURES}0000803f00000040"), bytes.fromhex(f"{FEATURES}0000404000008040")],
)
EXAMPLES = ["0a1d0a0d0a0178120812060a040000c03f0a0c0a016e12070a050a03616263", "0a0f0a0d0a0178120812060a0400002040"]
TFRECORD = (
    "tfrecord-1.14.6-two-records.tfrecord",
    "TFRecord",
    [f"1f00000000000000514b4418 {EXAMPLES[0]} 1290d688", f"11000000000000009d6db52e {EXAMPLES[1]} 7a8b203d"],
    [bytes.fromhex(example) for example in EXAMPLES],
)
FILES = [MXNET, SAGEMAKER, TFRECORD]


def split(data: bytes, split_type: str, strategy: str = MULTI_RECORD, mb: int = 6, records: int = 0) -> list[Payload]:
    return list(payloads(io.BytesIO(data), split_type, strategy, mb, records))


@pytest.mark.parametrize(("name", "split_type", "frames", "data"), FILES, ids=[name for name, *_ in FILES])
def test_files_of_other_libraries(name: str, split_type: str, frames: list[str], data: list[bytes]) -> None:
    content = (SAMPLES / name).read_bytes()
    framed = [bytes.fromhex(frame) for frame in frames]
    assert b"".join(framed) == content
    assert split(content, "None") == split(content, "") == [Payload(content, None)]
    assert split(content, split_type) == [Payload(content, len(data))]
    assert split(content, split_type, SINGLE_RECORD) == [Payload(part, 1) for part in data]
    assert split(content, split_type, records=1) == [Payload(frame, 1) for frame in framed]
    pairs = [Payload(b"".join(framed[at : at + 2]), 2) for at in range(0, len(framed), 2)]
    assert split(content, split_type, records=2) == pairs
    with gzip.open(io.BytesIO(gzip.compress(content[:20]) + gzip.compress(content[20:]))) as stream:
        assert list(payloads(stream, split_type, MULTI_RECORD, 6)) == [Payload(content, len(data))]


@pytest.mark.parametrize(
    ("content", "single", "batch"),
    [
        (b"", [b""], [b""]),
        (b"\n\r\n", [], []),
        (b"a", [b"a"], [b"a"]),
        (b"a,1\nb,2\n", [b"a,1\n", b"b,2\n"], [b"a,1\nb,2\n"]),
        (b"a\r\n\n\nb", [b"a\r\n", b"b"], [b"a\r\nb"]),
        ("a\rb\u2028c\x0bd\n".encode(), ["a\rb\u2028c\x0bd\n".encode()], ["a\rb\u2028c\x0bd\n".encode()]),
    ],
)
def test_lines(content: bytes, single: list[bytes], batch: list[bytes]) -> None:
    assert [payload.body for payload in split(content, "Line", SINGLE_RECORD)] == single
    assert [payload.body for payload in split(content, "Line")] == batch


def test_an_empty_object_is_one_empty_request() -> None:
    assert split(b"", "") == [Payload(b"", None)]
    assert [split(b"", kind, strategy) for kind in FRAMES for strategy in (SINGLE_RECORD, MULTI_RECORD)] == [
        [Payload(b"", 0)]
    ] * 6


def test_a_payload_has_at_most_so_many_mebibytes() -> None:
    line = b"x" * (MB // 2 - 1) + b"\n"
    assert [len(payload.body) for payload in split(line * 5, "Line", mb=1)] == [MB, MB, MB // 2]
    assert [payload.records for payload in split(line * 5, "Line", mb=0)] == [5]
    assert split(b"x" * MB, "Line", mb=1) == [Payload(b"x" * MB, 1)]
    assert split(b"x" * MB, "None", mb=1) == [Payload(b"x" * MB, None)]
    sizes = (MB // 2, MB // 2 + 1, MB // 2, MB // 2 + 1)
    halves = b"".join(b"x" * (size - 1) + b"\n" for size in sizes)
    assert [len(payload.body) for payload in split(halves, "Line", mb=1)] == list(sizes)
    # Only what is sent counts: alone, a record has no frame.
    largest = FRAMES["TFRecord"](b"x" * MB)
    assert split(largest, "TFRecord", SINGLE_RECORD, mb=1) == [Payload(b"x" * MB, 1)]


WHOLE = (SAMPLES / "mxnet-1.9.1-four-records.rec").read_bytes()
TENSOR = (SAMPLES / "tfrecord-1.14.6-two-records.tfrecord").read_bytes()
TOO_LARGE = "raise MaxPayloadInMB (at most 100), or "
AS_RECORDIO, AS_TFRECORD = (f"write the input as {name}, or change SplitType" for name in ("RecordIO", "TFRecord"))


LONG_LENGTH = struct.pack("<Q", 1 << 40)


@pytest.mark.parametrize(
    ("content", "split_type", "message", "hint"),
    [
        (
            LONG_LENGTH + struct.pack("<I", masked_crc(LONG_LENGTH)),
            "TFRecord",
            "the record at byte 0 has more than 1 MB (MaxPayloadInMB)",
            f"{TOO_LARGE}use smaller records",
        ),
        (
            b"x" * (MB + 1),
            "",
            "the object has more than 1 MB (MaxPayloadInMB)",
            f"{TOO_LARGE}set SplitType, or use smaller objects",
        ),
        (
            b"ab\n" + b"x" * (MB + 1),
            "Line",
            "the record at byte 3 has more than 1 MB (MaxPayloadInMB)",
            f"{TOO_LARGE}use smaller records",
        ),
        (
            WHOLE[:12] + bytes.fromhex(f"{MAGIC}00000010") + b"x" * (2 * MB),
            "RecordIO",
            "the record at byte 12 has more than 1 MB (MaxPayloadInMB)",
            f"{TOO_LARGE}use smaller records",
        ),
        (
            b"a,b\n1,2\n",
            "RecordIO",
            "not a RecordIO record at byte 0: it begins with 612c620a, not 0a23d7ce",
            AS_RECORDIO,
        ),
        (WHOLE[:15], "RecordIO", "the RecordIO file ends within the record at byte 12", AS_RECORDIO),
        (WHOLE[:11], "RecordIO", "the file ends within the record at byte 0: 1 of 4 bytes are missing", AS_RECORDIO),
        (WHOLE[:36], "RecordIO", "the RecordIO file ends within the record at byte 36", AS_RECORDIO),
        (WHOLE[36:48], "RecordIO", "the beginning of the RecordIO record at byte 0 is missing (flag 3)", AS_RECORDIO),
        (
            WHOLE[28:36] + WHOLE[:12],
            "RecordIO",
            "the rest of the RecordIO record at byte 8 is missing (flag 0)",
            AS_RECORDIO,
        ),
        (
            bytes.fromhex(f"{MAGIC}00000080"),
            "RecordIO",
            "invalid flag 4 in the RecordIO record at byte 0",
            AS_RECORDIO,
        ),
        (
            b"a,b\n" * 9,
            "TFRecord",
            "not a TFRecord record at byte 0: the checksum of its length is wrong",
            AS_TFRECORD,
        ),
        (
            TENSOR[:20] + b"?" + TENSOR[21:],
            "TFRecord",
            "the TFRecord record at byte 0 is damaged: the checksum of its data is wrong",
            AS_TFRECORD,
        ),
        (TENSOR[:50], "TFRecord", "the TFRecord file ends within the record at byte 47", AS_TFRECORD),
        (
            TENSOR[:40],
            "TFRecord",
            "the file ends within the record at byte 0: 7 of 35 bytes are missing",
            AS_TFRECORD,
        ),
    ],
)
def test_what_can_not_be_sent(content: bytes, split_type: str, message: str, hint: str) -> None:
    with pytest.raises(InputError) as raised:
        split(content, split_type, mb=1)
    assert (str(raised.value), raised.value.message) == (message, message)
    assert (raised.value.hint, raised.value.is_aws_limit) == (hint, True)


@pytest.mark.parametrize("strategy", [SINGLE_RECORD, MULTI_RECORD])
def test_a_record_that_is_a_byte_too_large(strategy: str) -> None:
    for split_type in sorted(FRAMES):
        data = FRAMES[split_type](b"x" * 8) + FRAMES[split_type](b"x" * (MB + 1))
        start = len(FRAMES[split_type](b"x" * 8))
        with pytest.raises(InputError) as raised:
            split(data, split_type, strategy, mb=1)
        assert raised.value.message == f"the record at byte {start} has more than 1 MB (MaxPayloadInMB)"


def test_hints_about_the_largest_payload() -> None:
    hints = []
    for mb in (99, 100):
        with pytest.raises(InputError) as raised:
            split(b"x" * (mb * MB + 1), "", mb=mb)
        hints.append(raised.value.hint)
    assert hints == [f"{TOO_LARGE}set SplitType, or use smaller objects", "set SplitType, or use smaller objects"]


LINES = gzip.compress(b"a,b\n" * 99, mtime=0)
NOT_GZIP, INCOMPLETE = "the object is not a valid gzip file", "the gzip file is incomplete"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n", NOT_GZIP),
        (LINES + b"a,b\n", NOT_GZIP),
        (LINES[:10] + b"\xff" * 40, NOT_GZIP),
        (LINES[:-8] + b"\0" * 8, NOT_GZIP),
        (LINES[:-4], INCOMPLETE),
        (LINES[:5], INCOMPLETE),
    ],
    ids=["plain", "plain after it", "damaged", "wrong checksum", "without its size", "header"],
)
def test_what_is_not_gzip(content: bytes, message: str) -> None:
    with gzip.open(io.BytesIO(content)) as stream, pytest.raises(InputError) as raised:
        list(payloads(stream, "Line", MULTI_RECORD, 6))
    hint = "compress the object with gzip, or remove CompressionType"
    assert (raised.value.message, raised.value.hint) == (message, hint)


class Endless(io.RawIOBase):
    """A stream without end, as a small gzip file can be; counts what is read."""

    def __init__(self) -> None:
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # the stubs allow any buffer
        self.count += len(buffer)
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


@pytest.mark.parametrize("split_type", ["None", "Line"])
def test_no_more_is_read_than_a_payload_can_have(split_type: str) -> None:
    stream = Endless()
    with pytest.raises(InputError):
        list(payloads(io.BufferedReader(stream), split_type, MULTI_RECORD, 2))
    assert stream.count < 6 * MB


def test_the_writers_of_these_tests_write_what_the_libraries_wrote() -> None:
    assert b"".join(map(recordio_frame, MXNET[3])) == WHOLE
    assert b"".join(map(tfrecord_frame, TFRECORD[3])) == TENSOR
