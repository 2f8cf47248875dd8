"""Documentation pages of rules, generated from the rules: for docs/rules, `explain` and SARIF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..plugins import Rule

MARK = "# <- here"
# A release replaces OWNER; nothing else names the repository.
DOCS_URL = "https://github.com/OWNER/sagemaker-marketplace-action/blob/main/docs/rules"


def url(name: str) -> str:
    """Return the address of a rule's page."""
    return f"{DOCS_URL}/{name}.md"


def summary(rule: Rule) -> str:
    """Return the first line of a rule's docstring, which states what must be true."""
    return str(rule.module.__doc__).partition("\n")[0]


def page(rule: Rule) -> str:
    """Return the page of a rule as Markdown."""
    module = rule.module
    body = str(module.__doc__).partition("\n")[2].strip()
    attributes = f"Severity: {module.SEVERITY}. Applies to: {' and '.join(module.KINDS)}. Family: {rule.family}."
    parts = [f"# {rule.name}", summary(rule), attributes, body]
    if hasattr(module, "ACTIONS"):
        actions = "\n".join(f"- `{action}`" for action in module.ACTIONS) or "None."
        parts += ["## Required permissions", "The check is skipped if the caller lacks one of these.", actions]
    elif hasattr(module, "BAD"):
        parts += ["## Incorrect", f"Lines marked `{MARK}` are reported.", *_examples(module.BAD)]
        parts += ["## Correct", *_examples(module.GOOD)]
    parts += ["## Sources", "\n".join(f"- {source}" for source in module.SOURCES)]
    parts += ["## How to ignore", f"Add `ignore: [{rule.name}]` to the manifest."]
    return "\n\n".join(parts) + "\n"


def text(markdown: str) -> str:
    """Return a page for a terminal: headings in capitals, indented examples, no Markdown syntax."""
    lines, in_example = [], False
    for line in markdown.splitlines():
        if line.startswith("```"):
            in_example = not in_example
        elif in_example:
            lines.append(f"    {line}")
        else:
            lines.append(line[3:].upper() if line.startswith("## ") else line.removeprefix("# ").replace("`", ""))
    return "\n".join(lines) + "\n"


def _examples(examples: Sequence[str]) -> Iterator[str]:
    return (f"```yaml\n{example.strip()}\n```" for example in examples)
