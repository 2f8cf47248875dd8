"""What the account tells of the data a manifest names, scenario by scenario and with objects of one's own."""

import gzip
from collections.abc import Iterator

import pytest
from tests.preflight.bucket import LOOK, OF_DATA, package, packed, put
from tests.preflight.conftest import Ask

from sagemaker_marketplace.aws.queries import NoAnswer
from sagemaker_marketplace.preflight.checks import _data

PACK = "pack it again: tar -czf model.tar.gz -C model ."
FROM_WITHIN = "pack from within the folder: tar -czf model.tar.gz -C model ."
FROM_WITHIN_IF_UNINTENDED = "pack from within the folder if this is not intended: tar -czf model.tar.gz -C model ."
UNSAID = "set CompressionType: Gzip in TransformInput, or upload the data uncompressed"
UNPACKED = "compress the objects, or remove CompressionType"
ELSEWHERE = " + 18:24 also used here + 20:27 also used here"


def algorithm(channel: str = "CompressionType: None") -> str:
    """A manifest with a channel's URI on line 14 and the output's on line 16."""
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
    ("scenario", "found"),
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
                "18:24 error validation-data-empty: there "
                f"are no objects under s3://acme/input/ | upload the data, {LOOK}"
            ],
        ),
        (
            "validation-data-gzip",
            [
                "18:24 warning validation-data-compression-type: "
                f"input/part-0.csv is gzip compressed, but CompressionType is not Gzip | {UNSAID}"
            ],
        ),
        ("validation-data-large", []),
    ],
)
def test_scenarios(ask: Ask, scenario: str, found: list[str]) -> None:
    assert ask(scenario, package(), select=OF_DATA) == found


@pytest.mark.parametrize(
    ("scenario", "channel", "found"),
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
                "14:26 error validation-data-empty: there "
                f"are no objects under s3://acme/training/ | upload the data, {LOOK}"
            ],
        ),
        (
            "success",
            "CompressionType: Gzip",
            [
                "10:32 warning training-data-not-gzip: CompressionType is Gzip, but training/part-0.csv is not "
                "a gzip file"
                f" | {UNPACKED}"
            ],
        ),
        ("validation-data-gzip", "CompressionType: Gzip", []),
        # An algorithm may unpack its files itself.
        ("validation-data-gzip", "CompressionType: None", []),
    ],
)
def test_training_data(ask: Ask, scenario: str, channel: str, found: list[str]) -> None:
    assert ask(scenario, algorithm(channel), select=OF_DATA) == found


@pytest.mark.parametrize(
    ("given", "job", "found"),
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
def test_payload(ask: Ask, given: str, job: str, found: list[str]) -> None:
    assert ask("validation-data-large", package(given, job), select=OF_DATA) == found


def test_an_object_beyond_every_limit_is_the_largest_one_there_is(ask: Ask) -> None:
    objects = put(
        {"model.tar.gz": packed("a"), "input/a": bytes(7 << 20), "input/b": bytes(101 << 20), "input/c": b"c"}
    )
    assert ask("success", package("SplitType: None"), objects, select=OF_DATA) == [
        "18:24 error validation-data-payload: input/b has 101.0 MB, more than the maximum of 6 MB for a request"
        " | split the data (SplitType: Line), or validate with smaller objects"
    ]


@pytest.mark.parametrize(
    ("scenario", "given", "found"),
    [
        ("validation-data-gzip", "CompressionType: Gzip", []),
        (
            "success",
            "CompressionType: Gzip",
            [
                "14:30 error validation-data-not-gzip: CompressionType is Gzip, but input/part-0.csv is not a gzip file"
                f" | {UNPACKED}"
            ],
        ),
        (
            "validation-data-gzip",
            "ContentType: text/csv",
            [
                "18:24 warning validation-data-compression-type: "
                f"input/part-0.csv is gzip compressed, but CompressionType is not Gzip | {UNSAID}"
            ],
        ),
        # A container may take compressed files as they are.
        ("validation-data-gzip", "ContentType: application/gzip", []),
    ],
)
def test_compression(ask: Ask, scenario: str, given: str, found: list[str]) -> None:
    assert ask(scenario, package(given), select=OF_DATA) == found


@pytest.mark.parametrize(
    ("objects", "given", "found"),
    [
        # The folder's own marker is an object, and has nothing to look at.
        ({"input/": b""}, "CompressionType: Gzip", []),
        ({"input/": b"", "input/a.gz": gzip.compress(b"1", mtime=0)}, "CompressionType: Gzip", []),
        (
            {"input": b"1"},
            "SplitType: Line",
            [
                "18:24 error validation-data-empty: there "
                f"are no objects under s3://acme/input/ | upload the data, {LOOK}"
            ],
        ),
    ],
)
def test_folders(ask: Ask, objects: dict[str, bytes], given: str, found: list[str]) -> None:
    prepared = put({"model.tar.gz": packed("a"), **objects})
    assert ask("success", package(given), prepared, select=OF_DATA) == found


def test_a_manifest_file_is_looked_for_by_its_name(ask: Ask) -> None:
    manifest = package("SplitType: None", kind="ManifestFile", uri="s3://acme/inputs.manifest")
    absent = put({"model.tar.gz": packed("a"), "inputs.manifest.txt": b"[]"})
    assert ask("success", manifest, absent, select=OF_DATA) == [
        f"18:24 error validation-data-empty: the bucket acme has no object inputs.manifest | upload the data, {LOOK}"
    ]
    assert ask("success", manifest, put({"model.tar.gz": packed("a"), "inputs.manifest": b"[]"}), select=OF_DATA) == []


def test_a_subject_without_an_answer_does_not_keep_the_others_from_being_looked_at() -> None:
    def look(subject: int) -> Iterator[tuple[tuple[int], str, str]]:
        if subject in (1, 3):
            raise NoAnswer((subject,), f"nothing about {subject}")
        yield (subject,), "found", ""

    looking = _data.check_each(range(5), look)
    assert [next(looking)[0] for _ in range(3)] == [(0,), (2,), (4,)]
    with pytest.raises(NoAnswer, match="nothing about 1"):
        next(looking)
