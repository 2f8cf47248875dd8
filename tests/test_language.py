"""Plain English: banned words in everything that people read, and in the names that Python files define."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
# A pattern, and what to write instead.
BANNED = (
    (r"mend(s|ed|ing)?", "fix, correct"),
    (r"told|tells?|telling", "report, print, show, list"),
    (r"(?<!there )(?:is|are) no(?! longer| more|-)", "invalid …, … is not a valid …"),
    (r"stands?(?! for\b)(?!-| by| out| in\b)", "is, appears, is listed"),
    (
        r"(one|once|twice|each|times?|seconds|hours|lines|bytes|USD|\$[0-9.]+) "
        r"an? (line|manifest|run|hour|file|job|minute|second|round|event)",
        "per line, per run",
    ),
    (r"places?", "location"),
    (r"may not", "is not allowed to, can't; or: might not"),
    (r"(a|no|every|any|each) text(?! file)|texts", "a string"),
    (r"whole numbers?", "an integer"),
    (r"a mapping|mappings", "an object, a mapping in code"),
    # AWS's own messages ("Member must not be null") and the query protocol's `.member.` are exempt.
    (r"(?<![.\"</])members?(?! must)", "field, key"),
    (r"(take|takes|taken|took|taking) (up|on)", "resume; assume"),
    (r"(go|goes|going|went) on", "continue"),
    (r"wants?|wanted", "require, need; expected"),
    (r"has (?-i:Failed)", "failed"),
    (r"is over|are over", "finished, has ended"),
    (r"(is|are) made", "is created"),
    (r"held against|hold against|holds? .{0,20} against", "check against"),
    (r"dear", "expensive"),
    (r"speaks?|spoken", "report, apply"),
    (r"parted", "separated"),
    (r"silen(ce|ces|ced|cing|t)", "ignore"),
    (r"heed(s|ed)?", "obey, follow, interpret"),
    (r"looks? (at|for)|looked (at|for)|looking (at|for)", "check, search, poll"),
    (r"nobody|anybody|somebody|whoever", "no one; name who"),
    (r"by itself|of its own|of their own", "automatically; its own"),
    (r"thing", "name the thing"),
    (r"judges?|judged", "check, validate"),
    (r"in the clear", "unencrypted"),
    (r"as far as", "if, where"),
)
# Names that say nothing, or use the words above; `action_taken` is a public field.
NAMES = re.compile(
    r"(?:^|(?<!^action)_)(mend|mended|mending|told|tell|tells|heed|heeded|unsaid|said|tidy|tidied|tidying|spoil|spoiling|asked"
    r"|subjects|ground|misread|silences?|gist|held|lacks|meant|beside|among|taken|take|takes|holds?)(?:_|$)"
)
SUFFIXES = (".md", ".yml", ".yaml", ".toml", ".txt")
CAUSES = "src/sagemaker_marketplace/diagnosis/causes/"
SKIPPED = (
    "tests/test_language.py",
    "docs/rules/",
    "docs/troubleshooting",
    "requirements/",
    "fuzz/corpus/",
    "LICENSE",
)


# All patterns at once, since most lines match none of them; first without a look-behind: it matches more, much faster.
MAYBE_BANNED = re.compile(rf"\b(?:{'|'.join(pattern for pattern, _ in BANNED)})\b", re.IGNORECASE)
ANY_BANNED = re.compile("|".join(rf"(?<![\w-])(?:{pattern})(?![\w-])" for pattern, _ in BANNED), re.IGNORECASE)


def is_checked(name: str) -> bool:
    """Return whether people read a file: not data of tests or generated pages."""
    if name.startswith("tests/"):
        return name.endswith(".py") and name not in SKIPPED
    return name.endswith((".py", *SUFFIXES)) and not name.startswith(SKIPPED)


def area(name: str) -> str:
    """Return the package of a source file, the folder of a test, or the first part of another path."""
    parts = Path(name).parts
    if parts[0] == "src":
        return ".".join(parts[2:-1]) or "top"
    return "/".join(parts[:2]) if parts[0] == "tests" else parts[0]


def files_by_area() -> dict[str, list[str]]:
    """Return the checked files that Git knows, by area."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    areas: dict[str, list[str]] = {}
    for name in listed:
        if is_checked(name) and (ROOT / name).is_file():
            areas.setdefault(area(name), []).append(name)
    return areas


AREAS = files_by_area()


def texts(name: str, content: str) -> Iterator[tuple[int, str]]:
    """Yield number and content of each line that people read; in Python files, comments and strings.

    Data about causes quote messages of others: each entry is one line with its cause and fix.
    """
    if name.startswith(CAUSES):
        for line, entry in enumerate(yaml.safe_load(content), 1):
            yield line, f"{entry['id']}: {entry['cause']}; {entry['fix']}"
    elif not name.endswith(".py"):
        yield from enumerate(content.splitlines(), 1)
    else:
        for token in tokenize.generate_tokens(io.StringIO(content).readline):
            if token.type in (tokenize.COMMENT, tokenize.STRING):
                yield from enumerate(token.string.splitlines(), token.start[0])


def names(content: str) -> Iterator[tuple[int, str]]:
    """Yield line number and name of everything that a Python file defines."""
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.lineno, node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def hits(name: str) -> Iterator[str]:
    """Yield a message for each banned word in a file."""
    content = (ROOT / name).read_text(encoding="utf-8")
    # Most files have no such words at all, not even in their code. What is read as data has other lines.
    for line, text in texts(name, content) if name.startswith(CAUSES) or MAYBE_BANNED.search(content) else ():
        # Code between backticks can be a quotation, such as a line of a log.
        plain = re.sub(r"`[^`]*`", "", text)
        if not ANY_BANNED.search(plain):
            continue
        for pattern, instead in BANNED:
            hit = re.search(rf"(?<![\w-])(?:{pattern})(?![\w-])", plain, re.IGNORECASE)
            if hit:
                yield f"{name}:{line}: {hit[0]!r} ({instead}): {text.strip()[:100]}"
    if name.endswith(".py"):
        for line, identifier in sorted(set(names(content))):
            if NAMES.search(identifier):
                yield f"{name}:{line}: the name {identifier}"


@pytest.mark.parametrize("part", sorted(AREAS))
def test_no_banned_words(part: str) -> None:
    assert [hit for name in AREAS[part] for hit in hits(name)] == []


# A phrase for each pattern of BANNED, in its order: a pattern that matches nothing would forbid nothing.
MATCHED = (
    *("is mended", "it tells", "x is no kind of y", "it stands there", "once a run", "a place", "it may not do that"),
    *("a text", "a whole number", "a mapping", "a member", "take up", "goes on", "it wants", "it has Failed"),
    *("it is over", "it is made", "held against it", "a dear one", "it speaks", "parted by commas", "silenced"),
    *("heeds it", "looks at it", "nobody", "by itself", "a thing", "it judges", "in the clear", "as far as"),
)


@pytest.mark.parametrize(("banned", "phrase"), list(zip(BANNED, MATCHED, strict=True)), ids=MATCHED)
def test_each_pattern_matches(banned: tuple[str, str], phrase: str) -> None:
    assert re.search(rf"(?<![\w-])(?:{banned[0]})(?![\w-])", phrase, re.IGNORECASE)
