"""The log streams of the validation's jobs, written into moto's CloudWatch Logs.

Groups and stream names are those of the SageMaker developer guide's page on logging with CloudWatch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from moto.backends import get_backend

from sagemaker_marketplace.sandbox.jobs import Job
from sagemaker_marketplace.sandbox.wire import ACCOUNT, now


def container_stream(job: Job) -> str:
    """Give the name of the stream that holds what the job's container wrote."""
    host = "algo-1" if job.stage == "training" else "i-0" + hashlib.sha256(job.name.encode()).hexdigest()[:16]
    return f"{job.name}/{host}-{int(job.created)}"


def write(job: Job, stream: str, lines: Sequence[str]) -> None:
    """Append lines to a stream of the job, making the stream and its group first if they are not there."""
    if not lines:
        return
    group = "/aws/sagemaker/TrainingJobs" if job.stage == "training" else "/aws/sagemaker/TransformJobs"
    backend = get_backend("logs")[ACCOUNT][job.region]
    if group not in backend.groups:
        backend.create_log_group(group, {})
    if stream not in backend.groups[group].streams:
        backend.create_log_stream(group, stream)
    moment = int(now() * 1000)
    backend.put_log_events(group, stream, [{"timestamp": moment, "message": line} for line in lines])
