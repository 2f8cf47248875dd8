"""Checks of model data: archives in valid and invalid formats."""

import gzip

import pytest
from tests.preflight.bucket import DATA_CHECKS, LOOK, package, packed, put
from tests.preflight.conftest import RunPreflight

from sagemaker_marketplace.preflight.checks import _archives

PACK = "pack it again: tar -czf model.tar.gz -C model ."
FROM_WITHIN = "pack from within the folder: tar -czf model.tar.gz -C model ."
FROM_WITHIN_IF_UNINTENDED = "pack from within the folder if this is not intended: tar -czf model.tar.gz -C model ."
TAR = gzip.decompress(packed("model.bin"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (packed("model.bin"), []),
        (packed("./", "./model.bin"), []),
        (packed("code/", "code/inference.py", "model.bin"), []),
        (packed("1/", "1/saved_model.pb"), []),
        (packed("model/"), []),
        (packed(), []),
        (
            packed("./", "./model/", "./model/model.bin"),
            [
                "7:23 info model-data-wrapped: the files of the archive are in the folder model, in the "
                f"container in /opt/ml/model/model | {FROM_WITHIN_IF_UNINTENDED}"
            ],
        ),
        (
            packed("model.bin", "/etc/model.json", "../up"),
            [
                "7:23 warning model-data-unsafe-path: the archive entry '/etc/model.json' is outside the folder it is "
                f"unpacked into | {FROM_WITHIN}"
            ],
        ),
        (packed("..model", "a..b/c"), []),
        (
            packed("model.bin", "latest -> model.bin", "other -> latest"),
            [
                "7:23 error model-data-link: the archive entry 'latest' is a symbolic link | pack files instead of "
                "links to them: tar -czhf model.tar.gz -C model ."
            ],
        ),
        # Concatenated gzip files are one file, and a truncated tar is read as the beginning of one.
        (b"".join(gzip.compress(part, mtime=0) for part in (TAR[:100], TAR[100:])), []),
        (
            gzip.compress(b"weights" * 1000, mtime=0),
            [
                "7:23 error model-data-not-tar: s3://acme/model.tar.gz is gzip compressed, but not a tar "
                f"archive | {PACK}"
            ],
        ),
        (
            gzip.compress(b"weights", mtime=0),
            [
                "7:23 error model-data-not-tar: s3://acme/model.tar.gz is gzip compressed, but not a tar "
                f"archive | {PACK}"
            ],
        ),
        (b"PK\x03\x04", [f"7:23 error model-data-not-gzip: s3://acme/model.tar.gz is not a gzip file | {PACK}"]),
        (
            b"\x1f\x8b" + bytes(16),
            [f"7:23 error model-data-not-gzip: s3://acme/model.tar.gz is not a gzip file | {PACK}"],
        ),
        (b"\x1f", [f"7:23 error model-data-not-gzip: s3://acme/model.tar.gz is not a gzip file | {PACK}"]),
    ],
)
def test_model_archives(run_preflight: RunPreflight, body: bytes, expected: list[str]) -> None:
    objects = put({"model.tar.gz": body, "input/a.csv": b"1\n"})
    assert run_preflight("success", package(), objects, select=DATA_CHECKS) == expected


def test_an_archive_of_many_files(run_preflight: RunPreflight) -> None:
    test_model_archives(run_preflight, packed(*(f"model/{number}.bin" for number in range(20_000))), [])


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        # The check reads only model data that must be an archive, by its name or by its fields.
        ("ModelDataUrl: s3://acme/weights.bin", []),
        ("ModelDataSource: {S3DataSource: {S3Uri: s3://acme/weights.bin, S3DataType: S3Object, ModelAccess: 1}}", []),
        ("ModelDataSource: {S3DataSource: {S3DataType: S3Prefix, CompressionType: None, S3Uri: s3://acme/mod}}", []),
        (
            "ModelDataSource: {S3DataSource: {S3DataType: S3Object, CompressionType: Gzip, S3Uri: "
            "s3://acme/weights.bin}}",
            [f"7:94 error model-data-not-gzip: s3://acme/weights.bin is not a gzip file | {PACK}"],
        ),
        (
            "ModelDataSource: {S3DataSource: {S3DataType: S3Prefix, CompressionType: None, S3Uri: s3://acme/other/}}",
            [
                "7:94 error model-data-missing: there are no objects under s3://acme/other/"
                f" | upload it before the release, {LOOK}"
            ],
        ),
    ],
)
def test_model_data_without_archives(run_preflight: RunPreflight, model: str, expected: list[str]) -> None:
    objects = put({"weights.bin": b"weights", "models/a": b"a", "input/a.csv": b"1\n"})
    assert run_preflight("success", package(model=model), objects, select=DATA_CHECKS) == expected


def test_unpacking_ends_at_a_limit() -> None:
    limit = _archives._MAX_BYTES
    for first in (limit - 1, limit, limit + 1):
        parts = [gzip.compress(bytes(size), mtime=0) for size in (first, 2 * limit)]
        assert len(_archives._decompress(b"".join(parts)) or b"") == limit
