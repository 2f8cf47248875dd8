"""The line of a finding, with the value underlined."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.report.excerpt import excerpt

LONG = "".join(str(index % 10) for index in range(1, 401))


@pytest.mark.parametrize(
    ("line", "column", "end", "shown", "underline"),
    [
        ("a: bcd # e", 4, 7, "a: bcd # e", "   ^^^"),
        # Without an end, only the first character is known.
        ("a: bcd", 4, 4, "a: bcd", "   ^"),
        ("a:", 3, 3, "a:", "  ^"),
        ("", 1, 1, "", "^"),
        # A terminal shows a tab as one space here.
        ("\ta:\tb\tc", 5, 8, " a: b c", "    ^^^"),
        # Wide characters need two columns, combining ones none.
        ("日本: 語 x", 5, 6, "日本: 語 x", "      ^^"),
        ("e\u0301: o\u0308p", 5, 8, "e\u0301: o\u0308p", "   ^^"),
        ("🎉: ｗide", 4, 8, "🎉: ｗide", "    ^^^^^"),
        # Characters that are not printed have no caret; control characters are replaced.
        ("a\u200b: b\u202ec", 5, 8, "a: bc", "   ^^"),
        ("\x1b[31m: \x07", 8, 9, "�[31m: �", "       ^"),
        ("##[error]: x", 12, 13, "## [error]: x", "            ^"),
        # A long line is cut around the value, and so is a long value.
        (LONG, 10, 13, f"{LONG[:160]}…", f"{' ' * 9}^^^"),
        (LONG, 200, 203, f"…{LONG[120:280]}…", f"{' ' * 80}^^^"),
        (LONG, 400, 401, f"…{LONG[320:]}", f"{' ' * 80}^"),
        (LONG, 4, 401, f"{LONG[:160]}…", f"{' ' * 3}{'^' * 157}"),
        (LONG, 200, 401, f"…{LONG[120:280]}…", f"{' ' * 80}{'^' * 81}"),
    ],
)
def test_excerpt(line: str, column: int, end: int, shown: str, underline: str) -> None:
    carets = underline.lstrip()
    assert excerpt(line, column, end) == (shown, underline.removesuffix(carets), carets)
