"""Placeholders of other template languages, such as `{{ account }}` and `<bucket>`, which nothing here fills in."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
# Words that ask for a value: as the whole text, or as a part of it.
_WORD = re.compile(r"(?i:todo|tbd|fixme|(?:change|replace|fill)[-_ ]?(?:me|this|in)|\.\.\.)")
_WORD_PART = re.compile(
    r"(?<![A-Za-z0-9])(?:(?i:your)[-_][A-Za-z0-9_-]+|X{3,}|x{3,}|(?:AWS_)?ACCOUNT(?:_ID)?)(?![A-Za-z0-9_-])"
)
# Fields that AWS or ECR reads by a syntax that the schema does not have.
_REFUSED_FIELDS = ("region", "Image", "TrainingImage")
_ECR_HOST = re.compile(r"[0-9]{12}\.dkr\.ecr\.")
# In the key of an S3 object and in a MIME type, such text is unlikely, but valid.
_UNLIKELY_FIELDS = (
    *("Accept", "ContentType", "SupportedContentTypes", "SupportedResponseMIMETypes"),
    *("ModelDataUrl", "S3OutputPath", "S3Uri", "SamplePayloadUrl", "SourceUri"),
)
# The ends of fields with people's own words or numbers, in which only a placeholder as the whole text is unlikely.
_OWN_WORDS = ("Name", "Description", "MinValue", "MaxValue")
RULE = "placeholder"
RENDER = "use the output of the template"
_MAX_SHOWN, _MAX_NAME = 60, 30


def finding(text: str, is_escaped: bool, path: Path, location: Location, node_schema: Node) -> Finding | None:
    """The finding for the first placeholder in the string at a path, if it can't be the intended text there."""
    placeholder = find(text, is_escaped)
    if placeholder:
        level = severity(placeholder, text, path, node_schema)
    else:
        placeholder = find_word(text)
        level = _severity_of_word(placeholder, text, path, node_schema) if placeholder else None
    return Finding(path, location, level, RULE, *message_and_hint(placeholder)) if placeholder and level else None


def find(text: str, is_escaped: bool = False) -> str | None:
    """The first placeholder in a string; None if there is none. With `is_escaped`, dollar signs are meant literally."""
    return next(find_all(text, is_escaped), None)


def find_all(text: str, is_escaped: bool = False) -> Iterator[str]:
    """Yield all placeholders in a string, as `find`."""
    for match in _PLACEHOLDER.finditer(text):
        if not (is_escaped and match[0].startswith(_SHELL_VARIABLE)):
            yield match[0]


def severity(placeholder: str, text: str, path: Path, node_schema: Node) -> str | None:
    """How severe a placeholder in the string at a path is; None where it can be the intended text, as in a description.

    An error if the field's type, its values or its pattern rule the placeholder out.
    """
    field = _field(path)
    pattern = node_schema.get("pattern")
    if field in _REFUSED_FIELDS or (
        _is_refused(text, node_schema) and not (pattern and re.search(pattern, placeholder))
    ):
        return ERROR
    if field in _UNLIKELY_FIELDS:
        return ERROR if placeholder in text.partition("://")[2].partition("/")[0] else WARNING
    return WARNING if text.strip() == placeholder and field.endswith(_OWN_WORDS) else None


def find_word(text: str) -> str | None:
    """The word in a string that asks for a value, such as `your-bucket` or TODO; None if there is none."""
    match = _WORD.fullmatch(text.strip()) or _WORD_PART.search(text)
    return match[0] if match else None


def _severity_of_word(word: str, text: str, path: Path, node_schema: Node) -> str | None:
    """How severe such a word is: it can be a name, too, so that it is an error only where the API refuses it."""
    field = _field(path)
    if _is_refused(text, node_schema) or (field in _REFUSED_FIELDS and not _ECR_HOST.match(text)):
        return ERROR
    is_named = field in (*_REFUSED_FIELDS, *_UNLIKELY_FIELDS) or ("pattern" in node_schema and field.endswith("Name"))
    return WARNING if is_named or (word == text.strip() and field.endswith(_OWN_WORDS)) else None


def _is_refused(text: str, node_schema: Node) -> bool:
    """Whether the type, the values or the pattern of a field rule a string out."""
    if node_schema.get("type", "string") != "string" or "enum" in node_schema:
        return True
    return "pattern" in node_schema and not re.search(node_schema["pattern"], text)


def _field(path: Path) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


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
    words = re.sub(r"[^A-Za-z0-9]+", "_", separated).strip("_").upper().removeprefix("YOUR_")
    is_name = words[:1].isalpha() and len(words) <= _MAX_NAME and not _WORD.fullmatch(words)
    return words if is_name else "NAME"


def _only_child(node: Any) -> Any:
    """The only entry of a flow list, or the only key of a flow object whose value is empty; None for other nodes."""
    if node.id == "scalar" or not node.flow_style or len(node.value) != 1:
        return None
    if node.id == "sequence":
        return node.value[0]
    key, value = node.value[0]
    return key if value.id == "scalar" and not value.value and not value.style else None
