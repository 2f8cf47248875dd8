"""Links to the sources of causes: issues of public repositories and pages of AWS's guides."""

from __future__ import annotations

import re

_GUIDES = {
    "SageMaker developer guide": "https://docs.aws.amazon.com/sagemaker/latest/dg",
    "AWS Marketplace seller guide": "https://docs.aws.amazon.com/marketplace/latest/userguide",
}
_GUIDE = re.compile(rf"({'|'.join(_GUIDES)}), ([a-z][a-z0-9-]+)")
_REPOSITORY = r"[A-Za-z][\w-]*/[\w.-]+"
_ISSUES = re.compile(rf"({_REPOSITORY})#(\d+)((?:, #\d+)*)")


def linked(source: str) -> str:
    """Return a source in Markdown, with links where it names an issue or a page of a guide."""
    return _ISSUES.sub(_issues, _GUIDE.sub(_page, source))


def _page(match: re.Match[str]) -> str:
    return f"[{match[0]}]({_GUIDES[match[1]]}/{match[2]}.html)"


def _issues(match: re.Match[str]) -> str:
    """Return links to the issues of one repository: `owner/name#1, #2`."""
    repository, first, more = match.groups()
    links = [(f"{repository}#{first}", first), *((f"#{number}", number) for number in re.findall(r"\d+", more))]
    return ", ".join(f"[{shown}](https://github.com/{repository}/issues/{number})" for shown, number in links)
