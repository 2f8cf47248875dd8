"""Where a rehearsal's image, input and model come from: a real engine, and an account in the sandbox."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest
from tests.container.sources.job import POLICY, connected, failure, sources, workspace
from tests.generators import notes_of
from tests.preflight.bucket import packed

from sagemaker_marketplace.rehearse.engine.engine import Engine

IRIS = "123456789012.dkr.ecr.us-east-1.amazonaws.com/iris"
DIGEST = f"sha256:{'1' * 64}"
PROVIDE = (
    "set role-to-assume and the job's permission `id-token: write`,\n"
    "or run aws-actions/configure-aws-credentials in an earlier step"
)
BOTH = ("s3://acme/model.tar.gz", "s3://acme/input/")

pytestmark = pytest.mark.container


@contextmanager
def tagged(image: str, name: str) -> Iterator[None]:
    """An image with a second name."""
    subprocess.run(["docker", "tag", image, name], check=True)
    try:
        yield
    finally:
        subprocess.run(["docker", "rmi", name], check=True, capture_output=True)


def test_an_image_of_the_block_that_the_engine_has(engine: Engine, base: str) -> None:
    notes, image = notes_of(sources(f"{{image: '{base}'}}").image(engine))
    assert (notes, image.name) == ([], base)


def test_an_image_of_the_block_that_is_missing(engine: Engine) -> None:
    assert failure(sources("{image: 'absent-image:dev'}").image(engine)) == (
        f"image not found on {engine.name}: absent-image:dev",
        "build it first, such as docker build --tag absent-image:dev ., or remove rehearsal.image",
        2,
        21,
    )


def test_the_manifests_image_is_used_without_credentials_if_the_engine_has_it(
    engine: Engine, base: str, environment: pytest.MonkeyPatch
) -> None:
    with tagged(base, f"{IRIS}:1.0"):
        notes, image = notes_of(sources().image(engine))
    assert notes == [f"using the local image {IRIS}:1.0 ({image.id[:19]})"]


@pytest.mark.parametrize(
    ("block", "changes", "message", "fields"),
    [
        (
            "{}",
            {},
            f"the image {IRIS}:1.0, the input {BOTH[1]} and the model {BOTH[0]}",
            "rehearsal.image, rehearsal.input and rehearsal.model",
        ),
        (
            "{input: data/}",
            {},
            f"the image {IRIS}:1.0 and the model {BOTH[0]}",
            "rehearsal.image and rehearsal.model",
        ),
        ("{input: data/, model: none}", {}, f"the image {IRIS}:1.0", "rehearsal.image"),
        (
            "{}",
            {"model": "Environment: {A: b}"},
            f"the image {IRIS}:1.0 and the input {BOTH[1]}",
            "rehearsal.image and rehearsal.input",
        ),
    ],
)
def test_without_credentials_one_message_names_all_fields(
    engine: Engine,
    environment: pytest.MonkeyPatch,
    block: str,
    changes: Mapping[str, str],
    message: str,
    fields: str,
) -> None:
    assert failure(sources(block, **changes).image(engine)) == (
        f"no AWS credentials found, needed for {message}",
        f"set {fields} to rehearse without credentials; or {PROVIDE}",
        2,
        0,
    )


def test_without_credentials_for_the_data_alone(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert failure(sources().objects(workspace(tmp_path), tmp_path)) == (
        f"no AWS credentials found, needed for the input {BOTH[1]} and the model {BOTH[0]}",
        f"set rehearsal.input and rehearsal.model to rehearse without credentials; or {PROVIDE}",
        2,
        0,
    )


def test_expired_credentials(engine: Engine, environment: pytest.MonkeyPatch) -> None:
    with connected(environment, operation="GetAuthorizationToken", kind="expired"):
        message, hint, code, _ = failure(sources("{input: data/, model: none}").image(engine))
    assert (message, code) == (f"the AWS credentials have expired, needed for the image {IRIS}:1.0", 3)
    assert hint.startswith("set rehearsal.image to rehearse without credentials; or ")


def test_missing_permissions(engine: Engine, environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with connected(environment, "caller-without-permissions"):
        job = sources()
        found = [
            failure(job.image(engine)),
            *(failure(part(workspace(tmp_path), tmp_path)) for part in (job.objects, job.model)),
        ]
    assert found == [
        (
            "missing permission ecr:GetAuthorizationToken",
            POLICY.format("ecr:GetAuthorizationToken", "rehearsal.image"),
            3,
            6,
        ),
        ("missing permission s3:ListBucket", POLICY.format("s3:ListBucket", "rehearsal.input"), 3, 18),
        ("missing permission s3:GetObject", POLICY.format("s3:GetObject", "rehearsal.model"), 3, 7),
    ]


@pytest.mark.parametrize("scenario", ["image-not-pushed", "repository-missing"])
@pytest.mark.parametrize(
    ("field", "name"), [("Environment: {A: b}", f"{IRIS}:1.0"), (f"ImageDigest: {DIGEST}", f"{IRIS}@{DIGEST}")]
)
def test_an_image_that_is_not_in_ecr(
    engine: Engine, environment: pytest.MonkeyPatch, scenario: str, field: str, name: str
) -> None:
    with connected(environment, scenario):
        assert failure(sources(model=field).image(engine)) == (
            f"image not found in ECR: {name}",
            "push it, or set rehearsal.image",
            3,
            6,
        )


def test_an_image_that_is_larger_than_the_disk(engine: Engine, environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    scenario = tmp_path / "huge.yaml"
    scenario.write_text(f"description: A huge image\naccount: {{image: {{layers: [{10**18}]}}}}\n")
    # As in the action, whose container is on the disk of the engine; elsewhere its free space is not known.
    environment.setattr(engine, "own_image", lambda: "sha256:1")
    with connected(environment, str(scenario)):
        message, hint, code, line = failure(sources().image(engine))
    assert message.startswith("not enough disk space: the image has 931322574.6 GiB compressed, ")
    assert (hint, code, line) == ("remove images that are not used, or use a larger disk", 2, 6)


def test_data_and_model_from_s3(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    archive = packed("model.bin", "code/")
    with connected(environment):
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="acme")
        for key, body in (
            ("input/", b""),
            ("input/b.csv", b"1,2\n"),
            ("input/a/c.csv", b"3,4\n5,6\n"),
            ("model.tar.gz", archive),
        ):
            s3.put_object(Bucket="acme", Key=key, Body=body)
        job = sources()
        notes, objects = notes_of(job.objects(workspace(tmp_path), tmp_path))
        model_notes, model = notes_of(job.model(workspace(tmp_path), tmp_path))
    assert notes == ["downloading 2 objects from s3://acme/input/ (12 bytes)"]
    assert [(each.name, each.path.read_bytes(), each.is_gzip) for each in objects] == [
        ("a/c.csv", b"3,4\n5,6\n", False),
        ("b.csv", b"1,2\n", False),
    ]
    assert model_notes == [f"downloading {BOTH[0]} ({len(archive)} bytes)"]
    assert model is not None
    assert (model.path.read_bytes(), model.entries) == (archive, ("model.bin", "code"))


def test_compressed_data_are_decompressed(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with connected(environment, "validation-data-gzip"):
        job = sources(input_field="CompressionType: Gzip")
        _, objects = notes_of(job.objects(workspace(tmp_path), tmp_path))
    with objects[0].open() as file:
        assert file.readline() == b"5.1,3.5,1.4,0.2\n"


@pytest.mark.parametrize(("kind", "operation"), [("reset", "GetObject"), ("503", "GetObject"), ("503", "HeadObject")])
def test_a_part_of_a_download_that_fails_is_repeated(
    environment: pytest.MonkeyPatch, tmp_path: Path, kind: str, operation: str
) -> None:
    with connected(environment, operation=operation, kind=kind):
        _, objects = notes_of(sources().objects(workspace(tmp_path), tmp_path))
    assert [each.path.read_bytes() for each in objects] == [b"5.1,3.5,1.4,0.2\n" * 50] * 2


def test_an_incomplete_download(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with connected(environment, operation="GetObject", kind="truncated"):
        assert failure(sources().objects(workspace(tmp_path), tmp_path)) == (
            "could not reach AWS: GetObject: 400 bytes of s3://acme/input/part-0.csv, expected 800",
            "check network and Region, then retry",
            3,
            18,
        )


def test_no_model(tmp_path: Path) -> None:
    for job in (sources("{model: none}"), sources(model="Environment: {A: b}")):
        assert notes_of(job.model(workspace(tmp_path), tmp_path)) == ([], None)
