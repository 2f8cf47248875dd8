"""Reads a manifest: text → a document with its data, the location of each part, and findings about either."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import foreign, intended_kind, schema, yaml_reader
from .document import Document
from .findings import ERROR, USAGE, Failure, Finding, Location
from .node_reader import NodeReader, Read
from .rehearsal import BLOCK

_ENVELOPE_HINT = "begin with kind: ModelPackage or kind: Algorithm"


def load(name: str, read: Read, values: Mapping[str, str]) -> Document:
    """Read a manifest.

    `read(name, parent)` returns a file's display name and bytes, or raises Failure; `values` are the variables.
    Whatever is wrong inside the file becomes a finding; a manifest that can't be read at all has no data.
    """
    shown, content = read(name, "")
    return parse(shown, content, read, values)


def parse(shown: str, content: bytes, read: Read, values: Mapping[str, str]) -> Document:
    """Read a manifest as `load` does, from its bytes."""
    document = Document(shown)
    reader = NodeReader(document, read, values)
    root = reader.compose(shown, content)
    if root is not None:
        kind = intended_kind.find(root, values)
        data = reader.tree(root, schema.root(kind), shown)
        if isinstance(data, dict):
            document.data = data
            _refuse_foreign(document)
            if document.data:
                intended_kind.correct(document, kind)
            if not data and not document.findings:
                message = "the manifest has no fields"
                reader.refuse("manifest-empty", (), shown, root, message, "add kind, region and spec")
        elif not reader.aborted:
            message = "a manifest must be an object with kind, region and spec"
            reader.refuse("invalid-type", (), shown, root, message, _ENVELOPE_HINT)
    return document


def _refuse_foreign(document: Document) -> None:
    """Replace everything that was read from the file of another tool by one finding."""
    known = foreign.describe_other(document.data)
    if known:
        message, hint = f"expected a manifest, got {known[0]}", known[1].replace("FILE", document.file)
        document.findings = [Finding((), Location(document.file, 1, 1), ERROR, "not-a-manifest", message, hint)]
        document.data = {}


def read_plain(
    shown: str, text: str, root: Any, request: foreign.Request | None = None, read: Read | None = None
) -> tuple[Any, Document]:
    """Read the nodes of a file of another tool as literal values: its data, and a document with locations and findings.

    `text` is the file's text. There are no variables; `read` reads the files that `$file` names, if the file can name
    any. The fields of a request at the top, or of `request`, get the API's types; a function of CloudFormation becomes
    the object that it is in JSON.
    """
    document = Document(shown)
    document.sources[shown] = yaml_reader.split_lines(text)
    reader = NodeReader(document, read or _refuse_file, None)
    reader.has_quoted_keys = _has_quoted_keys(root)
    if request:
        reader.request_path, reader.request_schema = request.path, schema.at(request.kind, request.field)
    return reader.tree(root, _request_schema(root), shown), document


def _refuse_file(name: str, _parent: str) -> tuple[str, bytes]:
    raise Failure(f"$file is not supported here: {name}", USAGE, "use the literal request")


def _has_quoted_keys(root: Any) -> bool:
    """Whether a file is like JSON or a literal of Python, where an unquoted word is not a string."""
    if root.id != "mapping" or not root.flow_style or not root.value:
        return False
    key, _ = root.value[0]
    return key.id == "scalar" and bool(key.style)


def _request_schema(root: Any) -> schema.Node:
    names = {key.value for key, _ in root.value if key.id == "scalar"} if root.id == "mapping" else set()
    if "spec" in names:
        properties = schema.root(intended_kind.find(root, {}))["properties"]
        return {"properties": {**properties, BLOCK: {}}}  # not part of the request
    return schema.spec("Algorithm" if names & {"AlgorithmName", "TrainingSpecification"} else "ModelPackage")
