"""The inputs about the comment on a pull request. The command line has none of them: others can read its arguments."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .option import option, rows
from .parse import Given, parse


@dataclass(frozen=True)
class CommentSettings:
    """The validated settings of the comment; they are not part of Settings, so that no stage has the token."""

    comment: bool = option(
        False,
        "Write a comment on the pull request with verdict, findings, plan and rehearsal. Later runs update it. Needs "
        "`pull-requests: write`.",
    )
    comment_key: str = option(
        "",
        "Which comment of the job to update. Default: one for each step, `command`, `manifest` and `shard`. Set it in "
        "a matrix whose jobs differ only in variables.",
        pattern="[^\\x00-\\x1f\\x7f]{1,100}",
        hint="use at most 100 characters on one line",
    )
    github_token: str = option("", "Token that writes the comment, and lists the changed files for `changed-only`.")

    def __repr__(self) -> str:
        """Return a representation without the token."""
        return f"CommentSettings(comment={self.comment!r}, comment_key={self.comment_key!r})"


_ROWS = rows(CommentSettings)
OPTIONS = (*_ROWS[:-1], replace(_ROWS[-1], default="${{ github.token }}"))


def clean(given: Given, label: str) -> CommentSettings:
    """Make the settings from inputs by name.

    Raises Failure for an invalid value.
    """
    values = parse(_ROWS, given, label)
    return CommentSettings(**{name.replace("-", "_"): value for name, value in values.items()})
