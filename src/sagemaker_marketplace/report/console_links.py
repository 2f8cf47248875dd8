"""Links into AWS's console, made of names that can hold nothing but a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import timeline

_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
# The service model's pattern for TrainingJobName and TransformJobName.
_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+/[A-Za-z0-9/?=&#%+$._:-]*")
# AWS documents neither. Pages of jobs and the form of log links are those of aws-samples/sagemaker-ssh-helper
# (sagemaker_ssh_helper/log.py); apache/airflow's links to jobs have the same pages.
_PAGES = {timeline.TRAINING: "jobs", timeline.TRANSFORM: "transform-jobs"}
_GROUPS = {timeline.TRAINING: "TrainingJobs", timeline.TRANSFORM: "TransformJobs"}


def address(text: str) -> str:
    """The text if it is an address that Markdown takes whole, else nothing."""
    return text if _ADDRESS.fullmatch(text) else ""


def of_job(region: str, what: str, name: str) -> Iterator[tuple[str, str]]:
    """Title and address of a job's page and of its log streams; none for a Region or a name of another form."""
    if what not in _PAGES or not _REGION.fullmatch(region) or not _NAME.fullmatch(name):
        return
    console = f"https://{region}.console.aws.amazon.com"
    yield f"{what} {name}", f"{console}/sagemaker/home?region={region}#/{_PAGES[what]}/{name}"
    group = f"$252Faws$252Fsagemaker$252F{_GROUPS[what]}"
    yield (
        f"logs of {name}",
        f"{console}/cloudwatch/home?region={region}#logsV2:log-groups/log-group/{group}$3FlogStreamNameFilter$3D{name}$252F",
    )
