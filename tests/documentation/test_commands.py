"""The commands in the documentation are run, and print what the documentation shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.documentation import blocks, running, sessions

PAGES = {page: sessions.read(page, blocks.of_page(page)) for page in blocks.pages()}
SESSIONS = [session for found, _ in PAGES.values() for session in found if sessions.ENGINE not in session.needs]


@pytest.mark.parametrize("page", PAGES)
def test_each_block_of_commands_is_run_or_excused(page: str) -> None:
    assert PAGES[page][1] == []


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.name)
def test_the_commands_of_a_session_have_the_documented_output(session: sessions.Session, tmp_path: Path) -> None:
    problems = running.problems(session, tmp_path)
    assert not problems, "\n".join(problems)
