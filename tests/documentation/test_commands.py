"""The commands in the documentation are run, and print what the documentation shows."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.documentation import blocks, sessions, shell
from tests.documentation.running import problems
from tests.forks.forks import running

PAGES = {page: sessions.read(page, blocks.of_page(page)) for page in blocks.pages()}
SESSIONS = [session for found, _ in PAGES.values() for session in found if sessions.ENGINE not in session.needs]
# Pages whose commands run in separate processes, as those of readers do. The others share a fork server.
IN_PROCESSES = ("docs/how-to/other-ci.md", "docs/reference/exit-codes.md")


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """How to start the programs in forks of one process."""
    with running(tmp_path_factory.mktemp("forks")) as commands:
        yield {name: shlex.join(command) for name, command in commands.items()}


@pytest.mark.parametrize("page", PAGES)
def test_each_block_of_commands_is_run_or_excused(page: str) -> None:
    assert PAGES[page][1] == []


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.name)
def test_the_commands_of_a_session_have_the_documented_output(
    session: sessions.Session, forks: Mapping[str, str], tmp_path: Path
) -> None:
    found = problems(session, tmp_path, shell.PROCESSES if session.page in IN_PROCESSES else forks)
    assert not found, "\n".join(found)
