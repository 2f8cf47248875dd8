"""The caller may not make the resource.

IAM is asked to simulate the create call for the caller: a user, or the role behind a session. With `Tags` in the
manifest `sagemaker:AddTags` is needed, too. What is not allowed there will be refused; but a plan is often made by a
caller who only reads, and the release by another: this is a warning.

Allow the actions to the caller that makes the release. If that is another caller, ignore the warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws import identity
from ...aws.queries import Queries
from ...manifest.document import Document
from . import Result, _callers

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("iam:GetRole", "iam:SimulatePrincipalPolicy")
SOURCES = (
    "service authorization reference, SageMaker: CreateModelPackage, CreateAlgorithm and their resources (documented)",
    "aws-samples/sagemaker-custom-project-templates#41: a create call with Tags needs sagemaker:AddTags (seen)",
)
# By kind: the action, the member with the name, and how an ARN calls the resource.
_CREATES = {
    "ModelPackage": ("sagemaker:CreateModelPackage", "ModelPackageName", "model-package"),
    "Algorithm": ("sagemaker:CreateAlgorithm", "AlgorithmName", "algorithm"),
}


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield the resource's name if the caller's policies don't allow to make it."""
    create, member, resource = _CREATES[str(doc.kind)]
    name, path = doc.spec.get(member), ("spec", member)
    if not isinstance(name, str):
        return
    caller = identity.get_caller(account, path)
    partition = caller.arn.split(":")[1]
    arn = f"arn:{partition}:sagemaker:{account.region}:{caller.account}:{resource}/{name}"
    lower = f"{arn.removesuffix(name)}{name.lower()}"  # how the service writes the name in the ARNs it gives
    actions = (create, "sagemaker:AddTags") if doc.spec.get("Tags") else (create,)
    _, refused = _callers.refused(account, path, actions, *dict.fromkeys((arn, lower)))
    if refused:
        message = f"the policies of {caller.arn} don't allow {', '.join(refused)} on {arn}"
        yield path, message, "allow it: sagemaker-marketplace iam-policy prints the policy"
