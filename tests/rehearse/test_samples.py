"""The request bodies of real-time inference."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from tests.preflight.conftest import parsed
from tests.rehearse.jobs import PATH, job
from tests.rehearse.record_writers import recordio_frame
from tests.rehearse.test_inputs import write
from tests.rehearse.training_manifest import algorithm

from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.manifest import rehearsal
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.job import TransformJob
from sagemaker_marketplace.rehearse.realtime_job import Sample
from sagemaker_marketplace.rehearse.sources import samples as module
from sagemaker_marketplace.rehearse.sources.inputs import InputObject
from sagemaker_marketplace.rehearse.sources.samples import samples

S3_URI = (*PATH, "TransformInput", "DataSource", "S3DataSource", "S3Uri")


def found(
    root: Path, block: str, transform_job: TransformJob | None, objects: list[InputObject], extra: str = ""
) -> tuple[Sample, ...]:
    """The samples of a manifest in a workspace."""
    text = algorithm(block).replace("  InferenceSpecification:\n", f"  InferenceSpecification:\n{extra}")
    document = parsed(text)
    return samples(document, rehearsal.read(document), transform_job, objects, Workspace(str(root), bound=True))


def test_the_files_of_the_block(tmp_path: Path) -> None:
    write(tmp_path, {"one.csv": b"1,2\n", "two.csv": b"", "one.json": b"{}"})
    block = "{samples: {text/csv: [one.csv, two.csv], application/json: [one.json]}}"
    field = ("rehearsal", "samples")
    assert found(tmp_path, block, job(accept="text/html"), []) == (
        Sample("one.csv", (*field, "text/csv", 0), "text/csv", "text/html", b"1,2\n"),
        Sample("two.csv", (*field, "text/csv", 1), "text/csv", "text/html", b""),
        Sample("one.json", (*field, "application/json", 0), "application/json", "text/html", b"{}"),
    )
    types = "    SupportedResponseMIMETypes: [application/json, text/csv]\n"
    for transform_job in (None, job(accept="")):
        assert {each.accept for each in found(tmp_path, block, transform_job, [], types)} == {"application/json"}
    assert {each.accept for each in found(tmp_path, block, None, [])} == {""}


RECORDS = [b"abc", b"de"]


@pytest.mark.parametrize(
    ("content", "changes", "expected"),
    [
        (b"\n1,2\n3,4\n", {}, b"1,2\n"),
        (b"1,2", {}, b"1,2"),
        (b"1,2\n3,4\n", {"split_type": ""}, b"1,2\n3,4\n"),
        (b"".join(map(recordio_frame, RECORDS)), {"split_type": "RecordIO"}, recordio_frame(b"abc")),
        (b"".join(map(recordio_frame, RECORDS)), {"split_type": "RecordIO", "batch_strategy": "SingleRecord"}, b"abc"),
        (gzip.compress(b"1,2\n3,4\n", mtime=0), {"compression": "Gzip"}, b"1,2\n"),
    ],
)
def test_the_first_record_of_the_transform_input(
    tmp_path: Path, content: bytes, changes: dict[str, Any], expected: bytes
) -> None:
    write(
        tmp_path,
        {"empty": gzip.compress(b"", mtime=0) if "compression" in changes else b"", "b.csv": content, "c.csv": b"9"},
    )
    transform_job = job(**changes)
    is_gzip = transform_job.compression == "Gzip"
    objects = [InputObject(name, tmp_path / name, is_gzip) for name in ("empty", "b.csv", "c.csv")]
    assert found(tmp_path, "{}", transform_job, objects) == (Sample("b.csv", S3_URI, "text/csv", "text/csv", expected),)
    assert found(tmp_path, "{input: data}", transform_job, objects)[0].path == ("rehearsal", "input")


def test_without_a_record_that_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SELLER_GUIDE_MAX_BODY_BYTES", 1 << 20)
    write(tmp_path, {"large": b"1" * ((1 << 20) + 1), "broken": b"not RecordIO", "fits": b"1" * (1 << 20)})
    large, broken, fits = (InputObject(name, tmp_path / name) for name in ("large", "broken", "fits"))
    assert found(tmp_path, "{}", job(), [large]) == ()
    assert found(tmp_path, "{}", job(split_type="RecordIO"), [broken]) == ()
    assert found(tmp_path, "{}", job(), []) == ()
    assert found(tmp_path, "{}", None, [fits]) == ()
    assert [each.name for each in found(tmp_path, "{}", job(), [large, fits])] == ["fits"]


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("absent.csv", "file or folder not found: absent.csv (searched in {root})", "check the path"),
        ("folder", "folder is a directory", "list the files in it"),
        ("large", "large has more than 4 bytes, the maximum of a real-time request", "use a smaller sample"),
        (
            "four, five",
            "the samples have more than 7 bytes, the maximum of a rehearsal",
            "use fewer or smaller samples",
        ),
    ],
)
def test_files_that_can_not_be_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str, hint: str
) -> None:
    monkeypatch.setattr(module, "SELLER_GUIDE_MAX_BODY_BYTES", 4)
    monkeypatch.setattr(module, "MAX_TOTAL_BYTES", 7)
    write(tmp_path, {"four": b"1234", "five": b"1234", "large": b"12345", "folder/a": b""})
    with pytest.raises(Failure) as raised:
        found(tmp_path, f"{{samples: {{text/csv: [{name}]}}}}", None, [])
    assert (raised.value.message, raised.value.hint) == (message.format(root=tmp_path), hint)


def test_the_limits() -> None:
    """25 MB is of the seller guide; the other is ours."""
    assert (rehearsal.SELLER_GUIDE_MAX_BODY_BYTES, module.MAX_TOTAL_BYTES) == (26_214_400, 104_857_600)
