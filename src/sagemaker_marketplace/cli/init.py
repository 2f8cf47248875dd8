"""The command init: writes a manifest with placeholders, or converts a request, a description or an ARN into one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import __version__, output
from ..aws.errors import to_failure
from ..aws.session import Account
from ..init import convert, starters
from ..manifest import reader
from ..manifest.findings import AWS_REFUSED, SUCCESS, USAGE, Failure
from ..report import untrusted
from ..settings.command_options import DEFAULT_REGION
from ..settings.options import of_command
from ..settings.parse import Given, parse
from ..watch.targets import parse_arn
from .stages import current_folder


def init(given: Given) -> int:
    """Write a manifest to a new file or to standard output.

    Raises Failure for a file that exists or can't be written, and for a source that can't be converted.
    """
    options = parse(of_command("init"), given, "--{}")
    file, kind, source, region = (options[name] for name in ("file", "kind", "from", "region"))
    if source:
        text = _convert(source, kind, region)
    else:
        text = starters.write(kind or "ModelPackage", region or DEFAULT_REGION)
    if not file:
        output.write_result(text)
        return SUCCESS
    current_folder().create(file, text)
    shown = untrusted.line(file)
    output.write(f"Wrote {shown}. Next: sagemaker-marketplace check {shown}\n")
    return SUCCESS


def _convert(source: str, kind: str, region: str) -> str:
    if source.startswith("arn:"):
        _, arn_region, _ = parse_arn(source)
        region = region or arn_region
        request = _describe(source, region)
    else:
        request = _read(source)
    actual = convert.kind_of(request)
    if kind and kind != actual:
        raise Failure(f"--kind is {kind}, but {source} is of kind {actual}", USAGE, "omit --kind")
    region = region or convert.region_of(request) or ""
    if not region:
        raise Failure(f"{source} names no Region, or several", USAGE, "set one with --region")
    return convert.write(actual, region, request, source)


def _read(source: str) -> Mapping[str, Any]:
    shown, content = current_folder().read(source)
    data, problem = reader.read_plain(shown, content)
    if problem:
        raise Failure(problem.message, USAGE, problem.hint, problem.location)
    return convert.read_request(data)


def _describe(arn: str, region: str) -> Mapping[str, Any]:
    kind, _, _ = parse_arn(arn)
    try:
        description = Account(f"sagemaker-marketplace-action/{__version__}").resources(region).describe(kind, arn)
    except Exception as error:
        raise to_failure(error) or error from None
    if description is None:
        raise Failure(f"resource not found: {arn}", AWS_REFUSED, "check the ARN and the account of the credentials")
    return description
