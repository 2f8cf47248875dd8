"""Where the groups of a regular expression stand: Python tells how many there are, not where."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLASS = r"\[\^?\]?(?:\\.|[^\]\\])*\]"
# What parentheses can be part of, longest first: an escape, a class, what is no group, a group, its end.
_PARTS = rf"\\.|{_CLASS}|\(\?(?:#[^)]*|P=\w+|[a-zA-Z]+)\)|(\((?:\?P<\w+>)?)(?!\?)|(\(\?)|(\))"
_REFERENCES = r"\\[1-9]|\(\?P=|\(\?\("
_OTHER_THAN_NUMBERS = r"[A-DF-Za-df-z=:]"
_DIGITS = r"\\d|0-9|\\S|\.[*+]"


@dataclass(frozen=True)
class Group:
    """A group that catches: where it begins, where its content does, where that ends, and the content."""

    start: int
    inside: int
    end: int
    content: str

    @property
    def is_number(self) -> bool:
        """Whether it looks as if a number were all it catches: it takes digits, and no words stand in it."""
        bare = re.sub(rf"\\.|{_CLASS}|\(\?(?:P<\w+>|:)", "", self.content)
        return bool(re.search(_DIGITS, self.content)) and not re.search(_OTHER_THAN_NUMBERS, bare)


def groups(regex: re.Pattern[str]) -> list[Group]:
    """The groups that catch, by their beginnings; none if Python counts others, as in verbose expressions."""
    found, pending = [], []
    for part in re.finditer(_PARTS, regex.pattern, re.DOTALL):
        if part[1] or part[2]:
            pending.append(part)
        elif part[3] and pending:
            opening = pending.pop()
            if opening[1]:
                content = regex.pattern[opening.end() : part.start()]
                found.append(Group(opening.start(), opening.end(), part.start(), content))
    return sorted(found, key=lambda group: group.start) if len(found) == regex.groups else []


def with_one(regex: re.Pattern[str]) -> str | None:
    """The expression with only the group around its number catching; None if that group can't be told."""
    found = groups(regex)
    numbers = [group for group in found if group.is_number]
    outermost = [one for one in numbers if not any(two.start < one.start < two.end for two in numbers)]
    if len(outermost) != 1 or re.search(_REFERENCES, regex.pattern):
        return None
    text = regex.pattern
    for group in reversed(found):
        if group is not outermost[0]:
            text = f"{text[: group.start]}(?:{text[group.inside :]}"
    return text
