"""SageMaker's contract with the container of a training job, as pure functions: what it finds, and how it ends.

Sources: SageMaker developer guide, pages your-algorithms-training-algo-running-container (folders, channels, files,
environment), -dockerfile (`train`, SIGTERM), -output and your-algorithms-training-signal-success-failure (failure file,
exit code); AWS Marketplace seller guide, ml-algorithm-images. What they leave open is marked at its function.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from io import BufferedIOBase

from ..training_job import Channel, TrainingJob
from .record_formats import MAX_RECORDIO_BYTES, FormatError, recordio_frame

ROOT, DATA = "/opt/ml", "/opt/ml/input/data"
MODEL, FAILURE = "/opt/ml/model", "/opt/ml/output/failure"
# What an image has in this folder is visible: AWS's training toolkit runs the program there, as its README says, and
# AWS's images do not download a program if there is one (aws/sagemaker-training-toolkit#85, #222).
CODE = f"{ROOT}/code"
FAST_FILE = "FastFile"
# The name of the first host, which resolves (resourceconfig.json in logs of 2025).
HOST = "algo-1"
MAX_FAILURE_CHARACTERS = 1_024
_GROUP, _INTERFACE = "homogeneousCluster", "eth0"
# The documentation's example account. The names of validation jobs are not documented.
_ACCOUNT = "123456789012"
_MAX_NAME = 50
_CHUNK_BYTES = 1 << 20


def config_files(job: TrainingJob) -> dict[str, bytes]:
    """Return the files in /opt/ml/input/config by name.

    The names are those that AWS's training toolkit reads, all lower case (aws/sagemaker-training-toolkit,
    environment.py); the seller guide writes resourceConfig.json. Each hyperparameter is a string. The content of
    resourceconfig.json is that of logs of late 2025, for one host: a rehearsal has only one.
    """
    hosts = [HOST]
    resources = {
        "current_host": HOST,
        "current_instance_type": job.instance_type,
        "current_group_name": _GROUP,
        "hosts": hosts,
        "instance_groups": [
            {"instance_group_name": _GROUP, "instance_type": job.instance_type, "hosts": hosts},
        ],
        "network_interface_name": _INTERFACE,
        "topology": None,
    }
    contents = {
        "hyperparameters.json": {name: str(value) for name, value in job.hyperparameters.items()},
        "inputdataconfig.json": {channel.name: _channel_config(channel) for channel in job.channels},
        "resourceconfig.json": resources,
    }
    return {name: json.dumps(content).encode() for name, content in contents.items()}


def _channel_config(channel: Channel) -> dict[str, str]:
    """A FastFile channel says File (guide of 2025); ContentType is there only if the channel has one."""
    return {
        **({"ContentType": channel.content_type} if channel.content_type else {}),
        "TrainingInputMode": "Pipe" if channel.is_pipe else "File",
        "S3DistributionType": channel.distribution or "FullyReplicated",
        "RecordWrapperType": channel.record_wrapper or "None",
    }


def environment(job: TrainingJob, region: str, partition: str) -> dict[str, str]:
    """Return the container's environment: a validation profile has no field for more of it (service model)."""
    name = f"rehearsal-{re.sub('[^a-zA-Z0-9]+', '-', job.profile)[:_MAX_NAME]}".strip("-")
    arn = f"arn:{partition}:sagemaker:{region}:{_ACCOUNT}:training-job/{name}"
    return {"TRAINING_JOB_NAME": name, "TRAINING_JOB_ARN": arn}


def channel_path(channel: Channel) -> str:
    """Return the folder of a channel in File or FastFile mode."""
    return f"{DATA}/{channel.name}"


def pipe_name(channel: Channel, epoch: int) -> str:
    """Return the name of a FIFO in the folder of the channels: one for each epoch, from 0."""
    return f"{channel.name}_{epoch}"


def pipe_data(channel: Channel, stream: BufferedIOBase) -> Iterator[bytes]:
    """Yield what the FIFO of a Pipe channel has of one object; the objects follow each other without anything between.

    With CompressionType Gzip it is decompressed, with RecordWrapperType RecordIO it is one RecordIO record (service
    model, Channel: both have an effect only in Pipe mode). That an object is decompressed before it is wrapped is not
    documented. Raises FormatError for an object that is not a gzip file, or too large for a record.
    """
    content = gzip.GzipFile(fileobj=stream) if channel.compression else stream
    try:
        if channel.record_wrapper:
            data = content.read(MAX_RECORDIO_BYTES + 1)
            if len(data) > MAX_RECORDIO_BYTES:
                raise FormatError(f"larger than {MAX_RECORDIO_BYTES:,} bytes, the maximum of a RecordIO record")
            yield recordio_frame(data)
            return
        while chunk := content.read(_CHUNK_BYTES):
            yield chunk
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FormatError(f"not a valid gzip file: {error}") from None


def failure_reason(content: bytes) -> str:
    """Return what FailureReason has of /opt/ml/output/failure: the first 1,024 characters (-output)."""
    return content.decode("utf-8", "replace")[:MAX_FAILURE_CHARACTERS]
