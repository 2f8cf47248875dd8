"""The command init: writes a manifest with placeholders, or converts a request, a description or an ARN into one."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import quote
from typing import Any

from .. import output
from ..aws.errors import to_failure
from ..aws.sagemaker import Resources
from ..init import convert, starters
from ..manifest import foreign, paths, reader
from ..manifest.document import Document
from ..manifest.findings import AWS_REFUSED, SUCCESS, USAGE, Failure
from ..report import untrusted
from ..settings.command_options import DEFAULT_REGION
from ..settings.options import of_command
from ..settings.parse import COMMAND_LINE, Given, parse
from ..watch.targets import parse_arn
from .account import open_account, print_setup
from .stages import current_folder


def init(given: Given) -> int:
    """Write a manifest to a new file or to standard output.

    Raises Failure for a file that exists or can't be written, and for a source that can't be converted.
    """
    options = parse(of_command("init"), given, COMMAND_LINE)
    file, kind, source, region = (options[name] for name in ("file", "kind", "from", "region"))
    print_setup("init", options)
    if source:
        text, notes = _convert(options)
        output.note(*notes)
    else:
        text = starters.write(kind or "ModelPackage", region or DEFAULT_REGION)
    if not file:
        output.write_result(text)
        return SUCCESS
    current_folder().create(file, text)
    shown = untrusted.line(file)
    output.write(f"Wrote {shown}. Next: sagemaker-marketplace check {quote(shown)}\n")
    return SUCCESS


def _convert(options: Mapping[str, Any]) -> convert.Conversion:
    source, kind, region = options["from"], options["kind"], options["region"]
    if source.startswith("arn:"):
        _, arn_region, _ = parse_arn(source)
        region = region or arn_region
        request = data = _describe(source, open_account(options["profile"], options["verbose"]).resources(region))
        found = convert.find_request(data, source)
        document = Document(source)
    else:
        file, _, name = source.partition("#")
        shown, content = current_folder().read(file)
        data, _ = _read(shown, content)
        found = convert.find_request(data, shown, name)
        typed, document = _read(shown, content, found)
        request = next(value for _, value in paths.matches(typed, found.path))
    if kind and kind != found.kind:
        raise Failure(f"--kind is {kind}, but {source} is of kind {found.kind}", USAGE, "omit --kind")
    return convert.convert(found, request, data, document.file, region, document.location)


def _read(shown: str, content: bytes, request: foreign.Request | None = None) -> tuple[Any, Document]:
    data, document = reader.read_plain(shown, content, request)
    if document.findings:
        problem = document.findings[0]
        raise Failure(problem.message, USAGE, problem.hint, problem.location)
    return data, document


def _describe(arn: str, resources: Resources) -> Mapping[str, Any]:
    kind, _, _ = parse_arn(arn)
    try:
        description = resources.describe(kind, arn)
    except Exception as error:
        raise to_failure(error) or error from None
    if description is None:
        raise Failure(f"resource not found: {arn}", AWS_REFUSED, "check the ARN and the account of the credentials")
    return description
