"""Reads create requests from Jupyter notebooks: Python in the code cells, or a shell command in one."""

from __future__ import annotations

import re
from typing import Any

import yaml

from ..manifest import foreign, yaml_reader
from . import nodes, python_code, shell

_NOT_PYTHON = re.compile(r"[ \t]*[%!]")
_CELL_COMMAND = re.compile(r"[ \t]*%%(?!time|capture)")


def is_notebook(text: str) -> bool:
    """Whether a file is a notebook."""
    return text.lstrip().startswith("{") and '"nbformat"' in text and '"cells"' in text


def read(text: str) -> Any:
    """The calls in a notebook's code cells, located in the notebook; None if there are none.

    Raises UnreadableManifest for a notebook that is not JSON.
    """
    lines: list[tuple[str, nodes.Position]] = []
    for cell in _cells(yaml_reader.compose(text)):
        lines += _lines(cell)
    python = "\n".join("" if _NOT_PYTHON.match(line) else line for line, _ in lines)
    root = python_code.read(python) or shell.read("\n".join(line for line, _ in lines))
    return root and _located(root, [at for _, at in lines], set())


def _cells(root: Any) -> list[Any]:
    """The code cells' sources: nodes of a string or of a list of strings. Cells of other languages are left out."""
    cells = _field(root, "cells")
    sources = []
    for cell in cells.value if isinstance(cells, yaml.SequenceNode) else []:
        kind, source = _field(cell, "cell_type"), _field(cell, "source")
        if kind is not None and kind.value == "code" and source is not None:
            sources.append(source)
    return sources


def _field(node: Any, name: str) -> Any:
    fields = node.value if isinstance(node, yaml.MappingNode) else []
    return next((item for key, item in fields if key.value == name), None)


def _lines(source: Any) -> list[tuple[str, nodes.Position]]:
    """The lines of a cell, with the position of each in the notebook; `%` begins those in another language."""
    parts = source.value if isinstance(source, yaml.SequenceNode) else [source]
    lines = [(line, nodes.position(part)) for part in parts for line in str(part.value).splitlines()]
    if lines and _CELL_COMMAND.match(lines[0][0]):
        return [(f"%{line}" if number == 0 else f"%  {line}", at) for number, (line, at) in enumerate(lines)]
    return lines


def _located(node: Any, positions: list[nodes.Position], done: set[int]) -> Any:
    """Replace positions in the code by positions in the notebook."""
    if id(node) in done:
        return node
    done.add(id(node))
    at = positions[min(node.start_mark.line, len(positions) - 1)]
    mark = yaml.Mark("", 0, at.line, at.column + node.start_mark.column + 1, None, 0)
    node.start_mark = node.end_mark = mark
    if isinstance(node, yaml.MappingNode):
        if _field(node, foreign.CALL) is not None:
            _field(node, "line").value = str(at.line + 1)
        for key, item in node.value:
            _located(key, positions, done)
            _located(item, positions, done)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _located(item, positions, done)
    return node
