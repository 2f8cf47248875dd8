"""Text of others never forms a marker, ends one, mentions a user or shows a secret, whatever the comment contains."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.github.api import MAX_BODY, REPOSITORY
from tests.github.conftest import COMMIT, RUN
from tests.report.test_summary_escapes import STRINGS, run_with

from sagemaker_marketplace.github import comment, marker
from sagemaker_marketplace.github.marker import Marker
from sagemaker_marketplace.github.pull_request import PullRequest
from sagemaker_marketplace.report import report, secrets

OWN = Marker("0123456789abcdef" * 2, (562, 1))
TARGET = PullRequest(REPOSITORY, 7, COMMIT, is_from_fork=False)
PARTS = [OWN.line(), "<!--", "-->", "<!-- sagemaker-marketplace-action comment:", "--", "<!", "<<!----", "\n", "@mona"]
HOSTILE = st.one_of(STRINGS, st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=3)), max_size=12).map("".join))


@given(HOSTILE, HOSTILE)
@example(OWN.line(), OWN.line())
@example(f"x\n\n{OWN.line()}\n", "")
@example("<!<!----", "-->")
def test_the_only_marker_is_the_last_line(text: str, name: str) -> None:
    ran = report.build(run_with(f"{text}_"), "plan", "error")
    environment = {**RUN, "GITHUB_WORKFLOW": text, "GITHUB_JOB": text, "GITHUB_RUN_ID": "1", "GITHUB_SERVER_URL": text}
    body = comment.body(ran, OWN, TARGET, name, environment)
    assert marker.find(body) == OWN
    assert (body.count("<!--"), body.count(OWN.line())) == (1, 1)
    assert body.endswith(f"\n\n{OWN.line()}")
    assert len(body.encode()) < MAX_BODY
    # The marker is an HTML block, and the last element of the page: nothing before it has swallowed it.
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(body)
    assert (tokens[-1].type, tokens[-1].content.strip(), tokens[-1].level) == ("html_block", OWN.line(), 0)


_MENTION = re.compile(r"(?<![A-Za-z0-9_`])@[A-Za-z0-9]|(?<![A-Za-z0-9_])#[0-9]|\bgh-[0-9]", re.IGNORECASE)


def shown_text(body: str) -> str:
    """Return the text in which GitHub finds mentions and references: not that of code and of links.

    Source: github/cmark-gfm, issue 181: it reads the finished HTML, in which references to characters are characters.
    """
    rendered = MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(body)
    rendered = re.sub(r"<(code|pre|a)\b.*?</\1>", " ", rendered, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", rendered))


@given(HOSTILE)
@example("@mona")
@example("(#12), mona/churn#3, gh-7")
@example("a@@mona@b")
def test_nobody_is_mentioned(text: str) -> None:
    ran = report.build(run_with(f"{text}_"), "plan", "error")
    body = comment.body(ran, OWN, TARGET, "", {**RUN, "GITHUB_JOB": text})
    assert _MENTION.findall(shown_text(body)) == []


def test_mentions_are_found() -> None:
    assert _MENTION.findall(shown_text("&#64;mona `@x` a@b [@y](z) #1 x#2 GH-3")) == ["@m", "#1", "GH-3"]


SECRET = "wJalr/K7MDENG+bPx_Rfi*secret=="  # noqa: S105 - made up


@pytest.mark.parametrize("variable", ["INPUT_GITHUB-TOKEN", "AWS_SECRET_ACCESS_KEY", "ACTIONS_RUNTIME_TOKEN"])
def test_secrets_of_the_runner_are_hidden(variable: str) -> None:
    # The kind of a resource is a constant, which is shown as words.
    stream = [event for event in run_with(f"a {SECRET} b\nc {SECRET}") if getattr(event, "name", "") != "kind"]
    ran = report.build(stream, "plan", "error")
    shown = comment.body(ran, OWN, TARGET, "", {**RUN, variable: SECRET})
    assert "K7MDENG" not in shown.upper()
    assert "a *** b" in shown
    assert "K7MDENG" in comment.body(ran, OWN, TARGET, "", {**RUN, "OTHER": SECRET})


@pytest.mark.parametrize("secret", ["", "a", "1234567"])
def test_a_short_secret_hides_nothing(secret: str) -> None:
    stream = run_with("a 1234567 a")
    assert list(secrets.without(stream, [secret])) == stream


@pytest.mark.parametrize(
    "body",
    [
        "",
        OWN.line() + " ",
        f"text\n{OWN.line()}",
        f"text\r\n\r\n{OWN.line()}\r\n",
    ],
)
def test_find(body: str) -> None:
    assert marker.find(body) == (OWN if body else None)


@pytest.mark.parametrize(
    "line",
    [
        OWN.line().replace("0", "g"),
        OWN.line().replace("0123", "012"),
        OWN.line().replace("562", "x"),
        OWN.line().replace("562", "9" * 30),
        OWN.line().replace("562", "٥"),
        OWN.line()[:-1],
        f"> {OWN.line()}",
        f"{OWN.line()}{OWN.line()}",
    ],
)
def test_similar_lines_are_no_markers(line: str) -> None:
    assert marker.find(line) is None


@pytest.mark.parametrize(("number", "attempt", "run"), [("562", "1", (562, 1)), ("", "", (0, 0)), ("x", "-1", (0, 0))])
def test_the_run_of_a_marker(number: str, attempt: str, run: tuple[int, int]) -> None:
    found = marker.of_run({**RUN, "GITHUB_RUN_NUMBER": number, "GITHUB_RUN_ATTEMPT": attempt}, "")
    assert found.run == run
    assert marker.find(found.line()) == found


@given(st.dictionaries(st.sampled_from([*RUN, "INPUT_COMMAND", "INPUT_MANIFEST"]), st.text(), max_size=5), st.text())
def test_every_environment_has_a_marker(environment: dict[str, str], key: str) -> None:
    found = marker.of_run(environment, key)
    assert marker.find(found.line()) == found
