"""Checks of the data in a manifest, by scenario and with objects that a test chooses."""

import gzip
from collections.abc import Iterator

import pytest
from tests.preflight.bucket import DATA_CHECKS, LOOK, package, packed, put
from tests.preflight.conftest import RunPreflight

from sagemaker_marketplace.aws.queries import NoAnswer
from sagemaker_marketplace.preflight.checks import _data

PACK = "pack it again: tar -czf model.tar.gz -C model ."
FROM_WITHIN = "pack from within the folder: tar -czf model.tar.gz -C model ."
FROM_WITHIN_IF_UNINTENDED = "pack from within the folder if this is not intended: tar -czf model.tar.gz -C model ."
NO_COMPRESSION_TYPE = "set CompressionType: Gzip in TransformInput, or upload the data uncompressed"
NOT_COMPRESSED = "compress the objects, or remove CompressionType"
ELSEWHERE = " + 18:24 also used here + 20:27 also used here"


def algorithm(channel: str = "CompressionType: None") -> str:
    """Return a manifest with a channel's URI on line 14 and the output's on line 16."""
    return f"""\
kind: Algorithm
region: us-east-1
spec:
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: training
        TrainingJobDefinition:
          InputDataConfig:
            - ChannelName: training
              {channel}
              DataSource:
                S3DataSource:
                  S3DataType: S3Prefix
                  S3Uri: s3://acme/training/
          OutputDataConfig:
            S3OutputPath: s3://acme/output/
"""


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("success", []),
        (
            "bucket-missing",
            [
                "7:23 error bucket-missing: bucket not found: acme"
                f" | fix the name, or create it: aws s3 mb s3://acme --region us-east-1{ELSEWHERE}"
            ],
        ),
        (
            "bucket-in-other-region",
            [
                "7:23 error bucket-region: the bucket acme is in eu-west-1, the manifest in us-east-1"
                f" | copy the objects to a bucket in us-east-1{ELSEWHERE}"
            ],
        ),
        (
            "model-missing",
            [
                "7:23 error model-data-missing: the bucket acme has no object model.tar.gz"
                f" | upload it before the release, {LOOK}"
            ],
        ),
        ("model-empty", [f"7:23 error model-data-not-gzip: s3://acme/model.tar.gz is empty | {PACK}"]),
        ("model-not-gzip", [f"7:23 error model-data-not-gzip: s3://acme/model.tar.gz is not a gzip file | {PACK}"]),
        (
            "model-unsafe-path",
            [
                "7:23 warning model-data-unsafe-path: the archive entry '../model.bin' is outside the folder it is "
                f"unpacked into | {FROM_WITHIN}"
            ],
        ),
        (
            "model-in-subfolder",
            [
                "7:23 info model-data-wrapped: the files of the archive are in the folder model, in the "
                f"container in /opt/ml/model/model | {FROM_WITHIN_IF_UNINTENDED}"
            ],
        ),
        (
            "validation-data-empty",
            [
                "18:24 error validation-data-empty: "
                f"there are no objects under s3://acme/input/ | upload the data, {LOOK}"
            ],
        ),
        (
            "validation-data-gzip",
            [
                "18:24 warning validation-data-compression-type: "
                f"input/part-0.csv is gzip compressed, but CompressionType is not Gzip | {NO_COMPRESSION_TYPE}"
            ],
        ),
        ("validation-data-large", []),
    ],
)
def test_scenarios(run_preflight: RunPreflight, scenario: str, expected: list[str]) -> None:
    assert run_preflight(scenario, package(), select=DATA_CHECKS) == expected


@pytest.mark.parametrize(
    ("scenario", "channel", "expected"),
    [
        ("success", "CompressionType: None", []),
        (
            "bucket-missing",
            "CompressionType: None",
            [
                "14:26 error bucket-missing: bucket not found: acme | fix the name, or create it: aws s3 mb s3://acme"
                " --region us-east-1 + 16:27 also used here"
            ],
        ),
        (
            "validation-data-empty",
            "CompressionType: Gzip",
            [
                "14:26 error validation-data-empty: "
                f"there are no objects under s3://acme/training/ | upload the data, {LOOK}"
            ],
        ),
        (
            "success",
            "CompressionType: Gzip",
            [
                "10:32 warning training-data-not-gzip: CompressionType is Gzip, but training/part-0.csv is not "
                "a gzip file"
                f" | {NOT_COMPRESSED}"
            ],
        ),
        ("validation-data-gzip", "CompressionType: Gzip", []),
        # An algorithm can decompress its files itself.
        ("validation-data-gzip", "CompressionType: None", []),
    ],
)
def test_training_data(run_preflight: RunPreflight, scenario: str, channel: str, expected: list[str]) -> None:
    assert run_preflight(scenario, algorithm(channel), select=DATA_CHECKS) == expected


@pytest.mark.parametrize(
    ("input_field", "job_field", "expected"),
    [
        (
            "SplitType: None",
            "MaxConcurrentTransforms: 1",
            [
                "18:24 error validation-data-payload: input/part-0.csv "
                "has 11.4 MB, more than the maximum of 6 MB for a request | raise MaxPayloadInMB to 12, or "
                "split the data (SplitType: Line), or validate with smaller "
                "objects"
            ],
        ),
        (
            "ContentType: image/png",
            "MaxPayloadInMB: 11",
            [
                "18:24 error validation-data-payload: input/part-0.csv "
                "has 11.4 MB, more than the maximum of 11 MB for a request | raise MaxPayloadInMB to 12, or "
                "split the data (SplitType: Line), or validate with "
                "smaller objects + 12:27 11 MB"
            ],
        ),
        ("SplitType: None", "MaxPayloadInMB: 12", []),
        ("SplitType: None", "MaxPayloadInMB: 0", []),
        ("SplitType: Line", "MaxPayloadInMB: 1", []),
    ],
)
def test_payload(run_preflight: RunPreflight, input_field: str, job_field: str, expected: list[str]) -> None:
    assert run_preflight("validation-data-large", package(input_field, job_field), select=DATA_CHECKS) == expected


def test_the_largest_object_is_reported(run_preflight: RunPreflight) -> None:
    objects = put(
        {"model.tar.gz": packed("a"), "input/a": bytes(7 << 20), "input/b": bytes(101 << 20), "input/c": b"c"}
    )
    assert run_preflight("success", package("SplitType: None"), objects, select=DATA_CHECKS) == [
        "18:24 error validation-data-payload: input/b has 101.0 MB, more than the maximum of 6 MB for a request"
        " | split the data (SplitType: Line), or validate with smaller objects"
    ]


@pytest.mark.parametrize(
    ("scenario", "input_field", "expected"),
    [
        ("validation-data-gzip", "CompressionType: Gzip", []),
        (
            "success",
            "CompressionType: Gzip",
            [
                "14:30 error validation-data-not-gzip: CompressionType is Gzip, but input/part-0.csv is not a gzip file"
                f" | {NOT_COMPRESSED}"
            ],
        ),
        (
            "validation-data-gzip",
            "ContentType: text/csv",
            [
                "18:24 warning validation-data-compression-type: "
                f"input/part-0.csv is gzip compressed, but CompressionType is not Gzip | {NO_COMPRESSION_TYPE}"
            ],
        ),
        # A container can accept compressed files.
        ("validation-data-gzip", "ContentType: application/gzip", []),
    ],
)
def test_compression(run_preflight: RunPreflight, scenario: str, input_field: str, expected: list[str]) -> None:
    assert run_preflight(scenario, package(input_field), select=DATA_CHECKS) == expected


@pytest.mark.parametrize(
    ("objects", "input_field", "expected"),
    [
        # The folder's marker object has no content to check.
        ({"input/": b""}, "CompressionType: Gzip", []),
        ({"input/": b"", "input/a.gz": gzip.compress(b"1", mtime=0)}, "CompressionType: Gzip", []),
        (
            {"input": b"1"},
            "SplitType: Line",
            [
                "18:24 error validation-data-empty: "
                f"there are no objects under s3://acme/input/ | upload the data, {LOOK}"
            ],
        ),
    ],
)
def test_folders(run_preflight: RunPreflight, objects: dict[str, bytes], input_field: str, expected: list[str]) -> None:
    prepared = put({"model.tar.gz": packed("a"), **objects})
    assert run_preflight("success", package(input_field), prepared, select=DATA_CHECKS) == expected


@pytest.mark.parametrize("input_field", ["SplitType: Line", "CompressionType: None", "CompressionType: Gzip"])
def test_the_model_and_outputs_under_the_input_prefix_are_not_test_data(
    run_preflight: RunPreflight, input_field: str
) -> None:
    rows = gzip.compress(b"1", mtime=0) if "Gzip" in input_field else b"1"
    objects = put({"model.tar.gz": packed("a"), "output/a": bytes(7 << 20), "part-0.csv": rows})
    manifest = package(input_field, uri="s3://acme/")
    assert run_preflight("success", manifest, objects, select=DATA_CHECKS) == []


def test_an_output_path_that_is_the_input_prefix_does_not_hide_the_test_data(run_preflight: RunPreflight) -> None:
    objects = put({"model.tar.gz": packed("a"), "output/a": gzip.compress(b"1", mtime=0)})
    assert run_preflight("success", package(uri="s3://acme/output"), objects, select=DATA_CHECKS) == [
        "18:24 warning validation-data-compression-type: output/a is gzip compressed, but CompressionType is not Gzip "
        f"| {NO_COMPRESSION_TYPE}"
    ]


def test_a_manifest_file_must_exist_under_its_exact_name(run_preflight: RunPreflight) -> None:
    manifest = package("SplitType: None", kind="ManifestFile", uri="s3://acme/inputs.manifest")
    absent = put({"model.tar.gz": packed("a"), "inputs.manifest.txt": b"[]"})
    assert run_preflight("success", manifest, absent, select=DATA_CHECKS) == [
        f"18:24 error validation-data-empty: the bucket acme has no object inputs.manifest | upload the data, {LOOK}"
    ]
    assert (
        run_preflight(
            "success", manifest, put({"model.tar.gz": packed("a"), "inputs.manifest": b"[]"}), select=DATA_CHECKS
        )
        == []
    )


def test_an_item_without_a_response_does_not_stop_the_check_of_other_items() -> None:
    def check(item: int) -> Iterator[tuple[tuple[int], str, str]]:
        if item in (1, 3):
            raise NoAnswer((item,), f"nothing about {item}")
        yield (item,), "found", ""

    results = _data.check_each(range(5), check)
    assert [next(results)[0] for _ in range(3)] == [(0,), (2,), (4,)]
    with pytest.raises(NoAnswer, match="nothing about 1"):
        next(results)
