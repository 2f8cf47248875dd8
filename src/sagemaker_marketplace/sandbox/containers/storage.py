"""The sandbox's S3 as the jobs of a validation use it: with the same calls as a rehearsal, over HTTP."""

from __future__ import annotations

import time
from pathlib import Path
from typing import IO, Any

from sagemaker_marketplace.aws.queries import Clients, Queries
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import fields
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.fields import Data
from sagemaker_marketplace.rehearse.sources import downloads
from sagemaker_marketplace.sandbox import buckets
from sagemaker_marketplace.sandbox.json_protocol import Owner


class Storage:
    """S3 of a server at `url`, for a job in an account and Region."""

    def __init__(self, url: str, owner: Owner) -> None:
        """Connect when the first call is sent."""
        self._clients = Clients(lambda service, where: _client(url, service, where, owner.account))
        self._region = owner.region
        self.account = Queries(self._clients, owner.region, time.strftime("%Y-%m-%d", time.gmtime()), Facts())

    def download(self, data: Data, folder: Path) -> list[tuple[downloads.RemoteObject, Path]]:
        """Download the objects of an input into an existing folder, in S3's order. Raises Failure without any."""
        found = downloads.input_objects(self.account, data)
        return list(zip(found, downloads.download(self.account, found, folder, "input"), strict=True))

    def download_model(self, data: Data, folder: Path) -> Path:
        """Download a model archive into an existing folder. Raises Failure if it does not exist."""
        [archive] = downloads.download(self.account, [downloads.model_object(self.account, data)], folder, "model")
        return archive

    def upload(self, uri: str, content: IO[bytes]) -> None:
        """Write an object."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        self._clients("s3", self._region).upload_fileobj(content, bucket, key)


def are_uploaded(document: Document, owner: Owner) -> bool:
    """Return whether a client has put all that the validation of a request reads: models and test data.

    The default objects of the sandbox have nothing that a container could use.
    """
    inputs = [data for use in (fields.TRAINING, fields.TRANSFORM) for data in fields.inputs(document, use)]
    named = [*fields.artifacts(document), *inputs]
    return all(buckets.has_uploads(owner, data.bucket, data.key) for data in named)


def _client(url: str, service: str, region: str, account: str) -> Any:
    import boto3

    keys = {"aws_access_key_id": account, "aws_secret_access_key": "sandbox"}
    return boto3.session.Session(**keys).client(service, region_name=region, endpoint_url=url)
