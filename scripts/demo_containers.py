"""What the demonstration needs of a container engine: images of the examples, and a sandbox with their data."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3

from sagemaker_marketplace.manifest import fields, reader, rehearsal
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.fields import Data

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-m", "sagemaker_marketplace")
PRODUCT, ALGORITHM = ROOT / "examples" / "churn-scorer", ROOT / "examples" / "boosted-stumps"
MANIFEST = "sagemaker-marketplace.yaml"
# The model of the broken product imports a package that its image does not have.
_IMPORT = "import numpy\n"
BROKEN_IMAGE = "churn-scorer:broken"


def base_image() -> str:
    """Return the base image of the examples, which is also the image of the container that sends the requests."""
    lines = (PRODUCT / "Dockerfile").read_text("utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.startswith("FROM "))


def write_broken_product(folder: Path) -> Path:
    """Write a copy of the model package whose container does not start; return its folder."""
    broken = shutil.copytree(PRODUCT, folder / "churn-scorer-broken")
    model, manifest = broken / "app" / "model.py", broken / MANIFEST
    model.write_text(model.read_text("utf-8").replace("import json\n", f"import json\n{_IMPORT}", 1), "utf-8")
    manifest.write_text(manifest.read_text("utf-8").replace("churn-scorer:dev", BROKEN_IMAGE), "utf-8")
    return broken


def problem() -> str:
    """Return why there is no container engine to use; empty if there is one."""
    if not shutil.which("docker"):
        return "docker is not installed"
    done = subprocess.run(["docker", "version"], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else _last_line(done.stderr)


def build(folders: Mapping[str, Path]) -> str:
    """Build images by name; return why one could not be built, empty if all could."""
    for image, folder in folders.items():
        print(
            f"$ docker build --tag {image} {folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder.name}"
        )
        command = ["docker", "build", "--quiet", "--tag", image, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return _last_line(done.stderr)
    return ""


def load(manifest: Path, version: str = "") -> Document:
    """Read the manifest of a product."""
    variables = {"VERSION": version} if version else {}
    return reader.load(manifest.name, lambda name, _parent: (name, (manifest.parent / name).read_bytes()), variables)


@contextmanager
def sandbox(documents: Mapping[Path, Document]) -> Iterator[dict[str, str]]:
    """Run a sandbox that has the data of products by folder; the engine has the images under their names in ECR.

    Yields the variables that direct AWS clients to it.
    """
    for document in documents.values():
        for name in ecr_names(document):
            subprocess.run(["docker", "tag", rehearsal.read(document).image, name], check=True)
    command = [*PROGRAM, "sandbox", "--driver-image", base_image()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            variables = _exported(process.stdout or ())
            for folder, document in documents.items():
                upload(folder, document, variables)
            yield variables
        finally:
            process.terminate()
            process.wait()
            names = [name for document in documents.values() for name in ecr_names(document)]
            subprocess.run(["docker", "rmi", *names], capture_output=True, check=False)


def ecr_names(document: Document) -> list[str]:
    """Return the names of a manifest's images."""
    return [image.uri for image in fields.images(document)]


def upload(folder: Path, document: Document, variables: Mapping[str, str]) -> None:
    """Upload the local model and data of a manifest's rehearsal to where its validation reads them."""
    block, s3 = rehearsal.read(document), _client(variables, str(document.region))
    for data in fields.artifacts(document):
        s3.put_object(Bucket=data.bucket, Key=data.key, Body=_packed(folder / block.model))
    for data in fields.inputs(document, fields.TRANSFORM):
        _upload_files(s3, data, folder / block.input)
    for data in fields.inputs(document, fields.TRAINING):
        channel = document.get(".".join(map(str, (*data.path[:-3], "ChannelName"))))
        _upload_files(s3, data, folder / block.training.input[channel])


def _upload_files(s3: Any, data: Data, path: Path) -> None:
    for file in sorted(each for each in path.rglob("*") if each.is_file()):
        s3.put_object(Bucket=data.bucket, Key=f"{data.key}{file.relative_to(path).as_posix()}", Body=file.read_bytes())


def _packed(folder: Path) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        archive.add(folder, ".")
    return content.getvalue()


def _exported(lines: Iterator[str] | Any) -> dict[str, str]:
    """Return the variables that a sandbox prints when it serves."""
    variables = {}
    for line in lines:
        name, _, value = line.rstrip("\n").removeprefix("export ").partition("=")
        if line.startswith("export "):
            variables[name] = value
        elif line.startswith("# "):
            break
    return variables


def _client(variables: Mapping[str, str], region: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=variables["AWS_ENDPOINT_URL"],
        region_name=region,
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it printed no reason"])[-1]
