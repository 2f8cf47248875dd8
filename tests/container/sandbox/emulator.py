"""A sandbox that validates with containers, and products whose images the engine has under their names in ECR."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import yaml
from scripts import demo_containers
from tests.container.rehearse import rehearsals
from tests.container.rehearse.image_builds import Variant

from sagemaker_marketplace.rehearse.engine.opener import engine_opener
from sagemaker_marketplace.sandbox.containers.engine import Containers
from sagemaker_marketplace.sandbox.server import Sandbox, running

REGION, BUCKET = "us-east-2", "example-sagemaker-us-east-2"
REPOSITORY = f"123456789012.dkr.ecr.{REGION}.amazonaws.com/rehearsed"
# For a container that will be ready, on a slow machine, too.
PATIENCE_SECONDS = 300
PROGRAM = (sys.executable, "-m", "sagemaker_marketplace")


@dataclass(frozen=True)
class Emulator:
    """A running sandbox, and clients of it."""

    sandbox: Sandbox

    def client(self, service: str) -> Any:
        """Return a client of a service."""
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.sandbox.url,
            aws_access_key_id="key",
            aws_secret_access_key="secret",  # noqa: S106 - the sandbox checks no signature
        )

    def upload(self, manifest: Path) -> None:
        """Upload the model and the data of a product to where its manifest names them."""
        variables = {
            "AWS_ENDPOINT_URL": self.sandbox.url,
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }
        demo_containers.upload(manifest.parent, demo_containers.load(manifest), variables)

    def create(self, manifest: Path) -> tuple[int, dict[str, Any]]:
        """Create the product, and watch its validation; return the exit code and the report."""
        done = subprocess.run(
            [*PROGRAM, "create", "--poll-seconds", "0.3", "--no-preflight", "--format", "json", manifest.name],
            cwd=manifest.parent,
            env=environment(self.sandbox.environment),
            capture_output=True,
            text=True,
            timeout=rehearsals.TIME_LIMIT_SECONDS,
        )
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    def request(self, manifest: Path) -> None:
        """Create the product, and return at once."""
        spec = yaml.safe_load(manifest.read_text())["spec"]
        self.client("sagemaker").create_model_package(**spec, CertifyForMarketplace=True)

    def objects(self, prefix: str) -> dict[str, bytes]:
        """Return the objects below a prefix."""
        s3 = self.client("s3")
        listed = s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", ())
        return {item["Key"]: s3.get_object(Bucket=BUCKET, Key=item["Key"])["Body"].read() for item in listed}


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of this process with others instead of AWS's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, **variables}


@contextmanager
def validating(driver: str, patience: float = PATIENCE_SECONDS) -> Iterator[Emulator]:
    """Run a sandbox whose validations run in containers, which have so many seconds to become ready."""
    with running(containers=Containers(engine_opener(os.environ), driver, patience)) as sandbox:
        yield Emulator(sandbox)


def product(folder: Path, variant: Variant) -> Path:
    """Write the product of an image of the tests, named after the folder, and tag the image; return the manifest."""
    path = rehearsals.product(folder, variant)
    data = yaml.safe_load(path.read_text())
    data["spec"][f"{data['kind']}Name"] = folder.name
    text = yaml.safe_dump(data, sort_keys=False).replace(f"{BUCKET}/rehearsed/", f"{BUCKET}/{folder.name}/")
    path.write_text(text.replace(f"{REPOSITORY}:1.0.0", f"{REPOSITORY}:{folder.name}"))
    subprocess.run(["docker", "tag", variant.name, f"{REPOSITORY}:{folder.name}"], check=True)
    return path


@contextmanager
def products(variants: Mapping[str, Variant], folder: Path) -> Iterator[Callable[[str], Path]]:
    """Yield a function that writes the product of a variant; the images lose their names at the end."""
    made: list[str] = []

    def make(number: str) -> Path:
        own = folder / f"p{number}-{folder.name.replace('_', '-')}-{os.getpid()}"
        own.mkdir()
        made.append(own.name)
        return product(own, variants[number])

    yield make
    for name in made:
        remove_tag(name)


def remove_tag(name: str) -> None:
    """Remove the tag of a product's image."""
    subprocess.run(["docker", "rmi", f"{REPOSITORY}:{name}"], check=True, capture_output=True)
