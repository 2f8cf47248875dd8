"""A channel's data goes to instance groups that the job has.

`InstanceGroupNames` picks those groups of a heterogeneous cluster that get the data, by the names in `InstanceGroups`.
A name that is not there, or any where the job has no groups, picks nothing. How the service answers is not documented,
so this is a warning.

Write the name of a group, or remove the member: every group then gets the data.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.suggestions import closest_match
from .. import Result
from . import jobs, s3_source, texts, used

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: S3DataSource.InstanceGroupNames, names of groups that get the data (documented)",
    "that another name is refused is inferred",
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
    """Yield each name of a group that the job doesn't have."""
    for path, job in jobs(doc):
        names = _names(job)
        for channel in used(path, job):
            location = (*channel.path, "DataSource", "S3DataSource", "InstanceGroupNames")
            for index, name in enumerate(texts(s3_source(channel.channel), "InstanceGroupNames")):
                if name not in names:
                    near = closest_match(name, names) or ", ".join(names)
                    hint = f"write {near}, or remove InstanceGroupNames" if near else "remove InstanceGroupNames"
                    yield (*location, index), f'the job has no instance group "{name}"', hint


def _names(job: dict[str, Any]) -> list[str]:
    resources = job.get("ResourceConfig")
    groups = resources.get("InstanceGroups") if isinstance(resources, dict) else None
    listed = [one for one in groups if isinstance(one, dict)] if isinstance(groups, list) else []
    return [one["InstanceGroupName"] for one in listed if isinstance(one.get("InstanceGroupName"), str)]
