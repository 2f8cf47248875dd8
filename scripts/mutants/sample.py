"""All mutants of a module, and random samples of them."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from scripts.mutants.operators import mutations

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sagemaker_marketplace"
# Parts of rules and checks that their pages and examples consist of, and names for `import *`.
NOT_MUTATED = ("SOURCES", "GOOD", "BAD", "SEVERITY", "KINDS", "__all__")
_LEFT_OUT = ("annotation", "returns", "decorator_list", "format_spec")
# Operators that only change words if they change a part of a message.
_OF_WORDS = ("string", "slice", "constant", "call")
_WORDS = re.compile(r"[A-Za-z]{2}.* [a-z]|^ | $|: $")


@dataclass(frozen=True)
class Mutant:
    """One small fault: the module's path under the package, the fault's number in it, and its line.

    `text` is the source line, `before` and `after` are the changed part of it. `only_words` is true for a fault that
    only changes the words of a message.
    """

    module: str
    number: int
    line: int
    operator: str
    text: str
    before: str
    after: str
    only_words: bool

    @property
    def change(self) -> str:
        """What is changed."""
        return f"{self.before}  ->  {self.after}"

    def __str__(self) -> str:
        """The mutant in one line."""
        return f"{self.module}:{self.line}: {self.operator}: {self.change}"


@dataclass(frozen=True)
class _Place:
    """A node with its parent, and where it is in it; `in_message` is true within an f-string with words."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST
    line: int
    in_message: bool


def modules(names: Sequence[str]) -> list[str]:
    """Return the modules of packages, by path; a name can also be a module's path. Raises FileNotFoundError."""
    found = []
    for name in names:
        path = SOURCE / name
        if not path.exists():
            raise FileNotFoundError(path)
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    return list(dict.fromkeys(path.relative_to(SOURCE).as_posix() for path in found))


def mutants(module: str) -> Iterator[Mutant]:
    """Yield all mutants of a module."""
    content = (SOURCE / module).read_text(encoding="utf-8")
    lines = content.splitlines()
    for number, (place, operator, replacement) in enumerate(_mutations(ast.parse(content))):
        before, after = (ast.unparse(node).strip().partition("\n")[0] for node in (place.node, replacement))
        only_words = operator in _OF_WORDS and _is_message(place)
        yield Mutant(module, number, place.line, operator, lines[place.line - 1].strip(), before, after, only_words)


def mutated(mutant: Mutant, source: str) -> str:
    """Return the source of the mutant's module with its fault."""
    tree = ast.parse(source)
    place, _, replacement = next(islice(_mutations(tree), mutant.number, None))
    if place.index is None:
        setattr(place.parent, place.field, replacement)
    else:
        getattr(place.parent, place.field)[place.index] = replacement
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def draw(names: Sequence[str], number: int, seed: int) -> list[Mutant]:
    """Return a random sample of the modules' mutants, the same for the same seed and source.

    Each is on a separate random line; the operator is drawn before the mutant, so that operators with many mutants do
    not dominate.
    """
    generator = random.Random(seed)  # noqa: S311 - a sample, not a secret
    by_line: dict[tuple[str, int], list[Mutant]] = {}
    for mutant in (mutant for name in names for mutant in mutants(name)):
        by_line.setdefault((mutant.module, mutant.line), []).append(mutant)
    drawn = []
    for line in sorted(generator.sample(sorted(by_line), min(number, len(by_line)))):
        operator = generator.choice(sorted({mutant.operator for mutant in by_line[line]}))
        drawn.append(generator.choice([mutant for mutant in by_line[line] if mutant.operator == operator]))
    return drawn


def _mutations(tree: ast.AST) -> Iterator[tuple[_Place, str, ast.AST]]:
    for place in _places(tree):
        for operator, replacement in mutations(place.node):
            if ast.unparse(place.node) != ast.unparse(replacement):
                yield place, operator, replacement


def _is_message(place: _Place) -> bool:
    literals = [part for part in ast.walk(place.node) if isinstance(part, ast.Constant)]
    return place.in_message or any(_WORDS.search(str(part.value)) for part in literals)


def _places(parent: ast.AST, line: int = 0, in_string: bool = False, in_message: bool = False) -> Iterator[_Place]:
    """Yield each node that can be mutated.

    Left out are annotations, imports, decorators, docstrings, and in f-strings the constant parts and the formats. What
    is in an f-string has the f-string's line, because Python 3.11 gives wrong lines there.
    """
    for field, value in ast.iter_fields(parent):
        if field in _LEFT_OUT or isinstance(parent, ast.Import | ast.ImportFrom):
            continue
        for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(node, ast.AST) or _is_left_out(parent, node):
                continue
            at = line if in_string else getattr(node, "lineno", line)
            place = _Place(parent, field, index, node, at, in_message)
            yield place
            is_string = isinstance(node, ast.JoinedStr)
            yield from _places(node, at, in_string or is_string, in_message or (is_string and _is_message(place)))


def _is_left_out(parent: ast.AST, node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id in NOT_MUTATED for target in node.targets)
    if isinstance(node, ast.Constant):
        return isinstance(parent, ast.JoinedStr | ast.Expr)
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
