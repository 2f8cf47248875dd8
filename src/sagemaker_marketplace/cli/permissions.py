"""The commands that print permissions: iam-policy and role, which can make the role, too."""

from __future__ import annotations

import json
import os
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Generator, Sequence
from typing import Any

from .. import __version__, permissions
from ..aws import identity
from ..aws.errors import as_failure
from ..aws.queries import NoAnswer, NotFound, PermissionMissing
from ..aws.session import Account
from ..context import Clock, Workspace
from ..create import roles
from ..facts.facts import Facts
from ..manifest import reader
from ..manifest.document import Document
from ..manifest.findings import AWS_REFUSED, ERROR, USAGE, Failure
from ..report import events, untrusted
from ..settings import settings

# The forms of what options take. Sources: IAM's and KMS's service models; GitHub's rules for names.
_FORMS = {
    "--account-id": (r"[0-9]{12}", "an account ID has twelve digits"),
    "--caller": (r"arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[\w+=,.@/-]+", "give the ARN of a role or of a user"),
    "--create": (r"[\w+=,.@-]{1,64}", "give the role's name, not its ARN"),
    "--create-validation-role": (r"[\w+=,.@-]{1,64}", "give the role's name, not its ARN"),
    "--environment": (r"[^*?:$]+", "give the name of one environment"),
    "--kms-key": (r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[\w-]+", "give the ARN of a key"),
    "--owner-id": (r"[0-9]+", "it is a number: gh api repos/OWNER/NAME --jq .owner.id"),
    "--ref": (r"refs/[^?:$]+", "give a whole ref such as refs/heads/main or refs/tags/v*"),
    "--repository-id": (r"[0-9]+", "it is a number: gh api repos/OWNER/NAME --jq .id"),
    "--trust": (r"[\w.-]+/[\w.-]+", "give one repository, OWNER/NAME"),
}
# Findings about values that no policy hangs on.
_NO_MATTER = ("unknown-variable", "invalid-type")


def iam_policy(arguments: Namespace) -> int:
    """Print the least IAM policy for a caller; with --trust, the trust policy of the role that a workflow takes."""
    _hold_forms(arguments)
    if arguments.trust:
        return _trust(arguments)
    how = permissions.Caller(
        arguments.caller,
        arguments.replace_failed,
        arguments.create_validation_role,
        arguments.managed_policy,
        arguments.on_cancel_stop,
    )
    command, found = arguments.command, _documents(arguments.manifests, arguments.var)
    _print(permissions.caller(found, command, arguments.account_id, how))
    put = f"put-role-policy --role-name ROLE --policy-name sagemaker-marketplace-{command}"
    _tell(f"all that {command} needs; saved as policy.json, it is given to a role with")
    _tell(f"  aws iam {put} --policy-document file://policy.json")
    return 0


def role(arguments: Namespace) -> int:
    """Print the least role for a manifest's validation, trust policy and policy; with --create, make it."""
    _hold_forms(arguments)
    one, *others = _documents(arguments.manifests, arguments.var)
    if others:
        raise Failure(f"{arguments.manifests} finds several manifests", USAGE, "role takes one")
    if arguments.create:
        return _make(one, arguments)
    trust, policy = permissions.validation_role(one, arguments.account_id, keys=arguments.kms_key)
    _print({"trust": trust, "policy": policy})
    _tell("to make a role that has both: the same command with --create NAME")
    return 0


def policy_options(made: ArgumentParser) -> None:
    """Add the options of iam-policy."""
    # Source: STS API, AssumeRoleWithWebIdentity: the call needs no credentials.
    trust = "print the trust policy for a repository, which is all that role-to-assume needs to take the role"
    _common(made, "*")
    made.add_argument(
        "--for", dest="command", choices=permissions.COMMANDS, default=permissions.COMMANDS[1], help="(default: create)"
    )
    made.add_argument("--caller", default="", metavar="ARN", help="the role or user that gets the policy")
    made.add_argument("--replace-failed", action="store_true", help="it also deletes what has failed")
    made.add_argument("--on-cancel-stop", action="store_true", help="a cancelled run stops and deletes what it began")
    made.add_argument("--create-validation-role", default="", metavar="NAME", help="it also makes the validation role")
    made.add_argument("--managed-policy", action="store_true", help="with AmazonSageMakerFullAccess")
    made.add_argument("--trust", default="", metavar="OWNER/NAME", help=trust)
    made.add_argument("--environment", default="", metavar="NAME", help="the environment the workflow's job is in")
    made.add_argument("--ref", default="", metavar="REF", help="the ref it runs on, if it is in no environment")
    made.add_argument("--owner-id", default="", metavar="NUMBER", help="the owner's ID on GitHub")
    made.add_argument("--repository-id", default="", metavar="NUMBER", help="the repository's ID on GitHub")


def role_options(made: ArgumentParser) -> None:
    """Add the options of role."""
    _common(made, "?")
    made.add_argument("--create", default="", metavar="NAME", help="make the role, or give it what it lacks")
    made.add_argument("--managed-policy", action="store_true", help="attach AmazonSageMakerFullAccess, too")
    made.add_argument(
        "--kms-key",
        action="append",
        default=[],
        metavar="ARN",
        help="a key that encrypts the data the validation reads",
    )


def _common(made: ArgumentParser, number: str) -> None:
    default = settings.Settings.manifests[0]
    made.add_argument("manifests", nargs=number, metavar="MANIFEST", help=f"paths and globs (default: {default})")
    made.add_argument("--var", action="append", default=[], metavar="NAME=VALUE", help="a value for ${NAME}")
    made.add_argument("--account-id", default="", metavar="ID", help="the AWS account (default: the manifest's)")


def _hold_forms(arguments: Namespace) -> None:
    for name, (form, hint) in _FORMS.items():
        given = getattr(arguments, name[2:].replace("-", "_"), "")
        for text in given if isinstance(given, list) else [given]:
            if text and not re.fullmatch(form, text, re.ASCII):
                raise Failure(f"{name} is {text!r}", USAGE, hint)


def _documents(named: str | Sequence[str] | None, variables: Sequence[str]) -> list[Document]:
    """Read manifests as far as a policy needs them.

    Raises Failure for one that does not tell kind and Region, or that is broken.
    """

    texts = {"variables": "\n".join(variables)}
    if named:
        texts["manifest"] = named if isinstance(named, str) else "\n".join(named)
    chosen = settings.clean(texts, "--{}")
    workspace = Workspace(os.getcwd(), bound=False)
    found = [reader.load(name, workspace.read, chosen.variables) for name in workspace.expand(chosen.manifests)]
    for one in found:
        wrong = [fault for fault in one.findings if fault.severity == ERROR and fault.rule not in _NO_MATTER]
        if wrong:
            raise Failure(wrong[0].message, USAGE, wrong[0].hint, wrong[0].location)
        if not one.kind or not one.region:
            hint = f"sagemaker-marketplace check {one.file} says more"
            raise Failure(f"{one.file} does not tell kind and region", USAGE, hint)
    return found


def _trust(arguments: Namespace) -> int:
    if bool(arguments.environment) == bool(arguments.ref):
        hint = "an environment's rules say who may run the job: --environment release; or --ref refs/heads/main"
        raise Failure("--trust takes one of --environment and --ref", USAGE, hint)
    if bool(arguments.owner_id) != bool(arguments.repository_id):
        raise Failure("--owner-id and --repository-id go together", USAGE, "give both, or none")
    ids = (arguments.owner_id, arguments.repository_id) if arguments.owner_id else None
    found = _documents(arguments.manifests, arguments.var) if arguments.manifests else []
    account, region = permissions.home(found, arguments.account_id)
    subject = f"environment:{arguments.environment}" if arguments.environment else f"ref:{arguments.ref}"
    _print(permissions.github(arguments.trust, subject, account, ids, region))
    _tell("whom the role trusts; saved as trust.json, a role is made with")
    _tell("  aws iam create-role --role-name ROLE --assume-role-policy-document file://trust.json")
    if not ids:
        _tell("a repository made, renamed or moved since 15 July 2026 needs --owner-id and --repository-id, too:")
        _tell(f"  gh api repos/{arguments.trust} --jq '.owner.id, .id'")
    return 0


def _make(one: Document, arguments: Namespace) -> int:
    clock, account = Clock(), Account(f"sagemaker-marketplace-action/{__version__}")
    try:
        asked = account.queries(str(one.region), clock.today(), Facts())
        caller = identity.caller(asked, ())
        arn = f"arn:{caller.arn.split(':')[1]}:iam::{caller.account}:role/{arguments.create}"
        making = roles.ensure(
            one, arn, account.roles(str(one.region)), clock, arguments.managed_policy, arguments.kms_key
        )
        arn = _heard(making)
    except (NotFound, PermissionMissing, NoAnswer) as silence:
        raise Failure(f"the caller's account is not known: {silence}", AWS_REFUSED, "try again later") from None
    except Exception as error:
        raise as_failure(error) or error from None
    _print({"arn": arn})
    return 0


def _heard(making: Generator[events.Event, None, str]) -> str:
    """Tell what a generator of notes says, and give what it returns."""
    while True:
        try:
            event = next(making)
        except StopIteration as end:
            return str(end.value)
        _tell(getattr(event, "text", ""))


def _print(content: dict[str, Any]) -> None:
    text = json.dumps(content, indent=2)
    sys.stdout.write(f"{text}\n")
    if permissions.UNKNOWN_ACCOUNT in text:
        _tell(f"{permissions.UNKNOWN_ACCOUNT} stands for the ID of your account: --account-id puts it in")


def _tell(text: str) -> None:
    sys.stderr.write(f"{untrusted.line(text)}\n")
