"""S3: default buckets and objects, and those that a client creates."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sagemaker_marketplace.sandbox.server import Sandbox

BUCKET = "seller-data"
MODEL = {"Bucket": BUCKET, "Key": "iris/model.tar.gz"}
# scenario: whether the object is gzip, and the files in its archive; None if there is no archive
MODELS: dict[str, tuple[bool, list[str] | None]] = {
    "success": (True, ["model.bin", "labels.json"]),
    "model-empty": (False, None),
    "model-not-gzip": (False, ["model.bin", "labels.json"]),
    "model-unsafe-path": (True, ["../model.bin"]),
    "model-in-subfolder": (True, ["model", "model/model.bin", "model/labels.json"]),
}


def status(call: Callable[[], Any]) -> tuple[int, str]:
    """Make a call that fails; return the HTTP status and the error code."""
    with pytest.raises(ClientError) as raised:
        call()
    return raised.value.response["ResponseMetadata"]["HTTPStatusCode"], raised.value.response["Error"]["Code"]


def listed(s3: Any, prefix: str) -> dict[str, int]:
    """Return keys and sizes of the objects under a prefix."""
    found = s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix)
    return {item["Key"]: item["Size"] for item in found.get("Contents", ())}


@pytest.mark.parametrize("scenario", MODELS)
def test_default_model_objects(scenario: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any]) -> None:
    compressed, members = MODELS[scenario]
    s3 = connect(serve(scenario), "s3")
    size = s3.head_object(**MODEL)["ContentLength"]
    content = s3.get_object(**MODEL)["Body"].read()
    assert (len(content), content.startswith(b"\x1f\x8b")) == (size, compressed)
    if members is None:
        assert content == b""
        return
    assert s3.get_object(**MODEL, Range="bytes=0-99")["Body"].read() == content[:100]
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        assert archive.getnames() == members
        assert [member.isdir() for member in archive] == [name == "model" for name in members]


def test_a_missing_model(serve: Callable[[str], Sandbox], connect: Callable[..., Any]) -> None:
    s3 = connect(serve("model-missing"), "s3")
    assert s3.head_bucket(Bucket=BUCKET)["BucketRegion"] == "us-east-1"
    assert status(lambda: s3.head_object(**MODEL)) == (404, "404")
    assert status(lambda: s3.get_object(**MODEL)) == (404, "NoSuchKey")


@pytest.mark.parametrize(
    ("scenario", "prefix", "expected"),
    [
        ("success", "input/", {"input/part-0.csv": 800, "input/part-1.csv": 800}),
        ("success", "input", {"input/part-0.csv": 800, "input/part-1.csv": 800}),
        ("success", "", {"part-0.csv": 800, "part-1.csv": 800}),
        ("success", "input/a.csv", {"input/a.csv": 800}),
        ("validation-data-large", "input/", {"input/part-0.csv": 12_000_000, "input/part-1.csv": 12_000_000}),
        ("validation-data-empty", "input/", {}),
    ],
)
def test_default_test_data(
    scenario: str, prefix: str, expected: dict[str, int], serve: Callable[[str], Sandbox], connect: Callable[..., Any]
) -> None:
    s3 = connect(serve(scenario), "s3")
    assert listed(s3, prefix) == listed(s3, prefix) == expected


def test_single_default_objects(serve: Callable[[str], Sandbox], connect: Callable[..., Any]) -> None:
    s3 = connect(serve("success"), "s3")

    def content(key: str) -> bytes:
        body: bytes = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return body

    assert json.loads(content("input/all.manifest")) == [{"prefix": f"s3://{BUCKET}/input/"}, "part-0.csv"]
    assert json.loads(content("all.manifest")) == [{"prefix": f"s3://{BUCKET}/"}, "part-0.csv"]
    rows = content("input/part-0.csv")
    assert rows.splitlines() == [b"5.1,3.5,1.4,0.2"] * 50
    assert gzip.decompress(content("input/a.csv.gz")) == rows
    assert status(lambda: s3.head_object(Bucket=BUCKET, Key="output/")) == (404, "404")
    zipped = (
        connect(serve("validation-data-gzip"), "s3").get_object(Bucket=BUCKET, Key="input/part-0.csv")["Body"].read()
    )
    assert gzip.decompress(zipped) == rows
    empty = connect(serve("validation-data-empty"), "s3")
    assert status(lambda: empty.head_object(Bucket=BUCKET, Key="input/part-0.csv")) == (404, "404")
    assert empty.head_object(**MODEL)["ContentLength"] > 0


@pytest.mark.parametrize(("scenario", "region"), [("success", ""), ("bucket-in-other-region", "eu-west-1")])
def test_the_region_of_a_bucket(
    scenario: str, region: str, serve: Callable[[str], Sandbox], connect: Callable[..., Any]
) -> None:
    sandbox = serve(scenario)
    for caller in ("us-east-2", "eu-west-1", "us-east-1"):
        answer = connect(sandbox, "s3", caller).head_bucket(Bucket=BUCKET)
        expected = region or caller
        assert answer["ResponseMetadata"]["HTTPHeaders"]["x-amz-bucket-region"] == answer["BucketRegion"] == expected


def test_an_upload_from_another_region_does_not_decide_where_a_bucket_is(
    sandbox: Sandbox, connect: Callable[..., Any]
) -> None:
    connect(sandbox, "s3", "us-east-1").put_object(Bucket=BUCKET, Key="model.tar.gz", Body=b"x")
    for region in ("us-east-2", "us-east-1"):
        s3 = connect(sandbox, "s3", region)
        assert s3.head_bucket(Bucket=BUCKET)["BucketRegion"] == region
        assert s3.get_object(Bucket=BUCKET, Key="model.tar.gz")["Body"].read() == b"x"


def test_a_missing_bucket(serve: Callable[[str], Sandbox], connect: Callable[..., Any]) -> None:
    s3 = connect(serve("bucket-missing"), "s3")
    assert status(lambda: s3.head_bucket(Bucket=BUCKET)) == (404, "404")
    assert status(lambda: s3.get_object(**MODEL)) == (404, "NoSuchBucket")
    assert status(lambda: s3.list_objects_v2(Bucket=BUCKET)) == (404, "NoSuchBucket")
    s3.create_bucket(Bucket=BUCKET)
    assert s3.head_bucket(Bucket=BUCKET)["BucketRegion"] == "us-east-1"


def test_created_buckets_and_objects_are_unchanged(sandbox: Sandbox, connect: Callable[..., Any]) -> None:
    s3 = connect(sandbox, "s3")
    s3.create_bucket(Bucket=BUCKET)
    assert listed(s3, "input/") == {}
    assert status(lambda: s3.head_object(**MODEL)) == (404, "404")
    s3.put_object(**MODEL, Body=b"mine")
    assert s3.get_object(**MODEL)["Body"].read() == b"mine"
    s3.delete_object(**MODEL)
    s3.delete_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="input/mine.csv", Body=b"1\n")
    assert listed(s3, "input/") == {"input/mine.csv": 2}
    assert listed(s3, "other/") == {"other/part-0.csv": 800, "other/part-1.csv": 800}
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == [BUCKET]
