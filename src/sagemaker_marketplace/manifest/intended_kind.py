"""Finds the kind that a manifest is meant to have, where `kind` is missing, misspelt or contradicts the request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from . import schema, variables
from .document import Document
from .findings import ERROR
from .foreign import plain_name
from .suggestions import closest_match, quoted


def find(root: Any, values: Mapping[str, str]) -> str | None:
    """The kind by the name that a file's root node gives, else by the request's fields; None if neither is known."""
    declared, fields = None, []
    if root.id == "mapping":
        declared = next((value for name, value in _fields(root) if plain_name(name) == "kind"), None)
        spec = next((value for name, value in _fields(root) if plain_name(name) == "spec"), root)
        fields = [plain_name(name) for name, _ in _fields(spec)] if spec.id == "mapping" else []
    text = variables.expand(declared.value, values)[0] if declared is not None and declared.id == "scalar" else ""
    kind = _kind_of_name(text)
    only = {name: _count_own(name, fields) for name in schema.kinds()}
    likely = max(only, key=lambda name: only[name])
    if only[likely] and not (kind and only[kind]) and list(only.values()).count(only[likely]) == 1:
        return likely
    return kind


def correct(document: Document, kind: str | None) -> None:
    """Give a document the kind that it was read as, and report the one that it has instead."""
    declared = document.data.get("kind")
    if kind is None or declared == kind:
        return
    path, hint = ("kind",), f"did you mean {kind}?"
    if declared is None and path not in document.reported_paths:
        document.findings.append(document.finding(path, ERROR, "missing-field", "kind is missing", f"add kind: {kind}"))
    elif path not in document.reported_paths:
        message = f"invalid kind: {quoted(str(declared))}"
        if declared in schema.kinds():
            field = next(name for name in document.spec if _count_own(kind, [plain_name(name)]))
            message, hint = f"kind is {declared}, but {field} is a field of {kind}", f"use kind: {kind}"
        document.findings.append(document.finding(path, ERROR, "invalid-value", message, hint))
    document.data["kind"] = kind


def _kind_of_name(text: str) -> str | None:
    """The kind of a name in any spelling, such as `model-package` or `AWS::SageMaker::ModelPackage`."""
    kinds = schema.kinds()
    plain = re.sub(r"[^a-z]", "", text.lower())
    return next((kind for kind in kinds if plain.endswith(kind.lower())), None) or closest_match(text, kinds)


def _count_own(kind: str, fields: list[str]) -> int:
    """How many of these fields only this kind has."""
    others = [plain_name(field) for name in schema.kinds() if name != kind for field in schema.spec(name)["properties"]]
    own = [plain_name(field) for field in schema.spec(kind)["properties"]]
    return sum(field in own and field not in others for field in fields)


def _fields(node: Any) -> Iterator[tuple[str, Any]]:
    return ((key.value, value) for key, value in node.value if key.id == "scalar")
