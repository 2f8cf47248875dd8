"""`${NAME}`, `${NAME:-default}` and `${NAME|slug}` in a manifest's values; `$$` is a dollar sign."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

# Names the runner itself sets that hold nothing secret; the rest of the environment is never read.
SAFE_GITHUB_NAMES = (
    "GITHUB_SHA",
    "GITHUB_REF_NAME",
    "GITHUB_REF_TYPE",
    "GITHUB_REPOSITORY",
    "GITHUB_RUN_ID",
    "GITHUB_RUN_NUMBER",
    "GITHUB_RUN_ATTEMPT",
)
NAME_LENGTH = 63
_REFERENCE = r"\$\$|\$\{([^}]*)(\}?)"
_INSIDE = r"([A-Za-z_][A-Za-z0-9_]*)(\|slug)?(?::-(.*))?"


def expand(text: str, values: Mapping[str, str], refuse: Callable[[str, str], None]) -> str:
    """Put the variables' values into a text; each reference that can't be is told to `refuse(message, hint)`."""
    if "$" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        return "$" if match[0] == "$$" else _value(match, values, refuse)

    return re.sub(_REFERENCE, replace, text)


def slug(text: str) -> str:
    """Turn any text into what ModelPackageName and AlgorithmName take: letters, digits, inner hyphens, at most 63.

    Source: the service model's EntityName, `[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}`.
    """
    return re.sub(r"[^a-zA-Z0-9]+", "-", text).strip("-")[:NAME_LENGTH].rstrip("-")


def escape(text: str) -> str:
    """Write a literal text so that `expand` gives it back."""
    return re.sub(r"\$+(?=\{)|\$\$+", lambda dollars: dollars[0] * 2, text)


def _value(match: re.Match[str], values: Mapping[str, str], refuse: Callable[[str, str], None]) -> str:
    inside = re.fullmatch(_INSIDE, match[1], re.DOTALL)
    if inside is None or not match[2]:
        refuse(f"{match[0]} is no variable", "write ${NAME}, ${NAME:-default} or ${NAME|slug}; $${ is a literal ${")
        return match[0]
    name, filtered, default = inside.groups()
    value = values.get(name, None if default is None else default.replace("$$", "$"))
    if value is None:
        refuse(
            f"the variable {name} has no value",
            f"give it one with `variables` / --var {name}=..., or a default: ${{{name}:-...}}",
        )
        return match[0]
    return slug(value) if filtered else value
