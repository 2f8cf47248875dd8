"""Lines from the chunks of a container's output."""

from __future__ import annotations

import socket
import struct
import threading
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.rehearse.engine.attached import STDERR, STDOUT, Attached, split_lines

CHUNKS = st.lists(st.tuples(st.sampled_from([STDOUT, STDERR]), st.text("ab\n\r", max_size=9).map(str.encode)))


@given(CHUNKS)
def test_no_byte_is_lost_or_moved_to_another_stream(chunks: list[tuple[int, bytes]]) -> None:
    lines = list(split_lines(iter(chunks), 1_000))
    for stream in (STDOUT, STDERR):
        printed = b"".join(data for number, data in chunks if number == stream)
        assert [line for number, line in lines if number == stream] == printed.removesuffix(b"\n").split(b"\n")[
            : None if printed else 0
        ]


@given(st.lists(st.text("ab\n", max_size=9).map(str.encode)), st.integers(1, 5))
def test_long_lines_are_cut(chunks: list[bytes], limit: int) -> None:
    cut = [line for _, line in split_lines(((STDOUT, data) for data in chunks), limit)]
    assert cut == [line[:limit] for _, line in split_lines(iter([(STDOUT, b"".join(chunks))]), 1_000)]


def test_a_line_without_end_needs_no_memory() -> None:
    data = bytes(1_000_000)
    lines = split_lines(((STDERR, data) for _ in range(300)), 10)
    assert list(lines) == [(STDERR, bytes(10))]


def test_invalid_utf_8_is_kept() -> None:
    assert list(split_lines(iter([(STDOUT, b"\xff\xe2"), (STDOUT, b"\x82\n\n")]), 10)) == [
        (STDOUT, b"\xff\xe2\x82"),
        (STDOUT, b""),
    ]


class Engine:
    """An engine that connects with a socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def call(self, *_: Any, **__: Any) -> socket.socket:
        return self._connection


def test_a_frame_is_read_in_parts_and_may_lack_its_end() -> None:
    ours, theirs = socket.socketpair()
    engine: Any = Engine(ours)
    attached = Attached(engine, "id", stdin=False)
    sent = [*((STDOUT, b"a"), (STDERR, b""), (STDERR, b"b" * 600_000)), (STDOUT, b"c" * 300_000)]
    frames = [struct.pack("!BxxxI", stream, len(data)) + data for stream, data in sent]
    frames[-1] = struct.pack("!BxxxI", STDOUT, 0xFFFFFFFF) + sent[-1][1]

    def write() -> None:
        with theirs:
            theirs.sendall(b"".join(frames))

    threading.Thread(target=write).start()
    parts = list(attached.chunks())
    attached.close()
    assert [(stream, len(data)) for stream, data in parts] == [
        *((STDOUT, 1), (STDERR, 262_144), (STDERR, 262_144), (STDERR, 75_712)),
        *((STDOUT, 262_144), (STDOUT, 37_856)),
    ]
