"""Positions of the capturing groups in a regular expression: Python only reports how many there are."""

from __future__ import annotations

import re
from typing import NamedTuple

_CLASS = r"\[\^?\]?(?:\\.|[^\]\\])*\]"
# What parentheses can be part of, longest first: an escape, a class, a comment or flag, a group, the end of a group.
_PARTS = rf"\\.|{_CLASS}|\(\?(?:#[^)]*|P=\w+|[a-zA-Z]+)\)|(\((?:\?P<\w+>)?)(?!\?)|(\(\?)|(\))"
_REFERENCES = r"\\[1-9]|\(\?P=|\(\?\("
_OTHER_THAN_NUMBERS = r"[A-DF-Za-df-z=:]"
_DIGITS = r"\\d|0-9|\\S|\.[*+]"


class Group(NamedTuple):
    """A capturing group: where it starts, where its content starts and ends, and the content."""

    start: int
    inside: int
    end: int
    content: str

    @property
    def is_number(self) -> bool:
        """Whether the group seems to capture only a number: it matches digits and contains no words."""
        bare = re.sub(rf"\\.|{_CLASS}|\(\?(?:P<\w+>|:)", "", self.content)
        return bool(re.search(_DIGITS, self.content)) and not re.search(_OTHER_THAN_NUMBERS, bare)


def groups(regex: re.Pattern[str]) -> list[Group]:
    """Return the capturing groups in order; none if Python counts differently, as in verbose expressions."""
    closed, pending = [], []
    for part in re.finditer(_PARTS, regex.pattern, re.DOTALL):
        if part[1] or part[2]:
            pending.append(part)
        elif part[3] and pending:
            opening = pending.pop()
            if opening[1]:
                content = regex.pattern[opening.end() : part.start()]
                closed.append(Group(opening.start(), opening.end(), part.start(), content))
    return sorted(closed, key=lambda group: group.start) if len(closed) == regex.groups else []


def keep_number_group(regex: re.Pattern[str]) -> str | None:
    """Return the expression with only the group around its number capturing; None if that group is not clear."""
    capturing = groups(regex)
    numbers = [group for group in capturing if group.is_number]
    outermost = [inner for inner in numbers if not any(outer.start < inner.start < outer.end for outer in numbers)]
    if len(outermost) != 1 or re.search(_REFERENCES, regex.pattern):
        return None
    text = regex.pattern
    for group in reversed(capturing):
        if group is not outermost[0]:
            text = f"{text[: group.start]}(?:{text[group.inside :]}"
    return text
