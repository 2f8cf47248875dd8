"""What a training program finds and how its pipes are filled, by SageMaker's contract."""

from __future__ import annotations

import gzip
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rehearse import record_writers
from tests.rehearse.training_jobs import channel, job

from sagemaker_marketplace.rehearse.contract import record_formats, training
from sagemaker_marketplace.rehearse.contract.record_formats import FormatError, recordio_frame

# Data in which the magic is frequent, at multiples of four bytes and elsewhere.
PARTS = st.lists(st.sampled_from([record_writers.MAGIC, b"a", b"bc", b"\x0a", b"\0\0\0\0"]), max_size=12).map(b"".join)


def test_config_files() -> None:
    channels = (
        channel("a"),
        channel("b", input_mode="FastFile", content_type="", distribution="ShardedByS3Key"),
        channel("c", input_mode="Pipe", record_wrapper="RecordIO", compression="Gzip"),
    )
    files = training.config_files(job(*channels, hyperparameters={"eta": "0.1", "é": '"adam"', "n": 10}))
    assert {name: json.loads(content) for name, content in files.items()} == {
        "hyperparameters.json": {"eta": "0.1", "é": '"adam"', "n": "10"},
        "inputdataconfig.json": {
            "a": {
                "ContentType": "text/csv",
                "TrainingInputMode": "File",
                "S3DistributionType": "FullyReplicated",
                "RecordWrapperType": "None",
            },
            "b": {"TrainingInputMode": "File", "S3DistributionType": "ShardedByS3Key", "RecordWrapperType": "None"},
            "c": {
                "ContentType": "text/csv",
                "TrainingInputMode": "Pipe",
                "S3DistributionType": "FullyReplicated",
                "RecordWrapperType": "RecordIO",
            },
        },
        "resourceconfig.json": {
            "current_host": "algo-1",
            "current_instance_type": "ml.m5.large",
            "current_group_name": "homogeneousCluster",
            "hosts": ["algo-1"],
            "instance_groups": [
                {"instance_group_name": "homogeneousCluster", "instance_type": "ml.m5.large", "hosts": ["algo-1"]}
            ],
            "network_interface_name": "eth0",
            "topology": None,
        },
    }


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ("Validation_1", "rehearsal-Validation-1"),
        ("-", "rehearsal"),
        ("x" * 90, "rehearsal-" + "x" * 50),
    ],
)
def test_environment(profile: str, name: str) -> None:
    assert training.environment(job(profile=profile), "cn-north-1", "aws-cn") == {
        "TRAINING_JOB_NAME": name,
        "TRAINING_JOB_ARN": f"arn:aws-cn:sagemaker:cn-north-1:123456789012:training-job/{name}",
    }


@given(PARTS)
def test_a_record_is_written_as_by_dmlc_core(data: bytes) -> None:
    frame = recordio_frame(data)
    assert frame == record_writers.recordio_frame(data)
    assert [each.data for each in record_formats.recordio(io.BytesIO(frame), 0)] == [data]


@pytest.mark.parametrize(
    ("fields", "content", "expected"),
    [
        ({}, b"1\n2", b"1\n2"),
        ({}, b"", b""),
        ({"compression": "Gzip"}, gzip.compress(b"1\n2", mtime=0), b"1\n2"),
        ({"compression": "Gzip"}, gzip.compress(b"1", mtime=0) + gzip.compress(b"2", mtime=0), b"12"),
        ({"record_wrapper": "RecordIO"}, b"abc", recordio_frame(b"abc")),
        ({"record_wrapper": "RecordIO"}, b"", recordio_frame(b"")),
        ({"record_wrapper": "RecordIO", "compression": "Gzip"}, gzip.compress(b"abc", mtime=0), recordio_frame(b"abc")),
    ],
)
def test_the_data_of_a_pipe(fields: dict[str, Any], content: bytes, expected: bytes) -> None:
    assert b"".join(training.pipe_data(channel(**fields), io.BytesIO(content))) == expected


def test_a_large_object_is_not_read_at_once() -> None:
    parts = list(training.pipe_data(channel(), io.BytesIO(bytes(5 << 20))))
    assert (b"".join(parts), max(map(len, parts))) == (bytes(5 << 20), 1 << 20)


@pytest.mark.parametrize(
    ("fields", "content", "message"),
    [
        ({"compression": "Gzip"}, b"1,2\n", "not a valid gzip file: Not a gzipped file (b'1,')"),
        (
            {"compression": "Gzip"},
            gzip.compress(bytes(1000), mtime=0)[:-9],
            "not a valid gzip file: Compressed file ended before the end-of-stream marker was reached",
        ),
        (
            {"compression": "Gzip"},
            gzip.compress(bytes(1000), mtime=0)[:10] + b"\xff" * 20,
            "not a valid gzip file: Error -3 while decompressing data: invalid block type",
        ),
        ({"record_wrapper": "RecordIO"}, b"x" * 9, "larger than 8 bytes, the maximum of a RecordIO record"),
    ],
)
def test_data_that_no_pipe_can_have(
    fields: dict[str, Any], content: bytes, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "MAX_RECORDIO_BYTES", 8)
    with pytest.raises(FormatError) as caught:
        list(training.pipe_data(channel(**fields), io.BytesIO(content)))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", ""),
        (b"no data", "no data"),
        ("é".encode() * 1025, "é" * 1024),
        (b"\xff" * 2, "�" * 2),
    ],
)
def test_the_failure_reason(content: bytes, reason: str) -> None:
    assert training.failure_reason(content) == reason
