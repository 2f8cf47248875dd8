"""The validation role's policies should allow what the validation needs.

SageMaker uses the role to pull the images, read artifacts and test data, and write output and logs. IAM simulates these
calls. What the role's own policies don't allow, the policy of a bucket or of a repository may allow, and the simulation
does not include those: this is a warning. Calls that depend on values known only at run time are not checked, and
neither are KMS keys. AmazonSageMakerFullAccess, which the console attaches to a new role, covers only objects with
`sagemaker`, `SageMaker`, `Sagemaker` or `aws-glue` in the bucket name or key.

Allow the action on the resource: `sagemaker-marketplace role MANIFEST` prints a least-privilege policy. If the bucket's
policy allows the role, ignore the warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws import iam
from ...aws.queries import NotFound, Queries
from ...manifest.document import Document
from . import Result, _data, _needs, _roles

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("iam:SimulatePrincipalPolicy", "s3:ListBucket")
SOURCES = (
    "SageMaker developer guide, SageMaker roles: what CreateModel and CreateTrainingJob need of the role (documented)",
    "SageMaker developer guide, sagemaker-roles: what AmazonSageMakerFullAccess covers (documented)",
    "IAM API, SimulatePrincipalPolicy: policies of resources are not considered (documented)",
    "aws/amazon-sagemaker-examples#275, philschmid/llm-sagemaker-sample#2: refusals for such roles (seen)",
)
# IAM user guide, using-service-linked-roles: the path of such roles.
_SERVICE_LINKED = ":role/aws-service-role/"
_OTHERWISE = {
    _needs.LOG: "; without it the jobs leave no logs",
    _needs.PULL: ", or in the repository's",
    _needs.GET: ", or in the bucket's",
    _needs.LIST: ", or in the bucket's",
    _needs.PUT: ", or in the bucket's",
}


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each location whose need the role's policies don't meet."""
    role = _roles.own(doc, account)
    if role is None:
        return
    path, arn = role
    needs = _needs.needs(doc, account, path, arn)
    alike: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for need in needs:
        alike.setdefault((need.actions, need.prefix), []).extend(need.resources)

    def check_one(need: _needs.Need) -> Iterator[Result]:
        try:  # all resources of the same actions go into one question
            resources = alike[need.actions, need.prefix]
            denied = iam.denied_actions(account, need.path, arn, need.actions, resources, need.prefix)
        except NotFound:
            return
        refused, explicit = _refused(need, denied)
        if refused:
            verb = "deny" if explicit else "don't allow"
            message = f"the role's policies {verb} {', '.join(refused)} on {need.resources[0]}"
            related = ((path, "the role"),) if need.path != path else ()
            yield need.path, message, _hint(arn, need, explicit), related

    yield from _data.check_each(needs, check_one)


def _refused(need: _needs.Need, denied: list[iam.DeniedAction]) -> tuple[list[str], bool]:
    """The actions that are refused under all names of the resource, and whether by statements that deny them."""
    found = {(one.action, one.resource): one.explicit for one in denied}
    refused = [action for action in need.actions if all((action, name) in found for name in need.resources)]
    return refused, all(found[action, name] for action in refused for name in need.resources)


def _hint(arn: str, need: _needs.Need, explicit: bool) -> str:
    if _SERVICE_LINKED in arn:
        return "use a role of your own, because the policies of a service-linked role can't be changed"
    if explicit:
        return "remove the statement that denies it from the role's policies"
    return f"allow it in the role's policy{_OTHERWISE.get(need.actions, '')}"
