"""The files of a training job's channels: local ones, or those in S3 by the names that SageMaker keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.generators import notes_of
from tests.preflight.conftest import parsed
from tests.rehearse.test_downloads import account
from tests.rehearse.test_inputs import write
from tests.rehearse.training_manifest import IRIS, algorithm, channel, training_sources

from sagemaker_marketplace.aws.queries import Clients, Queries
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader, rehearsal
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.manifest.paths import text
from sagemaker_marketplace.rehearse.sources.channels import ChannelFile, TrainingSources
from sagemaker_marketplace.rehearse.training_job import training_jobs

LIST = json.dumps([{"prefix": "s3://acme/train/"}, "b.csv", "a.csv"]).encode()
FILES = {
    "data/train/b.csv": b"1\n",
    "data/train/more/a.csv": b"2\n",
    "data/train/.DS_Store": b"\0",
    "data/train/a.csv": b"3\n",
    "data/list.json": LIST,
    "data/b.csv": b"4\n",
    "data/a.csv": b"5\n",
    "empty/.gitkeep": b"",
}


def no_account() -> Queries:
    """An account that is not asked."""
    return Queries(
        Clients(lambda *_: pytest.fail("AWS is asked")), "us-east-1", "2026-01-01", Facts(today="2026-01-01")
    )


@pytest.mark.parametrize(
    ("local", "kind", "expected"),
    [
        ("data/a.csv", "S3Prefix", {"a.csv": "data/a.csv"}),
        (
            "data/train",
            "S3Prefix",
            {"a.csv": "data/train/a.csv", "b.csv": "data/train/b.csv", "more/a.csv": "data/train/more/a.csv"},
        ),
        ("data/list.json", "ManifestFile", {"b.csv": "data/b.csv", "a.csv": "data/a.csv"}),
        ("data/list.json", "S3Prefix", {"list.json": "data/list.json"}),
    ],
)
def test_local_files(tmp_path: Path, local: str, kind: str, expected: Mapping[str, str]) -> None:
    write(tmp_path, FILES)
    sources = training_sources(no_account(), f"{{training: {{input: {{training: {local}}}}}}}", kind=kind)
    notes, found = notes_of(channel(sources, "training", tmp_path, tmp_path))
    assert (notes, found) == ([], [ChannelFile(name, tmp_path / path) for name, path in expected.items()])


def test_an_augmented_manifest_file_is_replaced_by_what_the_fifo_contains(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    block = "{training: {input: {training: data/a.csv}}}"
    sources = training_sources(no_account(), block, kind="AugmentedManifestFile", mode="Pipe")
    notes, found = notes_of(channel(sources, "training", tmp_path, tmp_path))
    assert notes == ["channel training: data/a.csv is sent as it is: an AugmentedManifestFile can't be rehearsed"]
    assert [each.name for each in found] == ["a.csv"]


@pytest.mark.parametrize(
    ("local", "message", "hint"),
    [
        ("data/absent", "file or folder not found: data/absent (searched in {root})", "check the path"),
        ("empty", "there are no files in empty", "add at least one object of test data"),
        ("linked", "linked/passwd is outside the workspace", "use a file inside {root}"),
        ("../x", "../x is outside the workspace", "use a file inside {root}"),
    ],
)
def test_local_files_that_can_not_be_used(tmp_path: Path, local: str, message: str, hint: str) -> None:
    root = tmp_path / "repository"
    write(root, {**FILES, "linked/a.csv": b""})
    (root / "linked/passwd").symlink_to("/etc/passwd")
    write(tmp_path, {"x": b""})
    sources = training_sources(no_account(), f"{{training: {{input: {{training: {local}}}}}}}")
    with pytest.raises(Failure) as raised:
        notes_of(channel(sources, "training", root, root))
    assert (raised.value.message, raised.value.hint) == (message.format(root=root), hint.format(root=root))


def test_local_keys_that_can_not_be_files_of_one_folder(tmp_path: Path) -> None:
    listed = json.dumps([{"prefix": "s3://acme/train/"}, "../b.csv", "a.csv"]).encode()
    write(tmp_path, {"data/list/list.json": listed, "data/b.csv": b"1\n", "data/list/a.csv": b"2\n"})
    block = "{training: {input: {training: data/list/list.json}}}"
    with pytest.raises(Failure) as raised:
        notes_of(channel(training_sources(no_account(), block, kind="ManifestFile"), "training", tmp_path, tmp_path))
    assert raised.value.message == "channel training: '../b.csv' can't be the name of a file"
    assert (raised.value.hint, raised.value.path) == ("rename it", ("rehearsal", "training", "input", "training"))
    piped = training_sources(no_account(), block, kind="ManifestFile", mode="Pipe")
    _, found = notes_of(channel(piped, "training", tmp_path, tmp_path))
    assert [each.path for each in found] == [tmp_path / "data/b.csv", tmp_path / "data/list/a.csv"]


OBJECTS = {
    "train/": b"",
    "train/b.csv": b"1\n",
    "train/B.csv": b"22\n",
    "train/more/": b"",
    "train/more/a.csv": b"333\n",
    "train-list": LIST,
    "train/a.csv": b"4\n",
    "training/c.csv": b"5\n",
}


@pytest.mark.parametrize(
    ("uri", "kind", "expected", "note"),
    [
        (
            "s3://acme/train/",
            "S3Prefix",
            {"B.csv": b"22\n", "a.csv": b"4\n", "b.csv": b"1\n", "more/a.csv": b"333\n"},
            "downloading 4 objects from s3://acme/train/ (11 bytes)",
        ),
        (
            "s3://acme/train/more",
            "S3Prefix",
            {"a.csv": b"333\n"},
            "downloading 1 object from s3://acme/train/more (4 bytes)",
        ),
        (
            "s3://acme/trainin",
            "S3Prefix",
            {"training/c.csv": b"5\n"},
            "downloading 1 object from s3://acme/trainin (2 bytes)",
        ),
        (
            "s3://acme/train/b",
            "S3Prefix",
            {"b.csv": b"1\n"},
            "downloading 1 object from s3://acme/train/b (2 bytes)",
        ),
        (
            "s3://acme/train-list",
            "ManifestFile",
            {"b.csv": b"1\n", "a.csv": b"4\n"},
            "downloading 2 objects from s3://acme/train-list (4 bytes)",
        ),
    ],
)
def test_files_from_s3(tmp_path: Path, uri: str, kind: str, expected: Mapping[str, bytes], note: str) -> None:
    with account(OBJECTS) as queries:
        notes, found = notes_of(channel(training_sources(queries, uri=uri, kind=kind), "training", tmp_path, tmp_path))
    assert notes == [note]
    assert list({each.name: each.path.read_bytes() for each in found}.items()) == list(expected.items())


def test_the_channels_of_a_job_share_a_folder(tmp_path: Path) -> None:
    with account({"train/a": b"1", "validation/a": b"2"}) as queries:
        sources = training_sources(queries)
        found = [notes_of(channel(sources, name, tmp_path, tmp_path))[1] for name in ("training", "validation")]
    assert [[each.path.read_bytes() for each in files] for files in found] == [[b"1"], [b"2"]]


RENAME = "rename the object, or set rehearsal.training.input.training"


@pytest.mark.parametrize(
    ("keys", "changes", "message", "hint", "code"),
    [
        ([], {}, "no objects found under s3://acme/train/", "upload the input, or set {}", 3),
        (["a", "a/b"], {}, "channel training: 'a' is both an object and the beginning of another", RENAME, 2),
        (["a/b", "a//b"], {}, "channel training: two objects have the same path", RENAME, 2),
        (["a/../b"], {}, "channel training: 'a/../b' can't be the name of a file", RENAME, 2),
        (["a/./b"], {}, "channel training: 'a/./b' can't be the name of a file", RENAME, 2),
        (["ü" * 128], {}, f"channel training: '{'ü' * 128}' can't be the name of a file", RENAME, 2),
        (
            ["a"],
            {"kind": "ManifestFile", "uri": "s3://acme/absent"},
            "object not found: s3://acme/absent",
            "upload it, or set {}",
            3,
        ),
        (
            ["a"],
            {"kind": "AugmentedManifestFile", "mode": "Pipe"},
            "channel training: an AugmentedManifestFile can't be rehearsed",
            "set {} to a file with what the FIFO contains",
            2,
        ),
    ],
)
def test_objects_that_can_not_be_used(
    tmp_path: Path, keys: list[str], changes: Mapping[str, str], message: str, hint: str, code: int
) -> None:
    with account({f"train/{key}": b"1" for key in keys}) as queries, pytest.raises(Failure) as raised:
        notes_of(channel(training_sources(queries, **changes), "training", tmp_path, tmp_path))
    hint = hint.format("rehearsal.training.input.training")
    assert (raised.value.message, raised.value.hint, raised.value.exit_code) == (message, hint, code)
    assert raised.value.location is not None
    assert raised.value.location.line == 20


def test_names_are_of_no_account_in_pipe_mode(tmp_path: Path) -> None:
    with account({"train/a": b"1", "train/a/b": b"2"}) as queries:
        _, found = notes_of(channel(training_sources(queries, mode="Pipe"), "training", tmp_path, tmp_path))
    assert [each.path.read_bytes() for each in found] == [b"1", b"2"]


def test_a_channel_that_is_not_in_s3(tmp_path: Path) -> None:
    manifest = algorithm().replace("S3Uri: s3://acme/train/", "S3Uri: https://acme/train/")
    document = reader.parse("m.yaml", manifest.encode(), lambda *_: pytest.fail("no files"), {})
    [job] = training_jobs(document)
    sources = TrainingSources(document, job, rehearsal.read(document), no_account())
    with pytest.raises(Failure) as raised:
        notes_of(channel(sources, "training", tmp_path, tmp_path))
    assert raised.value.message == "channel training has no input in S3"
    assert raised.value.hint == "set rehearsal.training.input.training"
    assert raised.value.path == job.channels[0].path


SERVE = ("rehearsal.image", "the image serve")
CHANNELS = [
    ("rehearsal.training.input.training", "the channel training (s3://acme/train/)"),
    ("rehearsal.training.input.validation", "the channel validation (s3://acme/validation/)"),
]
BATCH = ("rehearsal.input", "the input s3://acme/input/")


@pytest.mark.parametrize(
    ("block", "training_image", "expected"),
    [
        ("{}", "train", [("rehearsal.training.image", "the training image train"), *CHANNELS, SERVE, BATCH]),
        ("{}", "serve", [SERVE, *CHANNELS, BATCH]),
        ("{image: a}", "serve", [*CHANNELS, BATCH]),
        ("{image: a}", "train", [("rehearsal.training.image", "the training image train"), *CHANNELS, BATCH]),
        ("{training: {image: a}}", "serve", [*CHANNELS, SERVE, BATCH]),
        ("{training: {image: a, input: {training: b}}, input: c}", "serve", [CHANNELS[1], SERVE]),
        ("{image: a, input: b, training: {input: {training: c, validation: d}}}", "serve", []),
    ],
)
def test_what_of_a_profile_is_in_aws(block: str, training_image: str, expected: list[tuple[str, str]]) -> None:
    fields = {"training_image": training_image, "image": "serve", "container": "ModelDataUrl: s3://acme/model.tar.gz"}
    parts = training_sources(no_account(), block, **fields).remote.parts
    assert [(text(part.field), part.text) for part in parts] == expected


def test_a_profile_without_a_transform_job() -> None:
    document = parsed(algorithm().replace("TransformJobDefinition", "Ignored"))
    [job] = training_jobs(document)
    parts = TrainingSources(document, job, rehearsal.read(document), no_account()).remote.parts
    assert [part.text for part in parts] == [f"the image {IRIS}:1.0", *(words for _, words in CHANNELS)]
