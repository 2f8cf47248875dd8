"""The pages about messages are current; every message has an entry, and every entry is about a message."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from scripts.troubleshooting import causes, pages, program, source_messages, source_strings
from scripts.troubleshooting.source_messages import Message
from scripts.troubleshooting.sources import linked

from sagemaker_marketplace.diagnosis.causes import read_families
from sagemaker_marketplace.settings.options import EXIT_CODES

DOCS = Path(__file__).parents[2] / "docs"
QUIET = ("omit one of them, or write the report to a file: --output FORMAT=FILE",)
# Modules with failures that pass on the words of another failure, of AWS, of a library or of a finding.
PASSED_ON = {
    *("action.py", "pipeline.py", "runner.py"),
    *("aws/credentials/assume_role_errors.py", "aws/credentials/renewal.py", "aws/errors.py", "aws/roles.py"),
    *("aws/sagemaker.py", "aws/session.py"),
    *(
        "check/rehearsal_files.py",
        "cli/argument_errors.py",
        "cli/init.py",
        "cli/permissions.py",
        "create/create.py",
        "create/region_creation.py",
    ),
    *("merge/files.py", "merge/rebuild.py"),
    *("init/source.py", "local_data.py", "permissions/resource_arns.py", "plan/plan.py", "watch/poll.py"),
    *("rehearse/engine/api.py", "rehearse/engine/engine.py", "rehearse/inference/observer.py"),
    *("rehearse/sources/remote.py", "rehearse/transform_run.py"),
    *("sandbox/command.py", "settings/configuration.py"),
}


@cache
def files() -> dict[str, str]:
    """Return the generated pages, once per process."""
    return pages.files()


@cache
def known() -> dict[str, Message]:
    """Return the messages of the program's failures by their text."""
    return {message.text: message for message in source_messages.messages()}


def test_the_pages_are_current() -> None:
    folder = DOCS / pages.FOLDER
    written = {path.relative_to(DOCS).as_posix(): path.read_text("utf-8") for path in folder.iterdir()}
    written[pages.INDEX] = (DOCS / pages.INDEX).read_text("utf-8")
    assert written == files(), "run `make docs`"


def test_every_cause_has_one_section_and_a_line_in_the_index() -> None:
    ids = [cause["id"] for family in read_families().values() for cause in family]
    sections = re.findall(r'<a id="([^"]+)"></a>', "".join(causes.page(phase) for phase in causes.PHASES))
    assert sorted(sections) == sorted(ids)
    assert sorted(re.findall(r"^- .*#([a-z0-9-]+)\)$", files()[pages.INDEX], re.MULTILINE)) == sorted(ids)


@pytest.mark.parametrize("phase", causes.PHASES, ids=lambda phase: phase.file)
def test_a_page_quotes_every_message_of_its_causes(phase: causes.Phase) -> None:
    text = causes.page(phase)
    assert [
        message for cause in causes.causes(*phase.stages) for message in causes.messages(cause) if message not in text
    ] == []


def test_headings_of_a_page_are_different() -> None:
    for name, text in files().items():
        headings = [line for line in text.splitlines() if line.startswith("#")]
        assert [heading for heading, number in Counter(headings).items() if number > 1] == [], name


@pytest.mark.parametrize(
    ("module", "text", "exit_code", "hints"),
    [
        ("watch/poll.py", "… was replaced by another process during the watch", 3, ("run the same command again",)),
        ("aws/errors.py", "the sign-in session has expired: …", 3, ("sign in with 'aws sso login' or 'aws login'",)),
        ("report/internal_errors.py", "internal error: …: …", 70, ()),
        ("settings/triggers.py", "… is not allowed on the event …", 2, None),
        # From an assignment in a branch, from the call of a function that makes the failure, from an f-string in one.
        ("create/create.py", "conflict: … exists with different content", 6, ()),
        ("local_data.py", "file or folder not found: … (searched in …)", 2, ()),
        ("settings/parse.py", "--quiet and --format … are mutually exclusive", 2, QUIET),
    ],
)
def test_messages_are_read_from_the_source(
    module: str, text: str, exit_code: int, hints: tuple[str, ...] | None
) -> None:
    found = known()[text]
    assert found == Message(module, text, exit_code, found.hints if hints is None else hints)


def test_failures_without_words_of_their_own_are_those_that_pass_on_others() -> None:
    assert set(source_messages.passed_on()) == PASSED_ON


def test_every_message_is_on_the_page() -> None:
    text = files()[f"{pages.FOLDER}/{program.FILE}"].replace("\\|", "|")
    assert [message for message in known() if " ".join(message.split()) not in text] == []


def test_every_module_with_messages_belongs_to_one_topic() -> None:
    topics = [topic["title"] for topic in program.data()["topics"]]
    starts = [start for topic in program.data()["topics"] for start in topic["modules"]]
    assert len(set(topics)) == len(topics)
    assert len(set(starts)) == len(starts)
    assert [start for start in starts if not (source_strings.SOURCE / start).exists()] == []
    assert list(program.by_topic()) == topics


def test_a_section_is_about_a_message_that_the_program_prints() -> None:
    printed = set(source_strings.all_strings()) | known().keys()
    described = [entry["message"] for entry in program.data()["entries"]]
    assert [message for message in described if not any(text.startswith(message) for text in printed)] == []
    assert [message for message, number in Counter(described).items() if number > 1] == []


def test_every_exit_code_is_explained() -> None:
    assert list(program.data()["exit_codes"]) == list(EXIT_CODES)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a/b#1", "[a/b#1](https://github.com/a/b/issues/1)"),
        (
            "a/b.c#1, #22 (seen)",
            "[a/b.c#1](https://github.com/a/b.c/issues/1), [#22](https://github.com/a/b.c/issues/22) (seen)",
        ),
        (
            "SageMaker developer guide, batch-transform-errors: at most 100 MB",
            "[SageMaker developer guide, batch-transform-errors]"
            "(https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-errors.html): at most 100 MB",
        ),
        ("the kernel's message", "the kernel's message"),
    ],
)
def test_sources_are_linked(source: str, expected: str) -> None:
    assert linked(source) == expected
