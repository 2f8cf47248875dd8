"""Plain English: words that a release engineer would not write, in what people read and in the code's own names."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# A pattern, and what to write instead.
BANNED = (
    (r"mend(s|ed|ing)?", "fix, correct"),
    (r"told|tells?|telling", "report, print, show, list"),
    (r"is no (?!longer|more)", "invalid …, … is not a valid …"),
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
    # AWS's own messages ("Member must not be null") and the query protocol's `.member.` are not ours to word.
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
# Names that say nothing, or use the words above.
NAMES = re.compile(
    r"(?:^|_)(mend|mended|mending|told|tell|tells|heed|heeded|unsaid|said|tidy|tidied|tidying|spoil|spoiling|asked"
    r"|subjects|ground|misread|silences?|gist|held|lacks|meant|beside|among|taken|take|takes|holds?)(?:_|$)"
)
SUFFIXES = (".md", ".yml", ".yaml", ".toml", ".txt")
SKIPPED = ("tests/", "docs/rules/", "requirements/", "LICENSE", "CHANGELOG")
PYTHON = ("src/", "scripts/", "benchmarks/", "entrypoint.py", "post.py")


def files() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [name for name in listed if not name.startswith(SKIPPED) and (ROOT / name).is_file()]


def area(name: str) -> str:
    """The package of a source file, else its folder or itself."""
    parts = Path(name).parts
    if parts[0] == "src":
        return ".".join(parts[2:-1]) or "top"
    return parts[0] if len(parts) > 1 else name


AREAS = sorted({area(name) for name in files() if name.endswith((".py", *SUFFIXES))})


def texts(name: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of everything in a file that a person reads."""
    content = (ROOT / name).read_text(encoding="utf-8")
    if not name.endswith(".py"):
        yield from enumerate(content.splitlines(), 1)
        return
    for token in tokenize.generate_tokens(io.StringIO(content).readline):
        if token.type in (tokenize.COMMENT, tokenize.STRING):
            # Of a long string each line has a number of its own.
            for offset, line in enumerate(token.string.splitlines()):
                yield token.start[0] + offset, line


def names(name: str) -> Iterator[tuple[int, str]]:
    """Yield line and name of everything that a Python file defines."""
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.lineno, node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def found(name: str) -> Iterator[str]:
    for line, text in texts(name):
        # Quoted code, such as a log's own words between backticks, is not ours to word.
        plain = re.sub(r"`[^`]*`", "", text)
        for pattern, instead in BANNED:
            hit = re.search(rf"(?<![\w-])(?:{pattern})(?![\w-])", plain, re.IGNORECASE)
            if hit:
                yield f"{name}:{line}: {hit[0]!r} ({instead}): {text.strip()[:100]}"
    if name.endswith(".py"):
        for line, identifier in sorted(set(names(name))):
            if NAMES.search(identifier):
                yield f"{name}:{line}: the name {identifier}"


@pytest.mark.parametrize("part", AREAS)
def test_no_banned_words(part: str) -> None:
    mine = [name for name in files() if area(name) == part and name.endswith((".py", *SUFFIXES))]
    assert [hit for name in mine for hit in found(name)] == []
