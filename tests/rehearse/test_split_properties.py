"""Splitting, packing and assembling lose and add no byte, for every split type, limit and batch size."""

from __future__ import annotations

import io
import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rehearse.record_writers import FRAMES, MAGIC

from sagemaker_marketplace.rehearse.contract.contract import assemble
from sagemaker_marketplace.rehearse.contract.payloads import (
    MB,
    MULTI_RECORD,
    SINGLE_RECORD,
    InputError,
    Payload,
    payloads,
)
from sagemaker_marketplace.rehearse.contract.record_formats import masked_crc


def split(data: bytes, split_type: str, strategy: str = MULTI_RECORD, mb: int = 6, records: int = 0) -> list[Payload]:
    return list(payloads(io.BytesIO(data), split_type, strategy, mb, records))


def unmasked(data: bytes) -> int:
    rotated = (masked_crc(data) - 0xA282EAD8) & 0xFFFFFFFF
    return (rotated << 15 | rotated >> 17) & 0xFFFFFFFF


def test_checksums_of_the_standard() -> None:
    # RFC 3720, appendix B.4, without the swapped bytes; the check value of CRC-32C.
    assert [unmasked(data) for data in (bytes(32), b"\xff" * 32, bytes(range(32)), b"123456789", b"")] == [
        0x8A9136AA,
        0x62A8AB43,
        0x46DD794E,
        0xE3069283,
        0,
    ]


@given(st.binary(max_size=40))
def test_checksums_of_any_length(data: bytes) -> None:
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    assert unmasked(data) == crc ^ 0xFFFFFFFF


class Pattern(io.RawIOBase):
    """A stream of so many bytes of the same line."""

    def __init__(self, size: int) -> None:
        self.size = self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # the stubs allow any buffer
        size = min(len(buffer), self.left)
        buffer[:size] = (LINE * (size // len(LINE) + 1))[:size]
        self.left -= size
        return size

    def seek(self, *_: int) -> int:
        return self.size - self.left


LINE = b"x" * 4095 + b"\n"


@pytest.mark.parametrize("strategy", [SINGLE_RECORD, MULTI_RECORD])
def test_one_payload_at_a_time_is_in_memory(strategy: str) -> None:
    stream = io.BufferedReader(Pattern(64 * MB))
    tracemalloc.start()
    try:
        total = sum(len(payload.body) for payload in payloads(stream, "Line", strategy, 2))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == 64 * MB
    assert peak < 8 * MB


RECORDS = st.lists(
    st.lists(st.one_of(st.binary(max_size=12), st.just(MAGIC), st.sampled_from([b"\r", b"\n"]))).map(b"".join),
    max_size=12,
)


@given(RECORDS, st.sampled_from(sorted(FRAMES)), st.integers(0, 5))
def test_no_byte_is_lost_or_added(records: list[bytes], split_type: str, max_records: int) -> None:
    frames = [FRAMES[split_type](record) for record in records]
    content = b"".join(frames)
    batches = split(content, split_type, records=max_records)
    assert b"".join(payload.body for payload in batches) == content
    assert sum(payload.records or 0 for payload in batches) == len(records)
    if max_records and records:
        full = [max_records] * (len(records) // max_records)
        assert [payload.records for payload in batches] == [
            *full,
            *([len(records) % max_records] if len(records) % max_records else []),
        ]
    single = [payload.body for payload in split(content, split_type, SINGLE_RECORD)]
    assert single == ((frames if split_type == "Line" else records) or [b""])
    assert split(content, "None") == [Payload(content, None)]


@given(st.lists(st.integers(1, MB), max_size=12), st.sampled_from(sorted(FRAMES)))
def test_batches_are_as_full_as_possible(sizes: list[int], split_type: str) -> None:
    frames = {
        size: FRAMES[split_type](b"x" * (size // 50 if split_type == "TFRecord" else size // 2)) for size in sizes
    }
    content = b"".join(frames[size] for size in sizes)
    batches = split(content, split_type, mb=1)
    assert b"".join(payload.body for payload in batches) == content
    firsts, at = [], 0
    for payload in batches:
        firsts.append(frames[sizes[at]] if sizes else b"")
        at += payload.records or 0
    assert all(len(payload.body) <= MB for payload in batches)
    assert all(len(before.body) + len(first) > MB for before, first in zip(batches, firsts[1:], strict=False))


@given(st.binary(max_size=200), st.sampled_from(sorted(FRAMES)))
def test_arbitrary_bytes_are_sent_or_refused(content: bytes, split_type: str) -> None:
    lines = [line for line in re.findall(rb"[^\n]*\n|[^\n]+\Z", content) if line.strip(b"\r\n")]
    try:
        batches = split(content, split_type)
    except InputError:
        assert split_type != "Line"
        return
    assert b"".join(payload.body for payload in batches) == (b"".join(lines) if split_type == "Line" else content)


@given(st.lists(st.sampled_from([b"\n", b"\r\n", b"a", b"\r", b"b\n"])).map(b"".join))
def test_only_empty_lines_are_left_out(content: bytes) -> None:
    lines = [line for line in re.findall(rb"[^\n]*\n|[^\n]+\Z", content) if line.strip(b"\r\n")]
    assert [payload.body for payload in split(content, "Line", SINGLE_RECORD)] == (lines if content else [b""])


@given(
    RECORDS,
    st.sampled_from(sorted(FRAMES)),
    st.integers(0, 5),
    st.booleans(),
    st.sampled_from(["None", "Line", ""]),
)
def test_the_output_of_an_echo_is_its_input(
    records: list[bytes], split_type: str, max_records: int, is_ended: bool, assemble_with: str
) -> None:
    content = b"".join(FRAMES[split_type](record) for record in records)
    if split_type == "Line" and not is_ended:
        content = content.removesuffix(b"\n")
    bodies = [payload.body for payload in split(content, split_type, records=max_records)]
    output = b"".join(assemble(bodies, assemble_with))
    assert b"".join(bodies) == content
    if assemble_with != "Line":
        assert output == content
        return
    # A newline follows each answer that has none: of lines, only the last one can lack it.
    assert output == b"".join(body if body.endswith(b"\n") else body + b"\n" for body in bodies)
    if split_type == "Line":
        assert output == content if content.endswith(b"\n") else content + b"\n"
