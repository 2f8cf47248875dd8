"""Placeholders of other template languages, such as `{{ account }}` and `<bucket>`, which nothing here fills in."""

from __future__ import annotations

import re
from typing import Any

from .findings import ERROR, WARNING, Finding, Location
from .paths import Path
from .schema import Node

# Jinja and Go, ERB, Python (two forms), text in brackets, and a shell's variables.
_PLACEHOLDER = re.compile(
    r"\{\{[^{}]*\}\}|\[\[[^\[\]]*\]\]|<%[^%]*%>|%\([^()]*\)[sd]|(?<!\$)\{[A-Za-z_][A-Za-z0-9_.]*\}|<[A-Za-z][^<>]*>"
    r"|\$[A-Z][A-Z0-9_]*\b"
)
_SHELL_VARIABLE = "$"
# Fields that AWS or ECR reads by a syntax that the schema does not have.
_REFUSED_FIELDS = ("region", "Image", "TrainingImage")
# In the key of an S3 object and in a MIME type, such text is unlikely, but valid.
_UNLIKELY_FIELDS = (
    *("Accept", "ContentType", "SupportedContentTypes", "SupportedResponseMIMETypes"),
    *("ModelDataUrl", "S3OutputPath", "S3Uri", "SamplePayloadUrl", "SourceUri"),
)
RULE = "placeholder"
RENDER = "use the output of the template"
_MAX_SHOWN, _MAX_NAME = 60, 30


def finding(text: str, is_escaped: bool, path: Path, location: Location, node_schema: Node) -> Finding | None:
    """The finding for the first placeholder in the string at a path, if it can't be the intended text there."""
    placeholder = find(text, is_escaped)
    level = severity(placeholder, text, path, node_schema) if placeholder else None
    return Finding(path, location, level, RULE, *message_and_hint(placeholder)) if placeholder and level else None


def find(text: str, is_escaped: bool = False) -> str | None:
    """The first placeholder in a string; None if there is none. With `is_escaped`, dollar signs are meant literally."""
    for match in _PLACEHOLDER.finditer(text):
        if not (is_escaped and match[0].startswith(_SHELL_VARIABLE)):
            return match[0]
    return None


def severity(placeholder: str, text: str, path: Path, node_schema: Node) -> str | None:
    """How severe a placeholder in the string at a path is; None where it can be the intended text, as in a description.

    An error if the field's type, its values or its pattern rule the placeholder out.
    """
    field = next((part for part in reversed(path) if isinstance(part, str)), "")
    if node_schema.get("type", "string") != "string" or "enum" in node_schema or field in _REFUSED_FIELDS:
        return ERROR
    pattern = node_schema.get("pattern")
    if pattern and not re.search(pattern, text) and not re.search(pattern, placeholder):
        return ERROR
    if field in _UNLIKELY_FIELDS:
        return ERROR if placeholder in text.partition("://")[2].partition("/")[0] else WARNING
    return None


def in_collection(node: Any, node_schema: Node) -> str | None:
    """The placeholder that YAML reads as an object in an object, or as a list in a list; None if a node is neither."""
    is_list, brackets = node.id == "sequence", "[]" if node.id == "sequence" else "{}"
    inner = _only_child(node)
    text = _only_child(inner) if inner is not None and inner.id == node.id else None
    if text is None or text.id != "scalar" or (is_list and node_schema.get("type", "array") == "array"):
        return None
    return f"{brackets[0] * 2} {text.value} {brackets[1] * 2}"


def message_and_hint(placeholder: str) -> tuple[str, str]:
    """Message and hint of the finding for a placeholder."""
    shown = placeholder if len(placeholder) <= _MAX_SHOWN else f"{placeholder[:_MAX_SHOWN]}…"
    name = variable(placeholder)
    hint = f"write the value, or write ${{{name}}} and set it with `variables` / --var {name}=..."
    return f"placeholder not filled in: {shown}", hint


def variable(placeholder: str) -> str:
    """The name of a variable for a placeholder: its words in capitals, or NAME if they are many."""
    separated = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", placeholder.removeprefix("%").removesuffix(")s"))
    words = re.sub(r"[^A-Za-z0-9]+", "_", separated).strip("_").upper()
    return words if words[:1].isalpha() and len(words) <= _MAX_NAME else "NAME"


def _only_child(node: Any) -> Any:
    """The only entry of a flow list, or the only key of a flow object whose value is empty; None for other nodes."""
    if node.id == "scalar" or not node.flow_style or len(node.value) != 1:
        return None
    if node.id == "sequence":
        return node.value[0]
    key, value = node.value[0]
    return key if value.id == "scalar" and not value.value and not value.style else None
