"""How to watch a validation that continues in AWS, from a command line and in a workflow."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

SAME_COMMAND = "run the same command again to resume"
_CONTINUES, _HOW = "validation continues in AWS", "; resume with:"


def hint(arn: str, profile: str = "", manifest: str = "", role: str = "") -> str:
    """The hint of a run that ends before the validation of this resource; `profile` is the one that it uses.

    `role` is the role of the manifest, if it names one.
    """
    return f"{_CONTINUES}{_HOW}\n{command(arn, profile, manifest, role)}\nor, in a workflow, with: {inputs(arn, role)}"


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


def hint_of_many(continuing: int, maybe: int) -> list[str]:
    """The hint of a run that ends before so many validations, and before it is known what `maybe` others have become.

    A create or watch of the same manifests continues with what exists, so that no list of resources is needed.
    """
    known = [f"{continuing} validations continue in AWS"] if continuing else []
    known += [f"{maybe} resources might have been created"] if maybe else []
    return [f"{' and '.join(known)}; {SAME_COMMAND}"] if known else []


def watch_command(manifests: Sequence[str], profile: str = "") -> str:
    """The command that watches the resources of manifests, in files, globs or folders as they were given; or ARNs."""
    named = " ".join(map(quote, manifests))
    return f"sagemaker-marketplace watch {named}" + (f" --profile {quote(profile)}" if profile else "")


def maybe_created(name: str) -> str:
    """The hint of a run that ends while it is not known whether this resource was created."""
    return f"{name} might have been created: run the same command again to find out"


def command(arn: str, profile: str = "", manifest: str = "", role: str = "") -> str:
    """The command that watches a resource, with the credentials of the same profile.

    With the role of a manifest it names the manifest, which has the role: there is no token outside of a workflow.
    """
    return watch_command([manifest if role else arn], profile)


def continues(watch: str, hint: str) -> bool:
    """Whether a hint says that the validation of a resource continues, which this command watches."""
    return watch in hint or SAME_COMMAND in hint


def inputs(arn: str, role: str = "") -> str:
    """The inputs of the action that watch a resource, in YAML."""
    return f"{{command: watch, manifest: {arn}{f', role-to-assume: {role}' if role else ''}}}"
