"""The commands in the documentation that need a container engine are run, and print what the documentation shows."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.documentation import blocks, running, sessions

from sagemaker_marketplace.rehearse.driver_image import RELEASED

pytestmark = pytest.mark.container

FOUND = [session for page in blocks.pages() for session in sessions.read(page, blocks.of_page(page))[0]]
SESSIONS = [session for session in FOUND if sessions.ENGINE in session.needs]


@pytest.fixture(scope="module")
def released(base: str) -> Iterator[None]:
    """Give the base image the name of the released image, which rehearsals use for their requests and would pull."""
    subprocess.run(["docker", "tag", base, RELEASED], check=True)
    yield
    subprocess.run(["docker", "rmi", RELEASED], check=True, capture_output=True)


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.name)
def test_the_commands_of_a_session_have_the_documented_output(session: sessions.Session, tmp_path: Path) -> None:
    problems = running.problems(session, tmp_path)
    assert not problems, "\n".join(problems)
