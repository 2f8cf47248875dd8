"""The checks of model archives on a local archive: the same rules as in S3, on the whole archive."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
from tests.preflight.bucket import package, packed
from tests.preflight.conftest import parsed

from sagemaker_marketplace.preflight.preflight import local_findings
from sagemaker_marketplace.rehearse.sources import model

MANIFEST = package() + "rehearsal:\n  model: model.tar.gz\n"
IGNORED = MANIFEST.replace("gz\n", "gz  # sagemaker-marketplace: ignore[model-data-link]\n")


def found(tmp_path: Path, content: bytes, manifest: str = MANIFEST, **names: tuple[str, ...]) -> list[str]:
    path = tmp_path / "model.tar.gz"
    path.write_bytes(content)
    source = model.archive_of(path, "model.tar.gz", ("rehearsal", "model")).local_archive
    assert source
    return [
        f"{finding.location.line} {finding.severity} {finding.rule}: {finding.message}"
        for finding in local_findings(parsed(manifest), source, **names)
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (packed("./", "./model.bin"), []),
        (packed("a", "b -> a"), ["22 error model-data-link: the archive entry 'b' is a symbolic link"]),
        (b"", ["22 error model-data-not-gzip: model.tar.gz is empty"]),
        (b"PK", ["22 error model-data-not-gzip: model.tar.gz is not a gzip file"]),
        (packed()[:15], ["22 error model-data-not-tar: model.tar.gz is gzip compressed, but not a tar archive"]),
        (
            packed("a", "../b"),
            [
                "22 warning model-data-unsafe-path: the archive entry '../b' is outside the folder it is unpacked into",
            ],
        ),
        (
            packed("m/", "m/a"),
            [
                "22 info model-data-wrapped: the files of the archive are in the folder m, in the container in "
                "/opt/ml/model/m"
            ],
        ),
    ],
)
def test_findings(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    assert found(tmp_path, content) == expected


def test_findings_can_be_selected_and_ignored(tmp_path: Path) -> None:
    link = packed("m/", "m/a", "m/b -> a")
    assert [line.split(":")[0] for line in found(tmp_path, link)] == [
        "22 error model-data-link",
        "22 info model-data-wrapped",
    ]
    assert [line.split(":")[0] for line in found(tmp_path, link, IGNORED)] == ["22 info model-data-wrapped"]
    assert found(tmp_path, link, select=("image-user",)) == []
    assert found(tmp_path, link, ignore=("model-data-link", "model-data-wrapped")) == []


def test_the_whole_archive_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "large.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=0) as archive:
        entry = tarfile.TarInfo("model.bin")
        entry.size = 1 << 20
        archive.addfile(entry, io.BytesIO(bytes(entry.size)))
        link = tarfile.TarInfo("latest")
        link.type, link.linkname = tarfile.SYMTYPE, "model.bin"
        archive.addfile(link)
    expected = "22 error model-data-link: the archive entry 'latest' is a symbolic link"
    assert found(tmp_path, path.read_bytes()) == [expected]
