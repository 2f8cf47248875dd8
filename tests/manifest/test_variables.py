"""Variables: what stands in for a reference, and what is said of one that can't be replaced."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.manifest import variables

VALUES = {"VERSION": "1.2.3", "EMPTY": "", "_x1": "y", "REF": "feature/Ünï & co", "DOLLARS": "${VERSION}$$"}
NO_VARIABLE = "use ${NAME}, ${NAME:-default} or ${NAME|slug}; $${ is a literal ${"
# Service model (botocore), shape EntityName: the pattern of ModelPackageName and AlgorithmName.
ENTITY_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")


def expanded(text: str) -> tuple[str, list[tuple[str, str]]]:
    return variables.expand(text, VALUES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("", ""),
        ("${VERSION}", "1.2.3"),
        ("a-${VERSION}-${_x1}b", "a-1.2.3-yb"),
        ("${VERSION|slug}", "1-2-3"),
        ("${REF|slug}", "feature-n-co"),
        ("${EMPTY}", ""),
        ("${EMPTY:-default}", ""),
        ("${MISSING:-default}", "default"),
        ("${MISSING:-}", ""),
        ("${MISSING:-a:-b}", "a:-b"),
        ("${MISSING|slug:-1.0 beta}", "1-0-beta"),
        ("${MISSING:-one\ntwo}", "one\ntwo"),
        ("${DOLLARS}", "${VERSION}$$"),
        ("$$", "$"),
        ("$$$$", "$$"),
        ("$${VERSION}", "${VERSION}"),
        ("$$${VERSION}", "$1.2.3"),
        ("5 $", "5 $"),
        ("$VERSION", "$VERSION"),
        ("$(VERSION)", "$(VERSION)"),
    ],
)
def test_expand(text: str, value: str) -> None:
    assert expanded(text) == (value, [])


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "a${MISSING}",
            "variable MISSING is not set",
            "set it with `variables` / --var MISSING=..., or add a default: ${MISSING:-...}",
        ),
        (
            "${MISSING|slug}",
            "variable MISSING is not set",
            "set it with `variables` / --var MISSING=..., or add a default: ${MISSING:-...}",
        ),
        ("${}", "invalid variable reference: ${}", NO_VARIABLE),
        ("${ VERSION }", "invalid variable reference: ${ VERSION }", NO_VARIABLE),
        ("${1.0}", "invalid variable reference: ${1.0}", NO_VARIABLE),
        ("${VERSION", "invalid variable reference: ${VERSION", NO_VARIABLE),
        ("${VERSION|upper}", "invalid variable reference: ${VERSION|upper}", NO_VARIABLE),
        ("${VERSION-1}", "invalid variable reference: ${VERSION-1}", NO_VARIABLE),
        ("${{ github.sha }}", "invalid variable reference: ${{ github.sha }", NO_VARIABLE),
    ],
)
def test_refused(text: str, message: str, hint: str) -> None:
    value, told = expanded(text)
    assert told == [(message, hint)]
    assert value == text


def test_each_bad_reference_is_told() -> None:
    _, told = expanded("${A}${VERSION}${B}")
    assert [message for message, _ in told] == ["variable A is not set", "variable B is not set"]


def test_no_name_of_the_environment_holds_a_secret() -> None:
    assert variables.SAFE_GITHUB_NAMES == (
        "GITHUB_SHA",
        "GITHUB_REF_NAME",
        "GITHUB_REF_TYPE",
        "GITHUB_REPOSITORY",
        "GITHUB_RUN_ID",
        "GITHUB_RUN_NUMBER",
        "GITHUB_RUN_ATTEMPT",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("v1.2.3", "v1-2-3"),
        ("--a--b--", "a-b"),
        ("a_b", "a-b"),
        ("ÄÖÜ", ""),
        ("", ""),
        ("a" * 70, "a" * 63),
        ("a" * 62 + ".b", "a" * 62),
    ],
)
def test_slug(text: str, name: str) -> None:
    assert variables.slug(text) == name


@given(st.text())
def test_a_slug_is_a_name_or_nothing(text: str) -> None:
    slug = variables.slug(text)
    assert slug == "" or ENTITY_NAME.fullmatch(slug)


@given(st.text() | st.text("${}A:-|"))
def test_what_is_escaped_comes_back(text: str) -> None:
    assert expanded(variables.escape(text)) == (text, [])
