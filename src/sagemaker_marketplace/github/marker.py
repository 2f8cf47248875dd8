"""The hidden last line by which a run finds the comment of an earlier run."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

_MARKER = re.compile(r"<!-- sagemaker-marketplace-action comment:([0-9a-f]{32}) run:([0-9]{1,18})\.([0-9]{1,9}) -->")
_KEY_LENGTH = 32
# What begins an HTML comment, and what is shown instead. Both have the same length.
_COMMENT_START, _AS_TEXT = "<!--", "<! -"


@dataclass(frozen=True)
class Marker:
    """Which comment this is, by `key`, and the run that wrote it: the run's number in its workflow, and the attempt."""

    key: str
    run: tuple[int, int]

    def line(self) -> str:
        """Return the marker as Markdown that is not shown. It consists of constants, digits and a digest."""
        number, attempt = self.run
        return f"<!-- sagemaker-marketplace-action comment:{self.key} run:{number}.{attempt} -->"


def of_run(environment: Mapping[str, str], comment_key: str) -> Marker:
    """Return the marker of the comment that a run with a runner's environment writes.

    There is one comment for each workflow file, job, and `comment_key`. Without that key there is one for each step,
    command and value of the inputs manifest and shard. None of them changes with a commit or a new run. Source of the
    variables: GitHub's documentation, "Variables reference".
    """
    repository = environment.get("GITHUB_REPOSITORY", "")
    file = environment.get("GITHUB_WORKFLOW_REF", "").partition("@refs/")[0].removeprefix(f"{repository}/")
    workflow = file or environment.get("GITHUB_WORKFLOW", "")
    command, manifest, shard = (environment.get(f"INPUT_{name}", "") for name in ("COMMAND", "MANIFEST", "SHARD"))
    patterns = sorted(line.strip() for line in manifest.splitlines() if line.strip())
    default = ["", environment.get("GITHUB_ACTION", ""), command.strip(), *patterns]
    default += [f"shard {shard.strip()}"] if shard.strip() else []
    parts = [workflow, environment.get("GITHUB_JOB", ""), *([comment_key] if comment_key else default)]
    # A value that is not UTF-8 has half surrogate pairs, which json escapes.
    key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:_KEY_LENGTH]
    run = (_number(environment.get("GITHUB_RUN_NUMBER", "")), _number(environment.get("GITHUB_RUN_ATTEMPT", "")))
    return Marker(key, run)


def find(body: object) -> Marker | None:
    """Return the marker of a comment: its last line; None if that is none, whatever the rest contains."""
    if not isinstance(body, str):
        return None
    found = _MARKER.fullmatch(body.rstrip().rpartition("\n")[2].strip())
    return Marker(found[1], (int(found[2]), int(found[3]))) if found else None


def disarm(markdown: str) -> str:
    """Return Markdown in which nothing begins an HTML comment, such as a line of a log in a code block."""
    return markdown.replace(_COMMENT_START, _AS_TEXT)


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0
