"""Which objects of S3 a rehearsal downloads, and what it says about those that it can't."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from moto.s3.models import s3_backends
from tests.preflight.bucket import package, put
from tests.preflight.conftest import parsed
from tests.preflight.connections import connected_to

from sagemaker_marketplace.aws.queries import Clients, Queries
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import fields
from sagemaker_marketplace.manifest.fields import Data
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.sources import downloads
from sagemaker_marketplace.rehearse.sources.downloads import RemoteObject
from sagemaker_marketplace.sandbox.server import running

LIST = "s3://acme/lists/input.manifest"
UPLOAD = "upload it, or set rehearsal.input"


@contextmanager
def account(objects: dict[str, bytes]) -> Iterator[Queries]:
    """The bucket acme with these objects, in a sandbox."""
    with running("success") as sandbox, connected_to(sandbox) as connect:
        put(objects)(connect)
        yield Queries(Clients(connect), "us-east-1", "2026-01-01", Facts(today="2026-01-01"))


def data(kind: str = "S3Prefix", uri: str = "s3://acme/input/") -> Data:
    """The input of a manifest."""
    return next(iter(fields.inputs(parsed(package(kind=kind, uri=uri)), fields.TRANSFORM)))


def listed(content: object, **objects: bytes) -> dict[str, bytes]:
    """A manifest file with this content, and the objects of a folder."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return {"lists/input.manifest": body, **{f"data/{name}.csv": value for name, value in objects.items()}}


def failure(call: Callable[[], object]) -> tuple[str, str, int]:
    """Message, hint and exit code of a call that fails."""
    with pytest.raises(Failure) as raised:
        call()
    return raised.value.message, raised.value.hint, raised.value.exit_code


KEYS = ("input/", "input/a.csv", "input/more/b.csv", "input2/c.csv", "inputs.csv", "other/d.csv")


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("s3://acme/input/", [("a.csv", "input/a.csv"), ("more/b.csv", "input/more/b.csv")]),
        (
            "s3://acme/input",
            [
                ("a.csv", "input/a.csv"),
                ("more/b.csv", "input/more/b.csv"),
                ("input2/c.csv", "input2/c.csv"),
                ("inputs.csv", "inputs.csv"),
            ],
        ),
        ("s3://acme/input/a", [("a.csv", "input/a.csv")]),
        ("s3://acme/input/more/b.csv", [("b.csv", "input/more/b.csv")]),
        ("s3://acme/other/d.csv", [("d.csv", "other/d.csv")]),
    ],
)
def test_a_prefix_is_the_beginning_of_keys(uri: str, expected: list[tuple[str, str]]) -> None:
    with account({key: key.encode() for key in KEYS}) as queries:
        found = downloads.input_objects(queries, data(uri=uri))
    assert [(each.name, each.data.key) for each in found] == expected
    assert [(each.size, each.data.uri) for each in found] == [(len(key), f"s3://acme/{key}") for _, key in expected]


def test_a_prefix_with_more_than_one_page_of_objects() -> None:
    with account({}) as queries:
        s3 = s3_backends["123456789012"]["aws"]
        for number in range(1001):  # a call for each would take long
            s3.put_object("acme", f"input/{number:04}", b"1\n")
        found = downloads.input_objects(queries, data())
    assert [each.name for each in found] == [f"{number:04}" for number in range(1001)]


@pytest.mark.parametrize("prefix", ["s3://acme/data/", "s3://acme/data/a"])
def test_a_manifest_file_lists_keys_relative_to_its_prefix(prefix: str) -> None:
    names = ["b.csv", "a.csv"] if prefix.endswith("/") else [".csv"]
    with account(listed([{"prefix": prefix}, *names], a=b"1\n", b=b"2\n3\n")) as queries:
        found = downloads.input_objects(queries, data("ManifestFile", LIST))
    sizes = {"data/a.csv": 2, "data/b.csv": 4}
    keys = [f"{prefix}{name}".removeprefix("s3://acme/") for name in names]
    assert [(each.name, each.data.key, each.size) for each in found] == [
        (name, key, sizes[key]) for name, key in zip(names, keys, strict=True)
    ]


BROKEN = f"{LIST} is not a ManifestFile: "
FORM = 'use a JSON list: [{"prefix": "s3://BUCKET/PREFIX/"}, "KEY", …]'
SMALLER = "set rehearsal.input to a smaller local file or folder"
PREFIX = {"prefix": "s3://acme/data/"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n", (f"{BROKEN}it is not valid JSON", FORM, 2)),
        (["a.csv"], (f"{BROKEN}its first element has no prefix in S3", FORM, 2)),
        ([{"prefix": "s3:///data/"}, "a.csv"], (f"{BROKEN}its prefix has no bucket", "use s3://BUCKET/PREFIX/", 2)),
        (b" " * 1_048_577, (f"{LIST} has more than 1,048,576 bytes", "use a shorter ManifestFile", 2)),
        ([PREFIX, "a.csv", "c.csv"], ("object not found: s3://acme/data/c.csv", UPLOAD, 3)),
        (
            [PREFIX, *map(str, range(10_001))],
            (f"the input has more than 10,000 objects, the maximum to download: {LIST}", SMALLER, 2),
        ),
    ],
    ids=["not JSON", "no prefix", "no bucket", "too long", "missing object", "too many"],
)
def test_a_broken_manifest_file(content: object, expected: tuple[str, str, int]) -> None:
    with account(listed(content, a=b"1\n")) as queries:
        assert failure(lambda: downloads.input_objects(queries, data("ManifestFile", LIST))) == expected


@pytest.mark.parametrize(
    ("kind", "uri", "message", "hint"),
    [
        (
            "S3Prefix",
            "s3://acme/nothing/",
            "no objects found under s3://acme/nothing/",
            "upload the input, or set rehearsal.input",
        ),
        ("ManifestFile", LIST, f"object not found: {LIST}", UPLOAD),
    ],
)
def test_missing_input(kind: str, uri: str, message: str, hint: str) -> None:
    with account({}) as queries:
        assert failure(lambda: downloads.input_objects(queries, data(kind, uri))) == (message, hint, 3)


def test_an_input_that_is_too_large_is_not_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MAX_INPUT_BYTES", 5 * 1024)
    with account({f"input/{number}": b"x" * 2048 for number in range(3)}) as queries:
        assert failure(lambda: downloads.input_objects(queries, data())) == (
            "the input is larger than 5.0 KiB, the maximum to download: s3://acme/input/",
            SMALLER,
            2,
        )


def test_a_model_that_is_too_large_is_not_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MAX_MODEL_BYTES", 1)
    model = next(fields.artifacts(parsed(package())))
    with account({"model.tar.gz": b"123"}) as queries:
        assert failure(lambda: downloads.model_object(queries, model)) == (
            "the model archive has 3 bytes, but a transform job's volume has 30 GB: s3://acme/model.tar.gz",
            "set rehearsal.model to a smaller local archive or folder",
            2,
        )


def test_objects_are_written_in_order_whatever_their_keys_are(tmp_path: Path) -> None:
    objects = {"input/../../a": b"1", "input/b//c\x7f": b"", f"input/{'d' * 900}": b"2" * 9_000_000}
    with account(objects) as queries:
        found = [
            RemoteObject(key, Data((), f"s3://acme/{key}", "acme", key, "S3Object", ("job",)), len(body))
            for key, body in objects.items()
        ]
        paths = downloads.download(queries, found, tmp_path, "input")
    assert [path.name for path in paths] == ["input-0", "input-1", "input-2"]
    assert [path.read_bytes() for path in paths] == list(objects.values())
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


def test_an_object_that_disappears_before_its_download(tmp_path: Path) -> None:
    gone = RemoteObject("a", Data((), "s3://acme/a", "acme", "a", "S3Object"), 1, "rehearsal.model")
    with account({}) as queries:
        assert failure(lambda: downloads.download(queries, [gone], tmp_path, "model")) == (
            "object not found: s3://acme/a",
            "upload it, or set rehearsal.model",
            3,
        )


def test_a_disk_that_is_too_small(tmp_path: Path) -> None:
    huge = RemoteObject("a", Data((), "s3://acme/a", "acme", "a", "S3Object"), 10**18)
    with account({}) as queries:
        message, hint, code = failure(lambda: downloads.download(queries, [huge], tmp_path, "model"))
    assert message.startswith("not enough disk space: 931322574.6 GiB to download, ")
    assert message.endswith(f" free in {tmp_path}")
    assert (hint, code) == ("free some space, or set TMPDIR to a folder on a larger disk", 2)


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (1536 * 1024, "1.5 MiB"), (2**34, "16.0 GiB")],
)
def test_a_size_as_text(size: int, expected: str) -> None:
    assert downloads.size_text(size) == expected
