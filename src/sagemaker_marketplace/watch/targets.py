"""The resources to watch, and how to find them by ARN or manifest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from shlex import quote
from typing import Any

from .. import plugins
from ..aws.sagemaker import Resources
from ..context import Context
from ..manifest import reader
from ..manifest.document import Document
from ..manifest.findings import AWS_REFUSED, ERROR, USAGE, Failure
from ..report import resume
from ..settings.region import agree
from ..settings.settings import Settings
from .jobs import JobFollower
from .refusals import Refusals

# Service model: the pattern of ModelPackageArn and AlgorithmArn, with the parts named.
_ARN = re.compile(
    r"arn:aws[a-z-]*:sagemaker:(?P<region>[a-z0-9-]+):[0-9]{12}:(?P<resource>[a-z-]+)/(?P<name>\S{1,2048})"
)


@dataclass(eq=False)
class Target:
    """A resource to watch, and what the watch has seen of it.

    `is_new`: it was just created, so the service might not return it yet. `has_digests`: those of its images have been
    reported. `known_statuses` maps the type and name of the resource and its parts to status and reason. `created_at`
    distinguishes it from a later one of the same name. `is_outdated`: it can have changed since it was last described,
    whatever a list says. `last_description` is kept once the validation has ended. `role` is the role-to-assume of its
    manifest. Times are those of the run's clock.
    """

    manifest: str
    kind: Any
    arn: str
    name: str
    region: str
    resources: Resources
    is_new: bool = False
    document: Document | None = None
    has_digests: bool = False
    follower: JobFollower | None = None
    status: str = ""
    created_at: datetime | None = None
    known_statuses: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    watched_since: float = 0.0
    last_reported_at: float = 0.0
    last_error: str = ""
    refusals: Refusals = field(default_factory=Refusals)
    last_description: Mapping[str, Any] | None = None
    is_outdated: bool = True
    profile: str = ""
    role: str = ""

    @property
    def has_ended(self) -> bool:
        """Whether the validation has ended, or the resource is being deleted."""
        return self.status in ("Completed", "Failed", "Deleting")

    @property
    def is_version(self) -> bool:
        """Whether it is a version in a model package group."""
        return self.arn.count("/") > 1

    @property
    def resume_hint(self) -> str:
        """How to watch the resource later, with the same credentials."""
        return resume.hint(self.arn, self.profile, self.manifest, self.role)


def find_target(name: str, settings: Settings, context: Context) -> Target:
    """Find a resource by its ARN, or by the kind, Region and name in a manifest.

    Raises Failure for an ARN of another resource type, an incomplete manifest, and a resource that does not exist.
    """
    if not name.startswith("arn:"):
        return _find_by_manifest(name, settings, context)
    kind, region, resource = parse_arn(name)
    agree(settings, region, "the ARN")
    return Target(name, kind, name, resource, region, context.account().resources(region), profile=settings.profile)


def parse_arn(arn: str) -> tuple[Any, str, str]:
    """The resource kind, the Region and the resource's name in an ARN.

    Raises Failure if it is not the ARN of a model package or an algorithm.
    """
    match = _ARN.fullmatch(arn)
    kinds = {kind.RESOURCE: kind for kind in plugins.kinds().values()}
    if match is None or match["resource"] not in kinds:
        hint = "use arn:aws:sagemaker:us-east-1:<account>:model-package/<name> or ...:algorithm/<name>"
        raise Failure(f"invalid ARN of a model package or algorithm: {arn}", USAGE, hint)
    return kinds[match["resource"]], match["region"], match["name"]


def _find_by_manifest(file: str, settings: Settings, context: Context) -> Target:
    document = reader.load(file, context.workspace.read, settings.variables)
    kind = plugins.kinds().get(document.kind or "")
    name = document.spec.get(kind.NAME) if kind else None
    errors = [finding for finding in document.findings if finding.severity == ERROR]
    if errors or not kind or not name or not document.region:
        message = errors[0].message if errors else "kind, region or name is missing"
        raise Failure(f"invalid manifest {file}: {message}", USAGE, f"run sagemaker-marketplace check {quote(file)}")
    agree(settings, document.region, document.file)
    resources = context.account(document.role_to_assume).resources(document.region)
    described = resources.describe(kind, name)
    if described is None:
        raise Failure(f"{kind.TITLE} not found in {document.region}: {name}", AWS_REFUSED, "create it first")
    arn = str(described[kind.ARN])
    return Target(
        document.file,
        kind,
        arn,
        name,
        document.region,
        resources,
        document=document,
        profile=settings.profile,
        role=document.role_to_assume,
    )
