"""The command init: writes a manifest with placeholders, or converts a request, a description or an ARN into one."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from shlex import quote
from typing import Any

from .. import output
from ..aws.errors import to_failure
from ..aws.sagemaker import Resources
from ..check import check
from ..facts.facts import Facts
from ..init import convert, starters
from ..init.source import Source, load
from ..manifest.document import Document
from ..manifest.findings import AWS_REFUSED, SUCCESS, USAGE, Failure
from ..manifest.recognition import DEFAULT_NAMES
from ..report import untrusted
from ..settings.command_options import DEFAULT_REGION
from ..settings.options import of_command
from ..settings.parse import COMMAND_LINE, Given, parse
from ..watch.targets import parse_arn
from .account import open_account, print_setup
from .stages import current_folder

_REGION_RULES = ("unknown-region", "region-opt-in", "region-govcloud", "region-other-partition", "region-unconfirmed")


def init(given: Given) -> int:
    """Write a manifest to a new file or to standard output.

    Raises Failure for a file that exists or can't be written, for an unknown Region, and for a source that can't be
    converted.
    """
    options = parse(of_command("init"), given, COMMAND_LINE)
    file, kind, source, region = (options[name] for name in ("file", "kind", "from", "region"))
    print_setup("init", options)
    notes = _check_region(region) if region else []
    if source:
        conversion = _convert(options)
        text, notes = conversion.text, [*notes, *conversion.notes]
    else:
        text = starters.write(kind or "ModelPackage", region or DEFAULT_REGION)
    if file:
        current_folder().create(file, text)
    else:
        output.write_result(text)
    shown = untrusted.line(file)
    schema_file = quote(posixpath.join(posixpath.dirname(shown), starters.SCHEMA_FILE))
    notes.append(f"For completion in editors: sagemaker-marketplace schema > {schema_file}")
    if file:
        output.note(*notes, f"Wrote {shown}. Next: sagemaker-marketplace check {quote(shown)}")
    else:
        output.note(*notes, f"Next: save it as {DEFAULT_NAMES[0]}, then run sagemaker-marketplace check")
    return SUCCESS


def _check_region(region: str) -> list[str]:
    """Notes on a Region from which publishing is not possible, or not known to be. Raises Failure if it is unknown."""
    document = Document("--region")
    document.data = {"region": region, "kind": "ModelPackage"}
    notes = []
    for finding in check.findings(document, Facts(), _REGION_RULES):
        if finding.rule == "unknown-region":
            raise Failure(finding.message, USAGE, finding.hint)
        if finding.rule in _REGION_RULES:
            notes.append(f"{finding.severity}: {finding.message}; {finding.hint}")
    return notes


def _convert(options: Mapping[str, Any]) -> convert.Conversion:
    source, kind, region = options["from"], options["kind"], options["region"]
    if source.startswith("arn:"):
        _, arn_region, _ = parse_arn(source)
        region = region or arn_region
        request = data = _describe(source, open_account(options["profile"], options["verbose"]).resources(region))
        found = convert.find_request(data, source)
        return _converted(Source(found, data, request, Document(source)), source, kind, region)
    file, _, name = source.partition("#")
    folder = current_folder()
    shown, content = folder.read(file)
    return _converted(load(shown, content, folder.read, name, kind), source, kind, region)


def _converted(source: Source, name: str, kind: str, region: str) -> convert.Conversion:
    found, document = source.request, source.document
    if kind and kind != found.kind:
        raise Failure(f"--kind is {kind}, but {name} is of kind {found.kind}", USAGE, "omit --kind")
    return convert.convert(found, source.value, source.data, document.file, region, document.location)


def _describe(arn: str, resources: Resources) -> Mapping[str, Any]:
    kind, _, _ = parse_arn(arn)
    try:
        description = resources.describe(kind, arn)
    except Exception as error:
        raise to_failure(error) or error from None
    if description is None:
        raise Failure(f"resource not found: {arn}", AWS_REFUSED, "check the ARN and the account of the credentials")
    return description
