"""A channel's `InstanceGroupNames` should be names of the job's instance groups.

`InstanceGroupNames` selects the groups of a heterogeneous cluster that receive the data, by their names in
`InstanceGroups`. An unknown name, or any name if the job has no groups, selects nothing. How the service responds is
not documented.

Use the name of a group, or remove the field so that every group receives the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.suggestions import closest_match
from .. import Result
from . import job_channels, jobs, s3_source, strings

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: S3DataSource.InstanceGroupNames, names of groups that receive the data (documented)",
    "that an unknown name is refused is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - {ChannelName: training, DataSource: {S3DataSource: {InstanceGroupNames: [workers]}}}
          ResourceConfig: {InstanceGroups: [{InstanceGroupName: workers}, {InstanceGroupName: servers}]}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - ChannelName: training
              DataSource:
                S3DataSource:
                  InstanceGroupNames:
                    - worker   # <- here
          ResourceConfig: {InstanceGroups: [{InstanceGroupName: workers}]}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each name that is not an instance group of the job."""
    for path, job in jobs(doc):
        names = _names(job)
        for channel in job_channels(path, job):
            location = (*channel.path, "DataSource", "S3DataSource", "InstanceGroupNames")
            for index, name in enumerate(strings(s3_source(channel.data), "InstanceGroupNames")):
                if name not in names:
                    near = closest_match(name, names) or ", ".join(names)
                    hint = f"use {near}, or remove InstanceGroupNames" if near else "remove InstanceGroupNames"
                    yield (*location, index), f'unknown instance group "{name}"', hint


def _names(job: dict[str, Any]) -> list[str]:
    resources = job.get("ResourceConfig")
    groups = resources.get("InstanceGroups") if isinstance(resources, dict) else None
    valid = [group for group in groups if isinstance(group, dict)] if isinstance(groups, list) else []
    return [group["InstanceGroupName"] for group in valid if isinstance(group.get("InstanceGroupName"), str)]
