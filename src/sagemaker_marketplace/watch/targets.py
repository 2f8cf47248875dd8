"""From what a person names (an ARN, a manifest) to the resource to watch."""

from __future__ import annotations

import re
from typing import Any

from .. import plugins
from ..context import Context
from ..manifest import reader
from ..manifest.findings import AWS_REFUSED, ERROR, USAGE, Failure
from ..settings.settings import Settings, agree
from .watch import Target

# Service model: the pattern of ModelPackageArn and AlgorithmArn, with the parts named.
_ARN = re.compile(
    r"arn:aws[a-z-]*:sagemaker:(?P<region>[a-z0-9-]+):[0-9]{12}:(?P<resource>[a-z-]+)/(?P<name>\S{1,2048})"
)


def find(name: str, settings: Settings, context: Context) -> Target:
    """Find the resource of an ARN, or of a manifest's kind, Region and name.

    Raises Failure for an ARN of something else, a manifest that does not tell, and a resource that is not there.
    """
    if name.startswith("arn:"):
        kind, region, resource = parse_arn(name)
        agree(settings, region, "the ARN")
        return Target(name, kind, name, resource, region, context.aws.resources(region))
    return _of_manifest(name, settings, context)


def parse_arn(arn: str) -> tuple[Any, str, str]:
    """The resource kind, the Region and the resource's name of an ARN.

    Raises Failure when it is no ARN of a model package or an algorithm.
    """
    match = _ARN.fullmatch(arn)
    kinds = {kind.RESOURCE: kind for kind in plugins.kinds().values()}
    if match is None or match["resource"] not in kinds:
        hint = "it looks like arn:aws:sagemaker:us-east-1:<account>:model-package/<name> or ...:algorithm/<name>"
        raise Failure(f"{arn} is no ARN of a model package or an algorithm", USAGE, hint)
    return kinds[match["resource"]], match["region"], match["name"]


def _of_manifest(name: str, settings: Settings, context: Context) -> Target:
    read = reader.load(name, context.workspace.read, settings.variables)
    kind = plugins.kinds().get(read.kind or "")
    named = read.spec.get(kind.NAME) if kind else None
    wrong = [finding for finding in read.findings if finding.severity == ERROR]
    if wrong or not kind or not named or not read.region:
        said = f": {wrong[0].message}" if wrong else ""
        raise Failure(
            f"{name} does not tell kind, region and name{said}", USAGE, f"sagemaker-marketplace check {name} says more"
        )
    agree(settings, read.region, read.file)
    resources = context.aws.resources(read.region)
    found = resources.describe(kind, named)
    if found is None:
        raise Failure(f"there is no {kind.TITLE} {named} in {read.region}", AWS_REFUSED, "create it first")
    target = Target(read.file, kind, str(found[kind.ARN]), named, read.region, resources)
    target.document = read
    return target
