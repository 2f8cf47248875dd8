"""How to watch a validation that continues in AWS, from a command line and in a workflow."""

from __future__ import annotations

from shlex import quote

_CONTINUES, _HOW = "validation continues in AWS", "; resume with:"


def hint(arn: str, profile: str = "") -> str:
    """The hint of a run that ends before the validation of this resource; `profile` is the one that it uses."""
    return f"{_CONTINUES}{_HOW}\n{command(arn, profile)}\nor, in a workflow, with: {inputs(arn)}"


def without_hint(text: str) -> str:
    """Remove the hint from the end of a message."""
    return text.partition(_CONTINUES + _HOW)[0].strip()


def without_commands(text: str) -> str:
    """Shorten such hints in a message: the commands are shown once, at the end of a run."""
    lines: list[str] = []
    skipped = 0
    for line in text.splitlines():
        if skipped:
            skipped -= 1
        elif line == _CONTINUES + _HOW:
            lines, skipped = [*lines, _CONTINUES], 2
        else:
            lines.append(line)
    return "\n".join(dict.fromkeys(lines))


def maybe_created(name: str) -> str:
    """The hint of a run that ends while it is not known whether this resource was created."""
    return f"{name} might have been created: run the same command again to find out"


def command(arn: str, profile: str = "") -> str:
    """The command that watches a resource, with the credentials of the same profile."""
    return f"sagemaker-marketplace watch {quote(arn)}" + (f" --profile {quote(profile)}" if profile else "")


def inputs(arn: str) -> str:
    """The inputs of the action that watch a resource, in YAML."""
    return f"{{command: watch, manifest: {arn}}}"
