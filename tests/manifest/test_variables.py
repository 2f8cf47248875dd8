"""Variables: the replacement of a reference, and the message for one that can't be replaced."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.manifest import variables

VALUES = {"VERSION": "1.2.3", "EMPTY": "", "_x1": "y", "REF": "feature/Ünï & co", "DOLLARS": "${VERSION}$$"}
SYNTAX_HINT = "use ${NAME}, ${NAME:-default} or ${NAME|slug}; $${ is a literal ${"
# Service model (botocore), shape EntityName: the pattern of ModelPackageName and AlgorithmName.
ENTITY_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")


def expand(text: str) -> tuple[str, list[tuple[str, str]]]:
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
    assert expand(text) == (value, [])


def expression(text: str) -> str:
    return f"GitHub expressions are not evaluated here: {text}"


def to_variable(name: str, text: str) -> str:
    return f"use ${{{name}}}, and set it with the input `variables`: {name}={text}"


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
        ("${}", "invalid variable reference: ${}", SYNTAX_HINT),
        ("${ VERSION }", "invalid variable reference: ${ VERSION }", SYNTAX_HINT),
        ("${1.0}", "invalid variable reference: ${1.0}", SYNTAX_HINT),
        ("${VERSION", "invalid variable reference: ${VERSION", SYNTAX_HINT),
        ("${VERSION|upper}", "invalid variable reference: ${VERSION|upper}", SYNTAX_HINT),
        ("${VERSION-1}", "invalid variable reference: ${VERSION-1}", SYNTAX_HINT),
        ("v-${{ github.sha }}", expression("${{ github.sha }}"), "use ${GITHUB_SHA}"),
        ("${{github.ref_name}}", expression("${{github.ref_name}}"), "use ${GITHUB_REF_NAME}"),
        ("${{ github.actor }}", expression("${{ github.actor }}"), to_variable("ACTOR", "${{ github.actor }}")),
        ("${{ vars.ROLE_ARN }}", expression("${{ vars.ROLE_ARN }}"), to_variable("ROLE_ARN", "${{ vars.ROLE_ARN }}")),
        (
            "${{ github.event.release.tag-name }}",
            expression("${{ github.event.release.tag-name }}"),
            to_variable("TAG_NAME", "${{ github.event.release.tag-name }}"),
        ),
        (
            "${{ format('a', env.B) }}",
            expression("${{ format('a', env.B) }}"),
            to_variable("NAME", "${{ format('a', env.B) }}"),
        ),
        ("${{ github.sha }", "invalid variable reference: ${{ github.sha }", SYNTAX_HINT),
    ],
)
def test_invalid_references(text: str, message: str, hint: str) -> None:
    value, problems = expand(text)
    assert problems == [(message, hint)]
    assert value == text


def test_each_invalid_reference_is_reported() -> None:
    _, problems = expand("${A}${VERSION}${B}")
    assert [message for message, _ in problems] == ["variable A is not set", "variable B is not set"]


def test_only_github_variables_without_secrets_are_available() -> None:
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
def test_a_slug_is_a_valid_name_or_empty(text: str) -> None:
    slug = variables.slug(text)
    assert slug == "" or ENTITY_NAME.fullmatch(slug)


@given(st.text() | st.text("${}A:-|"))
def test_expand_is_the_inverse_of_escape(text: str) -> None:
    assert expand(variables.escape(text)) == (text, [])
