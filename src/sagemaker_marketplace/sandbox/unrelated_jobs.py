"""Jobs that run at the same time as those of a validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sagemaker_marketplace.sandbox.jobs import Job
from sagemaker_marketplace.sandbox.scenario import Stage


def unrelated_job(job: Job, settings: Mapping[str, Any], number: int) -> Job:
    """Return the job for an item of a scenario's `unrelated_jobs`: a copy of this job, except for what `differs`.

    Its name starts with the name of this job.
    """
    differs, created = settings.get("differs", ()), job.created + settings.get("seconds", 0)
    definition, request = job.definition, job.request
    if "output" in differs:
        key = "OutputDataConfig" if job.stage == "training" else "TransformOutput"
        definition = {**definition, key: {**definition[key], "S3OutputPath": "s3://unrelated/output/"}}
    if "role" in differs:
        role = {"ValidationRole": f"arn:aws:iam::{job.owner.account}:role/Unrelated"}
        request = {**request, "ValidationSpecification": {**request["ValidationSpecification"], **role}}
    status = "Completed" if created < job.created else "InProgress"
    log = Stage(log=("This is the log of an unrelated job.",), polls=job.outcome.polls)
    unrelated = replace(job, name=f"{job.name}-unrelated-{number}", definition=definition, request=request, outcome=log)
    return replace(unrelated, resource_arn="", created=created, modified=created, status=status, unrelated=[], polls=1)
