"""The caller should have permission to create the resource.

IAM simulates the create call for the caller: a user, or the role of a session. With `Tags` in the manifest,
`sagemaker:AddTags` is needed, too. AWS will refuse what the simulation does not allow; but a plan is often run by a
caller who only reads, and the release by another: this is a warning.

Allow the actions for the caller of the release. If that is another caller, ignore the warning.
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
# By kind: the action, the field with the name, and the resource type in an ARN.
_CREATES = {
    "ModelPackage": ("sagemaker:CreateModelPackage", "ModelPackageName", "model-package"),
    "Algorithm": ("sagemaker:CreateAlgorithm", "AlgorithmName", "algorithm"),
}


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield the resource's name if the caller's policies don't allow to create it."""
    create, field, resource = _CREATES[str(doc.kind)]
    name, path = doc.spec.get(field), ("spec", field)
    if not isinstance(name, str):
        return
    caller = identity.get_caller(account, path)
    partition = caller.arn.split(":")[1]
    arn = f"arn:{partition}:sagemaker:{account.region}:{caller.account}:{resource}/{name}"
    lower = f"{arn.removesuffix(name)}{name.lower()}"  # as in the ARNs that the service returns
    actions = (create, "sagemaker:AddTags") if doc.spec.get("Tags") else (create,)
    refused = _callers.refused_actions(account, path, actions, *dict.fromkeys((arn, lower)))
    if refused.actions:
        message = f"the policies of {caller.arn} {refused.verb} {', '.join(refused.actions)} on {arn}"
        yield path, message, refused.hint("add it to the caller's IAM policy")
