"""Converts a create request, in the form of any tool, or the description of a resource into a manifest."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ..manifest import foreign, paths, schema, yaml_writer
from ..manifest.findings import USAGE, Failure, Location
from ..manifest.paths import Path
from ..manifest.yaml_writer import Expression
from ..report import untrusted
from . import api_names
from .references import References, defaults
from .skeletons import Blanks, is_skeleton

_REGION = re.compile(r"(?:\.dkr\.ecr\.|:sagemaker:)([a-z]{2,4}(?:-[a-z]+)+-[0-9]+)[.:]")
_SHELL_VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_.:]*\}")
# Fields that the service adds to a description: digests that it resolves, and these if they are false or empty. Seen in
# recordings of aws-controllers-k8s and in acceptance tests and computed fields of the Terraform provider.
_RESOLVED = ("ImageDigest", "TrainingImageDigest", "ModelDataETag", "ETag")
_FILLED_IN = ("IsCheckpoint", "IsRequired", "IsTunable", "KmsKeyId", "SupportsDistributedTraining")


class Conversion(NamedTuple):
    """A manifest, and notes on what it still needs."""

    text: str
    notes: list[str]


def find_request(data: Any, file: str, name: str = "") -> foreign.Request:
    """The request in a file's data; `name` chooses one of several.

    Raises Failure if there is none, if there are several and none is chosen, and if none has the name.
    """
    found = foreign.requests(data)
    chosen = [request for request in found if name in (request.name, paths.text(request.path))] if name else found
    if len(chosen) == 1:
        return chosen[0]
    if found:
        names = [request.name for request in found]
        message = f"{file} has no request {name}" if name else f"{file} contains {len(found)} requests"
        raise Failure(f"{message}: {', '.join(names)}", USAGE, f"choose one, for example {file}#{names[0]}")
    known = foreign.describe(data)
    if known:
        raise Failure(f"{file} is {known[0]}", USAGE, known[1].replace("FILE", file))
    if not isinstance(data, dict) or not data:
        raise Failure("invalid request: not an object with fields", USAGE, "use the JSON of a request")
    raise Failure(
        "neither a CreateModelPackage nor a CreateAlgorithm request, nor a description of either",
        USAGE,
        "use the JSON for --cli-input-json, or the output of describe-model-package or describe-algorithm",
    )


def convert(
    found: foreign.Request, request: Any, data: Any, source: str, region: str, locate: Callable[[Path], Location]
) -> Conversion:
    """The manifest for a request that was found in a file's data; `locate` gives the location of a path in the file.

    Raises Failure if the Region is unknown, and for a skeleton without values.
    """
    node = schema.spec(found.kind)
    request = api_names.to_api({name: api_names.without_nulls(value) for name, value in request.items()}, node)
    if found.is_state:
        request = api_names.without_empty(request, node)
    request, notes, remarks = _without_blanks(request, found.kind)
    region = region or _only_region(source, request, data)
    references = References(region, defaults(data))
    request = references.replace(request, node)
    for reference in references.found:
        text = (
            f"depends on {', '.join(reference.variables)}" if reference.variables else "is left out: it is a reference"
        )
        notes.append(_note(locate((*found.path, *reference.path)), reference.path, text))
    notes += _literal_variables(request, found.path, locate)
    omitted = [paths.text(reference.path) for reference in references.found if not reference.variables]
    if omitted:
        remarks.append(f"Left out, because they are references: {', '.join(omitted)}.")
    if references.variables:
        remarks.append(f"Set these variables, or write the values: {', '.join(references.variables)}.")
        notes.append(f"set these variables with --var, or write the values: {', '.join(references.variables)}")
    shown = ", ".join(filter(None, (source, f"{found.what} {found.name}".strip())))
    return Conversion(write(found.kind, region, request, shown, remarks, found.is_state), notes)


def _without_blanks(request: dict[str, Any], kind: str) -> tuple[dict[str, Any], list[str], list[str]]:
    """A request without the blanks of a skeleton, notes, and remarks for the manifest."""
    if not is_skeleton(request):
        return request, [], []
    blanks = Blanks()
    filled = blanks.remove(request, schema.spec(kind))
    if not filled:
        hint = f"fill it in, or run sagemaker-marketplace init --kind {kind} for a manifest with placeholders"
        raise Failure("the skeleton contains no values", USAGE, hint)
    chosen = ", ".join(sorted(set(blanks.choices)))
    remark = "Fields without a value were left out. --generate-cli-skeleton chooses some values at random. Check"
    return filled, [f"check the values that the skeleton may have chosen: {chosen}"], [f"{remark} {chosen}."]


def _note(location: Location, path: Path, text: str) -> str:
    return f"{location.file}:{location.line}:{location.column}: {paths.field_name(path)} {text}"


def _literal_variables(value: Any, path: Path, locate: Callable[[Path], Location]) -> list[str]:
    """A note on each string that looks like one with variables of a shell or a template; they are kept as text."""
    if isinstance(value, str):
        found = None if isinstance(value, Expression) else _SHELL_VARIABLE.search(value)
        return (
            [_note(locate(path), path, f"contains {found[0]} as text; remove a $ if it is a variable")] if found else []
        )
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [note for key, item in items for note in _literal_variables(item, (*path, key), locate)]


def _only_region(source: str, request: Any, data: Any) -> str:
    """The Region of a request, or else of the whole file. Raises Failure unless it is exactly one."""
    regions = _regions(request) or _regions(data)
    if len(regions) == 1:
        return regions[0]
    named = f"names several Regions: {', '.join(regions)}" if regions else "names no Region"
    raise Failure(f"{source} {named}", USAGE, "set one with --region")


def _regions(request: Any) -> list[str]:
    """The Regions in a request's ARNs and image hosts."""
    return sorted(set(_REGION.findall(json.dumps(request, default=str))))


def spec_of(kind: str, request: Mapping[str, Any], is_state: bool = False) -> tuple[dict[str, Any], list[str]]:
    """The request's fields, and the names of those left out: fields that only a description has, and nulls.

    What AWS fills in when it describes a resource is left out without notice.
    """
    known = schema.spec(kind)["properties"]
    described = f"{kind}Arn" in request or f"{kind}Status" in request
    kept, dropped = {}, []
    for name, value in request.items():
        if value is None or ((described or is_state) and name not in known):
            dropped.append(name)
        else:
            kept[name] = _without_filled_in(value) if described else value
    if described and "SourceAlgorithmSpecification" in kept:
        kept.pop("InferenceSpecification", None)  # the algorithm's
    return kept, dropped


def _without_filled_in(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_filled_in(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _without_filled_in(item)
        for name, item in value.items()
        if name not in _RESOLVED and not (name in _FILLED_IN and not item)
    }


def write(
    kind: str,
    region: str,
    request: Mapping[str, Any],
    source: str,
    remarks: Sequence[str] = (),
    is_state: bool = False,
) -> str:
    """A manifest that creates exactly what a request creates; `remarks` are sentences for the comment at its top.

    `is_state` leaves out unknown fields.

    A request without CertifyForMarketplace creates an uncertified resource, so the manifest sets it to false.
    """
    spec, dropped = spec_of(kind, request, is_state)
    head = [f"# Written from {untrusted.line(source)}."]
    if dropped:
        names = untrusted.line(", ".join(sorted(dropped)))
        head.append(f"# Left out, because they are null or not fields of the request: {names}.")
    head += [f"# {untrusted.line(remark)}" for remark in remarks]
    comments: dict[tuple[str | int, ...], str] = {}
    if "CertifyForMarketplace" not in spec:
        spec["CertifyForMarketplace"] = False
        comments[("spec", "CertifyForMarketplace")] = (
            "The source is not certified. Remove this line, or set it to true, to create one that can be listed."
        )
    body = yaml_writer.lines({"kind": kind, "region": region, "spec": spec}, comments)
    return "\n".join([*head, *body]) + "\n"
