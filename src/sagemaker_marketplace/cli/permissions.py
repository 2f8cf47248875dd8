"""The commands that print permissions, iam-policy and role; role can also create the role."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from shlex import quote
from typing import Any

from .. import output, permissions
from ..aws import identity
from ..aws.errors import to_failure
from ..aws.queries import NoAnswer, NotFound, PermissionMissing
from ..check import check
from ..context import Clock
from ..create import roles
from ..facts.facts import Facts
from ..manifest import reader
from ..manifest.document import Document
from ..manifest.findings import AWS_REFUSED, ERROR, SUCCESS, USAGE, Failure
from ..report import events
from ..settings import login
from ..settings.options import of_command
from ..settings.parse import COMMAND_LINE, Given, parse
from ..settings.settings import Settings
from ..settings.triggers import refuse_untrusted_trigger
from . import iam_output
from .account import open_account, print_setup
from .stages import current_folder, find_configuration

# The value of --for for the credentials with which a run assumes the roles of its manifests.
_ASSUME_ROLE = "assume-role"


def iam_policy(given: Given) -> int:
    """Print the least-privilege IAM policy of a caller; with --trust or --trust-caller, the trust policy of its role.

    Raises Failure for invalid options and manifests.
    """
    options = parse(of_command("iam-policy"), find_configuration().complete(given), COMMAND_LINE)
    if options["trust"]:
        return _print_trust_policy(options, _documents(options) if "manifest" in given else [])
    if options["trust-caller"]:
        iam_output.print_trust_policy(permissions.principal(options["trust-caller"]), options["format"])
        return SUCCESS
    command, documents = options["for"], _documents(options)
    how = permissions.Caller(
        options["caller"],
        options["replace-failed"],
        options["create-validation-role"],
        options["managed-policy"],
        options["on-cancel"] == "stop",
        options["rehearse"],
    )
    if command == _ASSUME_ROLE:
        policy = permissions.assume_roles(documents)
    else:
        policy = permissions.caller(documents, command, options["account-id"], how)
        if len({document.role_to_assume for document in documents}) > 1:
            output.note("The manifests differ in role-to-assume: run iam-policy for the manifests of each role.")
    principal = permissions.principal_of(options["caller"])
    iam_output.print_policy(policy, f"sagemaker-marketplace-{command}", principal, options["format"])
    return SUCCESS


def role(given: Given) -> int:
    """Print the trust policy and the policy of the role that validates a manifest, or create the role.

    Raises Failure for invalid options and manifests, and if the role can't be created.
    """
    configured = find_configuration()
    options = parse(of_command("role"), configured.complete(given), COMMAND_LINE)
    print_setup("role", options, configured.file)
    documents = _documents(options)
    if len(documents) > 1:
        raise Failure(f"role requires one manifest, got {len(documents)}", USAGE, "run role for each of them")
    if options["create-validation-role"]:
        if not options["allow-untrusted-trigger"]:
            refuse_untrusted_trigger("role --create-validation-role", os.environ.get("GITHUB_EVENT_NAME", ""))
        return _create_role(documents[0], options)
    if options["managed-policy"]:
        raise Failure("--managed-policy requires --create-validation-role", USAGE, "set it, or omit --managed-policy")
    name, path = permissions.role_name(documents[0])
    new_name = "" if name else permissions.DEFAULT_ROLE_NAME
    trust, policy = permissions.validation_role(documents[0], options["account-id"], new_name, options["kms-key"])
    iam_output.print_role(name or new_name, path, trust, policy, options)
    if new_name and options["output-dir"]:
        output.note("Then set ValidationRole in the manifest to the ARN that create-role prints.")
    return SUCCESS


def _documents(options: Mapping[str, Any]) -> list[Document]:
    """Read and check the manifests, because their text goes into a policy.

    Variables without a value and a missing role are accepted. Raises Failure for a manifest with any other error.
    """
    workspace = current_folder()
    names = workspace.expand(options["manifest"])
    documents = [reader.load(name, workspace.read, options["variables"]) for name in names]
    for document in documents:
        for finding in check.findings(document, Facts(today=Clock().today())):
            if finding.severity == ERROR and finding.rule != "unknown-variable" and not check.is_missing_role(finding):
                raise Failure(finding.message, USAGE, finding.hint, finding.location)
        if not document.kind or not document.region:
            hint = f"run sagemaker-marketplace check {quote(document.file)}"
            raise Failure(f"{document.file} has no valid kind and region", USAGE, hint)
    return documents


def _print_trust_policy(options: Mapping[str, Any], documents: list[Document]) -> int:
    environment, ref = options["environment"], options["ref"]
    if bool(environment) == bool(ref):
        hint = "use --environment release, whose rules decide who can run the job, or --ref refs/heads/main"
        raise Failure("--trust requires either --environment or --ref", USAGE, hint)
    ids = (options["owner-id"], options["repository-id"])
    if bool(ids[0]) != bool(ids[1]):
        raise Failure("--owner-id and --repository-id must be used together", USAGE, "set both, or neither")
    account, region = permissions.home(documents, options["account-id"])
    subject = f"environment:{environment}" if environment else f"ref:{ref}"
    trust = permissions.github(options["trust"], subject, account, ids if all(ids) else None, region, options["issuer"])
    iam_output.print_trust_policy(trust, options["format"])
    if not all(ids) and options["issuer"] == permissions.GITHUB_ISSUER:
        output.note(
            "A repository created, renamed or moved since 15 July 2026 also needs --owner-id and --repository-id:"
        )
        output.note(f"  gh api repos/{options['trust']} --jq '.owner.id, .id'")
    return SUCCESS


def _create_role(document: Document, options: Mapping[str, Any]) -> int:
    clock, region = Clock(), str(document.region)
    role = login.role_of_manifest(document.role_to_assume, Settings(command="role"), os.environ, clock)
    account = open_account(options["profile"], options["verbose"], role, shown_role=document.role_to_assume)
    try:
        caller = identity.get_caller(account.queries(region, clock.today(), Facts()), ())
        partition = caller.arn.split(":")[1]
        arn = f"arn:{partition}:iam::{caller.account}:role/{options['create-validation-role']}"
        arn = _print_notes(
            roles.ensure(document, arn, account.roles(region), clock, options["managed-policy"], options["kms-key"])
        )
    except (NotFound, PermissionMissing, NoAnswer) as error:
        raise Failure(f"could not determine the caller's account: {error}", AWS_REFUSED, "try again later") from None
    except Exception as error:
        raise to_failure(error) or error from None
    iam_output.print_json({"arn": arn})
    return SUCCESS


def _print_notes(notes: Generator[events.Event, None, str]) -> str:
    """Print the notes of a generator and return its result."""
    while True:
        try:
            event = next(notes)
        except StopIteration as end:
            return str(end.value)
        output.note(getattr(event, "text", ""))
