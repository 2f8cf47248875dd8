"""Links to the AWS console, built only from values that are valid Regions and names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import timeline

_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
# The service model's pattern for TrainingJobName and TransformJobName.
_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
_URL = re.compile(r"https://[A-Za-z0-9.-]+/[A-Za-z0-9/?=&#%+$._:-]*")
# AWS documents neither. Pages of jobs and the format of log links are those of aws-samples/sagemaker-ssh-helper
# (sagemaker_ssh_helper/log.py); apache/airflow's links to jobs have the same pages.
_PAGES = {timeline.TRAINING: "jobs", timeline.TRANSFORM: "transform-jobs"}
_LOG_GROUPS = {timeline.TRAINING: "TrainingJobs", timeline.TRANSFORM: "TransformJobs"}


def safe_url(text: str) -> str:
    """Return the URL if it has only characters that Markdown keeps in a link, else an empty string."""
    return text if _URL.fullmatch(text) else ""


def of_job(region: str, resource_type: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield title and URL of a job's page and of its log streams; nothing if the Region or the name is not valid."""
    if resource_type not in _PAGES or not _REGION.fullmatch(region) or not _NAME.fullmatch(name):
        return
    console = f"https://{region}.console.aws.amazon.com"
    yield resource_type, f"{console}/sagemaker/home?region={region}#/{_PAGES[resource_type]}/{name}"
    group = f"$252Faws$252Fsagemaker$252F{_LOG_GROUPS[resource_type]}"
    streams = f"logsV2:log-groups/log-group/{group}$3FlogStreamNameFilter$3D{name}$252F"
    yield "logs", f"{console}/cloudwatch/home?region={region}#{streams}"
