"""The harness itself: it reads pages as documented, and finds commands that fail or print something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.documentation import blocks, comparison, running, sessions


def read(page: str) -> tuple[list[sessions.Session], list[str]]:
    return sessions.read("page.md", blocks.parse("page.md", page))


def fence(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```\n"


RUN, HIDDEN = fence("sh", "echo one"), "<!-- session: empty -->\n"
EXCUSED = "<!-- not run: it needs an account -->\n"


@pytest.mark.parametrize(
    ("page", "problems"),
    [
        (HIDDEN + RUN, []),
        (EXCUSED + RUN, []),
        (HIDDEN + "text\n\n<!-- exit code: 1 -->\n" + RUN, []),
        ("1. in a list\n\n   " + HIDDEN + "   ```sh\n   echo one\n   ```\n", []),
        ("````md\n" + RUN + "````\n", []),
        (RUN, ["page.md:1: neither run (`session: FOLDER`) nor excused (`not run: REASON`)"]),
        (EXCUSED + "\ntext\n" + RUN, ["page.md:4: neither run (`session: FOLDER`) nor excused (`not run: REASON`)"]),
        ("<!-- not run: -->\n" + RUN, ["page.md:2: `not run` has no reason"]),
        ("<!-- not run: no -->\n" + RUN, ["page.md:2: `not run` has no reason"]),
        (HIDDEN + "<!-- exit-code: 1 -->\n" + RUN, ["page.md:3: unknown comment: exit-code: 1"]),
        (HIDDEN + "<!-- exit code: x -->\n" + RUN, ["page.md:3: the exit code is not a number"]),
        ("<!-- session: missing -->\n", ["page.md:1: the session has an unknown form or folder"]),
        ("<!-- session: empty in sandbo x -->\n", ["page.md:1: the session has an unknown form or folder"]),
        ("<!-- write: a.txt -->\n" + fence("json", "{}"), ["page.md:2: `write` is not in a session"]),
        (
            fence("console", "$ ls"),
            ["page.md:1: use sh for commands, and text for their output, as the language of a block"],
        ),
        (fence("", "ls"), ["page.md:1: use sh for commands, and text for their output, as the language of a block"]),
    ],
)
def test_each_block_is_run_or_excused(page: str, problems: list[str]) -> None:
    assert read(page)[1] == problems


@pytest.mark.parametrize(
    ("comment", "folder", "scenario", "needs"),
    [
        ("empty", "empty", None, ()),
        ("examples/churn-scorer", "examples/churn-scorer", None, ()),
        ("empty in sandbox", "empty", "", ()),
        ("empty in sandbox ping-fails", "empty", "ping-fails", ()),
        ("empty needs engine", "empty", None, ("engine",)),
        ("empty in sandbox needs engine and jq", "empty", "", ("engine", "jq")),
        ("empty in sandbox success needs jq", "empty", "success", ("jq",)),
    ],
)
def test_a_session_names_folder_sandbox_and_programs(
    comment: str, folder: str, scenario: str | None, needs: tuple[str, ...]
) -> None:
    ((session,), problems) = read(f"<!-- session: {comment} -->\n{RUN}")
    assert (session.folder, session.scenario, session.needs, problems) == (folder, scenario, needs, [])


SHOWN = fence("sh", "echo one\necho 12 s >&2") + "\n" + fence("text", "one\n3 ms")


@pytest.mark.parametrize(
    ("page", "problems"),
    [
        (SHOWN, []),
        (fence("sh", "seq 4") + fence("text", "1\n…\n4"), []),
        (fence("sh", 'echo "$HOME" | grep -c home; export A=1') + fence("text", "1") + fence("sh", "[ $A = 1 ]"), []),
        ("<!-- write: sub/a.json -->\n" + fence("json", "{}") + fence("sh", "cat sub/*") + fence("text", "{}"), []),
        ("<!-- setup: A=x\nB=y -->\n" + fence("sh", "echo $A$B") + fence("text", "xy"), []),
        ("<!-- exit code: 1 -->\n" + fence("sh", "true\nfalse"), []),
        (RUN + EXCUSED + fence("sh", "rm x") + fence("text", "an output that is not compared"), []),
        (fence("sh", "sagemaker-marketplace rules missing 2>&1 | grep -c rules || true"), []),
        (
            fence("sh", "seq 3") + fence("text", "1\n…\n4"),
            ["page.md:2: another output:\n--- on the page\n+++ of the command\n@@ -1,3 +1,3 @@\n 1\n-…\n-4\n+2\n+3"],
        ),
        (fence("sh", "echo out\nfalse"), ["page.md:2: exit code 1, not 0:\nout\n"]),
        (fence("sh", "false | true"), ["page.md:2: exit code 1, not 0:\n"]),
        (fence("sh", "false\necho out"), ["page.md:2: a command before the last one failed:\nout\n"]),
        (
            "<!-- exit code: 1 -->\n" + fence("sh", "false\nfalse"),
            ["page.md:3: a command before the last one failed:\n"],
        ),
        (fence("sh", "exit 3") + fence("sh", "true"), ["page.md:1: 2 blocks were not reached"]),
    ],
)
def test_the_commands_of_a_session_are_run(page: str, problems: list[str], tmp_path: Path) -> None:
    ((session,), found) = read(HIDDEN + page)
    assert (found, running.problems(session, tmp_path)) == ([], problems)


def test_a_session_in_a_sandbox_has_its_variables(tmp_path: Path) -> None:
    commands = "aws_url=${AWS_ENDPOINT_URL%:*}; echo $aws_url; ls"
    page = "<!-- session: examples in sandbox -->\n" + fence("sh", commands)
    page += fence("text", "http://127.0.0.1\nalgorithm.yaml\n…")
    ((session,), _) = read(page)
    assert running.problems(session, tmp_path) == []


@pytest.mark.parametrize(
    ("shown", "actual", "is_same"),
    [
        ("took 1 min 2 s", "took 44 ms", True),
        ("price of 2026-11-29", "price of 2027-01-02", True),
        ("at 2026-01-31T12:00:00Z", "at 2026-11-29T08:30:12.123Z", True),
        ("a\n…", "a\n", True),
        ("…\nb", "b", True),
        ("a\n…\nb\n…\nc", "a\nb\nx\ny\nc\n", True),
        ("a \n", "a", True),
        ("a\n…\nb", "a\nbb", False),
        ("a … b", "a x b", False),
        ("exit code 1", "exit code 2", False),
    ],
)
def test_outputs_are_compared_except_for_what_varies(shown: str, actual: str, is_same: bool) -> None:
    assert (comparison.difference(shown, actual) == "") is is_same
