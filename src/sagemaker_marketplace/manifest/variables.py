"""`${NAME}`, `${NAME:-default}` and `${NAME|slug}` in a manifest's values; `$$` is a dollar sign."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Names that the runner sets itself and that contain no secret; the rest of the environment is never read.
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
_MAX_SHOWN = 80
_REFERENCE = r"\$\$|\$\{\{(?P<expression>[^}]*)\}\}|\$\{(?P<inside>[^}]*)(?P<end>\}?)"
_CONTEXT_FIELD = r"\s*[a-z]+(?:\.[A-Za-z0-9_-]+)*\.([A-Za-z_][A-Za-z0-9_-]*)\s*"
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_INSIDE = rf"({_NAME})(\|slug)?(?::-(.*))?"


def expand(text: str, values: Mapping[str, str]) -> tuple[str, list[tuple[str, str]]]:
    """Replace the variables in a string; also give message and hint for each reference that can't be replaced."""
    errors: list[tuple[str, str]] = []

    def replace(match: re.Match[str]) -> str:
        return "$" if match[0] == "$$" else _value(match, values, errors)

    return re.sub(_REFERENCE, replace, text) if "$" in text else text, errors


def safe(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of an environment that manifests can use."""
    return {name: environment[name] for name in SAFE_GITHUB_NAMES if name in environment}


def is_name(name: str) -> bool:
    """Whether a manifest can refer to a variable of this name."""
    return bool(re.fullmatch(_NAME, name))


def slug(text: str) -> str:
    """Convert a string to a valid ModelPackageName or AlgorithmName: letters, digits, inner hyphens, at most 63.

    Source: the service model's EntityName, `[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}`.
    """
    return re.sub(r"[^a-zA-Z0-9]+", "-", text).strip("-")[:NAME_LENGTH].rstrip("-")


def escape(text: str) -> str:
    """Escape a literal string, so that `expand` returns it unchanged."""
    return re.sub(r"\$+(?=\{)|\$\$+", lambda dollars: dollars[0] * 2, text)


def _value(match: re.Match[str], values: Mapping[str, str], errors: list[tuple[str, str]]) -> str:
    shown = match[0] if len(match[0]) <= _MAX_SHOWN else f"{match[0][:_MAX_SHOWN]}…"
    if match["expression"] is not None:
        errors.append((f"GitHub expressions are not evaluated here: {shown}", _expression_hint(match["expression"])))
        return match[0]
    inside = re.fullmatch(_INSIDE, match["inside"], re.DOTALL)
    if inside is None or not match["end"]:
        hint = "use ${NAME}, ${NAME:-default} or ${NAME|slug}; $${ is a literal ${"
        errors.append((f"invalid variable reference: {shown}", hint))
        return match[0]
    name, slugged, default = inside.groups()
    value = values.get(name, None if default is None else default.replace("$$", "$"))
    if value is None:
        hint = f"set it with `variables` / --var {name}=..., or add a default: ${{{name}:-...}}"
        errors.append((f"variable {name} is not set", hint))
        return match[0]
    return slug(value) if slugged else value


def _expression_hint(expression: str) -> str:
    """The variable to use instead of an expression of GitHub Actions, and how to set it if it is not a safe one."""
    field = re.fullmatch(_CONTEXT_FIELD, expression)
    name = field[1].replace("-", "_").upper() if field and len(field[1]) <= NAME_LENGTH else "NAME"
    if expression.strip().startswith("github.") and f"GITHUB_{name}" in SAFE_GITHUB_NAMES:
        return f"use ${{GITHUB_{name}}}"
    written = f"{name}=${{{{ {expression.strip()} }}}}" if len(expression) <= _MAX_SHOWN else f"{name}=..."
    return f"use ${{{name}}}, and set it with the input `variables`: {written}"
