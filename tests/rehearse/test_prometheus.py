"""The names of metrics in an answer to GET /metrics."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.rehearse.realtime.prometheus import metric_names

PYTHON_CLIENT = """\
# HELP python_gc_objects_collected_total Objects collected during gc
# TYPE python_gc_objects_collected_total counter
python_gc_objects_collected_total{generation="0"} 61.0
python_gc_objects_collected_total{generation="1"} 305.0
# HELP process_resident_memory_bytes Resident memory size in bytes.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 2.2e+07

# TYPE request_seconds histogram
request_seconds_bucket{le="0.005"} 0.0
request_seconds_bucket{le="+Inf"} 1.0 1395066363000
request_seconds_count 1.0
request_seconds_sum 0.2
# TYPE queue summary
queue_count NaN
queue_sum -Inf
queue_other +1
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            PYTHON_CLIENT,
            (
                "python_gc_objects_collected_total",
                "process_resident_memory_bytes",
                "request_seconds",
                "queue",
                "queue_other",
            ),
        ),
        ("a 1\r\nb 2\r\n", ("a", "b")),
        ('a{x="}",y="{"} 1\n', ("a",)),
        ("b_count 1\na:b_sum 2", ("b_count", "a:b_sum")),
        ("a 1\nno value\nc 3\n", ("a", "c")),
        ("a .5", ("a",)),
        ("a" * 200 + " 1", ("a" * 100,)),
        ("<html><body>404</body></html>", ()),
        ("<html>\na 1\n", ()),
        ("Error: information", ()),
        ("Not Found", ()),
        ('{"a": 1}', ()),
        ("# TYPE a gauge\n", ()),
        ("9a 1", ()),
        ("a{x=1 1", ()),
        ("a", ()),
        ("", ()),
    ],
)
def test_names(text: str, expected: tuple[str, ...]) -> None:
    assert metric_names(text.encode()) == expected


def test_no_more_than_64_kib_are_read() -> None:
    body = b"".join(b"m%09d 1\n" % number for number in range(100_000))
    assert len(metric_names(body)) == 64 * 1024 // len(b"m000000000 1\n")


@given(st.binary())
def test_any_names_are_harmless(body: bytes) -> None:
    assert all(re.fullmatch(r"[A-Za-z_:][A-Za-z0-9_:]{0,99}", name) for name in metric_names(body))


NAMES = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,30}", fullmatch=True), unique=True, max_size=20)


@given(NAMES, st.floats())
def test_every_sample_is_named_once(names: list[str], value: float) -> None:
    lines = [f"{name} {value!r}\n" for name in names]
    assert metric_names("".join([*lines, *lines]).encode()) == tuple(names)
