"""The commands of the command line that run no stages: init, schema, rules, explain, sandbox, iam-policy, role."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from .. import __version__, plugins
from ..aws.errors import as_failure
from ..aws.session import Account
from ..context import Workspace
from ..facts import pages
from ..facts.facts import USES, Facts
from ..init import convert, starters
from ..manifest import editor_schema, reader, schema
from ..manifest.findings import AWS_REFUSED, SUCCESS, USAGE, Failure
from ..manifest.suggestions import closest_match
from ..report import rule_pages
from ..report.built_in_rules import BUILT_IN, BUILT_IN_SEVERITIES
from ..settings.settings import region
from ..watch.targets import parse_arn
from . import permissions

DEFAULT_REGION = "us-east-1"


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Failure(message, USAGE, f"{self.prog} --help tells what there is")


def run(program: str, command: str, argv: Sequence[str]) -> int:
    """Run one of these commands and give its exit code.

    Raises Failure for arguments it does not take, and for what it can't do.
    """
    add_options, run = _COMMANDS[command]
    parser = _Parser(f"{program} {command}", description=(run.__doc__ or "").strip())
    add_options(parser)
    try:
        return run(parser.parse_args(argv))
    except SystemExit:  # argparse ends so after --help
        return SUCCESS


def init(arguments: Namespace) -> int:
    """Write a manifest: a commented one, or one made from a request, a description or an ARN."""
    if arguments.region:
        region(arguments.region, "--region")
    text = _starter(arguments) if arguments.source is None else _converted(arguments)
    if not arguments.output:
        sys.stdout.write(text)
        return 0
    try:
        with open(arguments.output, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Failure(
            f"{arguments.output} exists already", USAGE, "remove it first, or give --output another name"
        ) from None
    except OSError as error:
        raise Failure(f"{arguments.output} can't be written: {error.strerror}", USAGE) from None
    sys.stdout.write(f"{arguments.output} is written; next: sagemaker-marketplace check {arguments.output}\n")
    return 0


def print_schema(_arguments: Namespace) -> int:
    """Print the JSON Schema."""
    json.dump(editor_schema.build(schema.load()), sys.stdout, indent=1)
    sys.stdout.write("\n")
    return 0


def rules(_arguments: Namespace) -> int:
    """List the rules, and the checks of the preflight: name, severity, summary."""
    found = [*plugins.rules(), *plugins.checks()]
    width = max(len(rule.name) for rule in found)
    for rule in found:
        summary = (rule.module.__doc__ or "").strip().splitlines()[0]
        sys.stdout.write(f"{rule.name:{width}}  {rule.module.SEVERITY:7}  {summary}\n")
    return 0


def explain(arguments: Namespace) -> int:
    """Print a rule's page."""

    name = arguments.rule
    found = {rule.name: rule for rule in (*plugins.rules(), *plugins.checks())}
    if name in BUILT_IN:
        severity = BUILT_IN_SEVERITIES.get(name, "error")
        sys.stdout.write(f"{name} ({severity}, always on)\n\n{BUILT_IN[name]}\n")
        return 0
    if name not in found:
        near = closest_match(name, [*found, *BUILT_IN])
        raise Failure(
            f"there is no rule {name}", USAGE, f"did you mean {near}?" if near else "see sagemaker-marketplace rules"
        )
    form = rule_pages.page if arguments.format == "markdown" else rule_pages.text
    sys.stdout.write(form(found[name]))
    return 0


def facts(arguments: Namespace) -> int:
    """Show what is known: of a Region, of an instance type, or of all Regions."""

    known = Facts()
    lines = pages.page(known, arguments.name) if arguments.name else pages.overview(known)
    if lines is None:
        names = [*known.known_regions(), *(name for use in USES for name in known.types(use))]
        near = closest_match(arguments.name, names)
        hint = f"did you mean {near}?" if near else "give a Region such as us-east-1 or a type such as ml.m5.large"
        raise Failure(f"nothing is known of {arguments.name}", USAGE, hint)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def sandbox(arguments: Namespace) -> int:
    """Serve a local AWS, alone or around one command."""
    try:
        from ..sandbox import server
    except ImportError as error:
        hint = "install the package with its extra: [sandbox]"
        raise Failure(f"the sandbox is not installed ({error.name} is missing)", USAGE, hint) from None
    from ..sandbox.command import run

    return run(server, arguments.scenario, arguments.port, arguments.run)


def _starter(arguments: Namespace) -> str:
    return starters.write(arguments.kind or "ModelPackage", arguments.region or DEFAULT_REGION)


def _converted(arguments: Namespace) -> str:
    source = arguments.source
    request: Mapping[str, Any] = _described(source, arguments) if source.startswith("arn:") else _read(source)
    kind = convert.kind_of(request)
    if arguments.kind and arguments.kind != kind:
        raise Failure(f"--kind is {arguments.kind}, {source} is of kind {kind}", USAGE, "leave --kind out")
    region = arguments.region or convert.region_of(request)
    if region is None:
        raise Failure(f"{source} names no Region, or several", USAGE, "say which with --region")
    return convert.write(kind, region, request, source)


def _read(source: str) -> Mapping[str, Any]:
    shown, content = Workspace(os.getcwd(), bound=False).read(source)
    data, problem = reader.read_plain(shown, content)
    if problem:
        raise Failure(problem.message, USAGE, problem.hint, problem.location)
    return convert.read_request(data)


def _described(arn: str, arguments: Namespace) -> Mapping[str, Any]:
    kind, region, _ = parse_arn(arn)
    arguments.region = arguments.region or region
    try:
        found = Account(f"sagemaker-marketplace-action/{__version__}").resources(region).describe(kind, arn)
    except Exception as error:
        raise as_failure(error) or error from None
    if found is None:
        raise Failure(f"there is no {arn}", AWS_REFUSED, "is the ARN right, and are these its account's credentials?")
    return found


def _init_parser(made: ArgumentParser) -> None:
    made.add_argument("--kind", choices=schema.kinds(), help="what to describe (default: ModelPackage)")
    made.add_argument(
        "--from",
        dest="source",
        metavar="SOURCE",
        help="a --cli-input-json file (JSON or YAML), the answer of a describe-* call, or an ARN",
    )
    made.add_argument("--region", metavar="REGION", help=f"the Region (default: the source's, or {DEFAULT_REGION})")
    made.add_argument("--output", metavar="FILE", help="write to a new file (default: standard output)")


def _explain_parser(made: ArgumentParser) -> None:
    made.add_argument("rule", metavar="RULE", help="the name in brackets behind a finding")
    made.add_argument("--format", choices=("text", "markdown"), default="text", help="how to print it (default: text)")


def _facts_parser(made: ArgumentParser) -> None:
    made.add_argument("name", nargs="?", metavar="NAME", help="a Region or an instance type (default: all Regions)")


def _sandbox_parser(made: ArgumentParser) -> None:
    made.add_argument("--scenario", default="success", metavar="NAME", help="what happens in it (default: success)")
    made.add_argument("--port", type=int, default=0, metavar="PORT", help="port on 127.0.0.1 (default: a free one)")
    made.add_argument(
        "run", nargs="*", metavar="-- COMMAND", help="a command to run inside; without one, serve until stopped"
    )


def _no_options(_made: ArgumentParser) -> None:
    pass


_COMMANDS: dict[str, tuple[Callable[[ArgumentParser], None], Callable[[Namespace], int]]] = {
    "init": (_init_parser, init),
    "schema": (_no_options, print_schema),
    "rules": (_no_options, rules),
    "explain": (_explain_parser, explain),
    "facts": (_facts_parser, facts),
    "iam-policy": (permissions.policy_options, permissions.iam_policy),
    "role": (permissions.role_options, permissions.role),
    "sandbox": (_sandbox_parser, sandbox),
}
