"""Converts a create request, in the form of any tool, or the description of a resource into a manifest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..manifest import foreign, paths, placeholders, schema, yaml_writer
from ..manifest.findings import USAGE, Failure, Location
from ..manifest.paths import Path
from ..manifest.yaml_writer import Expression
from ..report import untrusted
from . import api_names, regions, starters, states
from .references import References, defaults
from .skeletons import Blanks, is_skeleton

_IDEMPOTENCY_FIELD = "ClientToken"
_SHELL_VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_.:]*\}")
# Fields that the service adds to a description: digests that it resolves, and these if they are false or empty. Seen in
# recordings of aws-controllers-k8s and in acceptance tests and computed fields of the Terraform provider.
_RESOLVED = ("ImageDigest", "TrainingImageDigest", "ModelDataETag", "ETag")
_FILLED_IN = ("IsCheckpoint", "IsRequired", "IsTunable", "KmsKeyId", "SupportsDistributedTraining")


# A string in a request, its path, and its field's schema.
_String = tuple[str, Path, schema.Node]


class Conversion(NamedTuple):
    """A manifest, and notes on what it still needs."""

    text: str
    notes: list[str]


def find_request(data: Any, file: str, name: str = "", kind: str = "") -> foreign.Request:
    """The request in a file's data, or the part of one; `name` chooses one of several, `kind` what a part is of.

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
    part = foreign.part(data, [kind] if kind else schema.kinds()[::-1])
    if part:
        return part
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
    written = next((value for _, value in paths.matches(data, found.path)), None)

    def locate_field(path: Path) -> Location:
        inner = path[len(found.field) :] if path[: len(found.field)] == found.field else ()
        return locate((*found.path, *api_names.written_path(written, inner)))

    node = schema.spec(found.kind)
    request, notes, remarks = _without_blanks(_request(found, request), found.kind)
    if request.pop(_IDEMPOTENCY_FIELD, None) is not None:
        remarks.append(f"Left out: {_IDEMPOTENCY_FIELD}. It is for one call; create derives its own.")
    unknown = [*foreign.left_out(data), *_remove_unknown(request, found)]
    if unknown:
        remarks.append(f"Left out, because they are not fields of the request: {', '.join(unknown)}.")
        if not found.is_state:
            notes.append(f"left out, because they are not fields of the request: {', '.join(unknown)}")
    region = region or regions.declared(found, data) or regions.only_one(source, request, data)
    references = References(region, defaults(data))
    request = references.replace(request, node)
    if found.field:
        part = paths.text(found.field)
        request = starters.complete(found.kind, region, request)
        remarks.append(f"The source has only {part}: the other fields are examples to change.")
        notes.append(f"the source has only {part}: change the other fields, which are examples")
    notes += _reference_notes(references, locate_field)
    strings = list(_strings(request, node))
    notes += _literal_variables(strings, locate_field)
    placeholders_left = dict.fromkeys(_placeholders(strings))
    if placeholders_left:
        remarks.append(f"Replace these placeholders: {', '.join(placeholders_left)}.")
        notes.append(f"replace these placeholders: {', '.join(placeholders_left)}")
    omitted = [paths.text(reference.path) for reference in references.found if not reference.variables]
    if omitted:
        remarks.append(f"Left out, because they are references: {', '.join(omitted)}.")
    if references.variables:
        remarks.append(f"Set these variables, or write the values: {', '.join(references.variables)}.")
        notes.append(f"set these variables with --var, or write the values: {', '.join(references.variables)}")
    shown = ", ".join(filter(None, (source, f"{found.what} {found.name}".strip())))
    return Conversion(write(found.kind, region, request, shown, remarks), notes)


def _request(found: foreign.Request, value: Any) -> dict[str, Any]:
    """The request with the names and forms of the API; for a part of a request, an object with only that part."""
    if found.what == foreign.STATE:
        value = states.with_references(value)
    for key in reversed(found.field):
        value = [value] if isinstance(key, int) else {key: value}
    value = {**value.pop(foreign.CALL_INPUT), **value} if isinstance(value.get(foreign.CALL_INPUT), dict) else value
    node = schema.spec(found.kind)
    request: dict[str, Any] = api_names.to_api(
        {name: api_names.without_nulls(item) for name, item in value.items()}, node
    )
    if found.is_state:
        request = api_names.without_empty(request, node)
    return request


def _remove_unknown(request: dict[str, Any], found: foreign.Request) -> list[str]:
    """Remove what is not a field of the request from an object of another tool, which can have more; return the names.

    A request alone keeps such a field, and `check` reports it. The fields of a description are left to `spec_of`.
    """
    known = schema.spec(found.kind)["properties"]
    unknown = [] if not found.what or _is_described(found.kind, request) else sorted(set(request) - set(known))
    for name in unknown:
        del request[name]
    return unknown


def _is_described(kind: str, request: Mapping[str, Any]) -> bool:
    return f"{kind}Arn" in request or f"{kind}Status" in request


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


def _reference_notes(references: References, locate: Callable[[Path], Location]) -> Iterator[str]:
    """A note on each reference, at its location."""
    for path, names in references.found:
        text = f"depends on {', '.join(names)}" if names else "is left out: it is a reference"
        yield _note(locate(path), path, text)


def _note(location: Location, path: Path, text: str) -> str:
    return f"{location.file}:{location.line}:{location.column}: {paths.field_name(path)} {text}"


def _literal_variables(strings: Iterable[_String], locate: Callable[[Path], Location]) -> Iterator[str]:
    """A note on each string that looks like one with variables of a shell or a template; they are kept as text."""
    for text, path, _ in strings:
        found = None if isinstance(text, Expression) else _SHELL_VARIABLE.search(text)
        if found:
            yield _note(locate(path), path, f"contains {found[0]} as text; remove a $ if it is a variable")


def _placeholders(strings: Iterable[_String]) -> Iterator[str]:
    """The placeholders of other template languages in the strings of a request."""
    for text, path, node in strings:
        found = list(placeholders.find_all(text, is_escaped=isinstance(text, Expression)))
        if found and placeholders.severity(found[0], text, path, node):
            yield from found


def _strings(value: Any, node: schema.Node, path: Path = ()) -> Iterator[_String]:
    """Each string in a value, with its path and its field's schema."""
    if isinstance(value, str):
        yield value, path, node
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _strings(item, schema.child(node, key), (*path, key))


def spec_of(kind: str, request: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The request's fields, and the names of those left out: fields that only a description has, and nulls.

    What AWS fills in when it describes a resource is left out without notice.
    """
    known = schema.spec(kind)["properties"]
    described = _is_described(kind, request)
    kept, dropped = {}, []
    for name, value in request.items():
        if value is None or (described and name not in known):
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


def write(kind: str, region: str, request: Mapping[str, Any], source: str, remarks: Sequence[str] = ()) -> str:
    """A manifest that creates exactly what a request creates; `remarks` are sentences for the comment at its top.

    A request without CertifyForMarketplace creates an uncertified resource, so the manifest sets it to false.
    """
    spec, dropped = spec_of(kind, request)
    head = [starters.SCHEMA_LINE, f"# Written from {untrusted.line(source)}."]
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
