"""References in the states of AWS Step Functions, in both of its query languages.

Sources: AWS Step Functions Developer Guide, JSONPath parameters (`Name.$`) and JSONata expressions (`{% ... %}`).
"""

from __future__ import annotations

import re
from typing import Any

_SUFFIX = ".$"
_EXPRESSION = re.compile(r"\s*\{%(.*)%\}\s*", re.DOTALL)


def without_suffix(name: str) -> str:
    """The name of a field without the mark for a JSONPath."""
    return name.removesuffix(_SUFFIX)


def with_references(value: Any) -> Any:
    """A value in which each JSONPath and each JSONata expression is a reference, as CloudFormation writes it."""
    if isinstance(value, list):
        return [with_references(item) for item in value]
    if isinstance(value, str):
        expression = _EXPRESSION.fullmatch(value)
        return {"Ref": expression[1].strip()} if expression else value
    if not isinstance(value, dict):
        return value
    return {
        without_suffix(name): {"Ref": item} if name.endswith(_SUFFIX) else with_references(item)
        for name, item in value.items()
    }
