"""The limits of what a rehearsal downloads, exactly."""

from __future__ import annotations

import pytest
from tests.preflight.bucket import package
from tests.preflight.conftest import parsed
from tests.rehearse.test_downloads import LIST, account, data, failure, listed

from sagemaker_marketplace.manifest import fields
from sagemaker_marketplace.rehearse.sources import downloads


def test_the_limits() -> None:
    """2 GiB and 10,000 objects are ours; 30 GB is the volume of a transform job."""
    limits = (downloads.MAX_INPUT_BYTES, downloads.MAX_INPUT_OBJECTS, downloads.MAX_MODEL_BYTES)
    assert limits == (2_147_483_648, 10_000, 30_000_000_000)


def test_input_at_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MAX_INPUT_BYTES", 6)
    monkeypatch.setattr(downloads, "MAX_INPUT_OBJECTS", 3)
    with account({f"input/{number}": b"12" for number in range(3)}) as queries:
        assert [each.size for each in downloads.input_objects(queries, data())] == [2, 2, 2]
        monkeypatch.setattr(downloads, "MAX_INPUT_OBJECTS", 2)
        assert failure(lambda: downloads.input_objects(queries, data())) == (
            "the input has more than 2 objects, the maximum to download: s3://acme/input/",
            "set rehearsal.input to a smaller local file or folder",
            2,
        )


def test_a_manifest_file_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MAX_INPUT_OBJECTS", 2)
    with account(listed([{"prefix": "s3://acme/data/"}, "a.csv", "b.csv"], a=b"1\n", b=b"2\n")) as queries:
        found = downloads.input_objects(queries, data("ManifestFile", LIST))
    assert [each.name for each in found] == ["a.csv", "b.csv"]


def test_a_model_at_its_limit_and_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MAX_MODEL_BYTES", 3)
    artifact = next(fields.artifacts(parsed(package())))
    with account({"model.tar.gz": b"123"}) as queries:
        found = downloads.model_object(queries, artifact)
    assert (found.name, found.data, found.size) == ("model.tar.gz", artifact, 3)


@pytest.mark.parametrize(
    ("size", "text"),
    [((1 << 20) - 1, "1024.0 KiB"), (1 << 20, "1.0 MiB"), ((1 << 30) - 1, "1024.0 MiB"), (1 << 30, "1.0 GiB")],
)
def test_sizes_at_the_limits_of_units(size: int, text: str) -> None:
    assert downloads.size_text(size) == text
