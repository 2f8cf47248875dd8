"""PyYAML's syntax errors in the words of this program."""

from __future__ import annotations

import re

# How PyYAML names tokens and characters -> how they are written.
_TOKENS = {
    "<stream end>": "end of file",
    "<block mapping start>": "indentation",
    "<block sequence start>": "indentation",
    "<block end>": "end of block",
    "<scalar>": "value",
    "<document start>": '"---"',
    "<document end>": '"..."',
    "\\t": "tab",
    "\\n": "line break",
    "\\x00": "end of file",
}
_QUOTED = r"""(?:'([^']+)'|"([^"]+)")"""
_CHECK = "check the indentation, quotes and brackets up to here"
_QUOTE = "quote the value"
# PyYAML's problem -> message and hint; {} is the token or character that was found.
_PROBLEMS = (
    (rf"found character {_QUOTED} that cannot start any token", "unexpected {}", _CHECK),
    (r"could not find expected ':'", 'expected ":"', _CHECK),
    (r"sequence entries are not allowed here", 'unexpected "-"', "put the list below its key"),
    (r"mapping keys are not allowed here", 'unexpected "?"', _QUOTE),
    (r"mapping values are not allowed here", 'unexpected ":"', "check the indentation, or quote the value"),
    (rf"expected ',' or '\]', but got {_QUOTED}", 'expected "," or "]", got {}', _CHECK),
    (rf"expected ',' or '}}', but got {_QUOTED}", 'expected "," or "}}", got {}', _CHECK),
    (rf"expected <block end>, but found {_QUOTED}", "unexpected {}", _CHECK),
    (rf"expected the node content, but found {_QUOTED}", "expected a value, got {}", _CHECK),
    (rf"expected '<document start>', but found {_QUOTED}", "unexpected {}", _CHECK),
    (r"found unexpected (?:end of stream|document separator)", "the closing quote is missing", "add the quote"),
    (rf"found unknown escape character {_QUOTED}", "invalid escape: {}", "use single quotes, or write \\\\"),
    (
        r"expected escape sequence of (\d+) hexadecimal numbers, .*",
        "invalid escape: it needs {} hexadecimal digits",
        "use single quotes, or write \\\\",
    ),
    (rf"found undefined alias {_QUOTED}", "undefined alias: {}", "define the anchor first, or repeat the value"),
    (r"second occurrence", "duplicate anchor", "use another name"),
    (rf"expected .*, but found {_QUOTED}", "unexpected {}", _QUOTE),
)


def describe(problem: str, source: str, column: int) -> tuple[str, str]:
    """The message and hint for a problem that PyYAML found at a column of a line."""
    message, hint = problem, _CHECK
    for pattern, wording, advice in _PROBLEMS:
        match = re.fullmatch(pattern, problem)
        if match:
            found = next((group for group in match.groups() if group), "")
            message, hint = wording.format(_TOKENS.get(found, found if found.isdecimal() else f'"{found}"')), advice
            break
    if "\t" in source[:column]:
        hint = "use spaces instead of tabs for indentation"
    elif source[column - 1 : column] in ("@", "`", "%"):
        hint = "quote a value that begins with this character"
    return message, hint
