"""Text of a manifest in a policy matches itself and nothing else: only our own `*` are wildcards."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.permissions.conftest import EXAMPLES, MANIFESTS

from sagemaker_marketplace import permissions
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.permissions import Caller, resource_arns
from sagemaker_marketplace.permissions.grants import literal

# Sanitized examples name everything that goes into a policy.
TEXTS = {name: (EXAMPLES / name).read_text() for name in MANIFESTS}
OWN = re.compile(r"\$\{[*?$]\}")


def load(text: str) -> Document:
    return reader.parse("m.yaml", text.encode(), lambda name, _: (name, b""), {"VERSION": "1"})


def resources(document: Document) -> set[str]:
    """Every resource and condition value of the policies of a manifest."""
    policies: list[Any] = [
        permissions.caller([document], "create", how=Caller(on_cancel_stop=True, replace_failed=True)),
        permissions.validation_role(document)[1],
    ]
    found: set[str] = set()
    for policy in policies:
        for statement in policy["Statement"]:
            listed = statement["Resource"]
            found.update([listed] if isinstance(listed, str) else listed)
            found.update(value for pairs in statement.get("Condition", {}).values() for value in pairs.values())
    return found


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("a*b", "a${*}b"), ("?", "${?}"), ("$x", "${$}x"), ("**", "${*}${*}"), ("plain-1.0", "plain-1.0")],
)
def test_characters_with_a_meaning_are_quoted(text: str, quoted: str) -> None:
    assert literal(text) == quoted


def test_a_policy_variable_is_refused() -> None:
    with pytest.raises(Failure, match="depends on a variable that is not set"):
        literal("home/${aws:username}")


@given(st.text("ab*?$/", max_size=12))
def test_only_quoted_characters_remain(text: str) -> None:
    quoted = literal(text)
    assert not set("*?$") & set(OWN.sub("", quoted))
    assert re.sub(r"\$\{(.)\}", r"\1", quoted) == text


@pytest.mark.parametrize("name", MANIFESTS)
@pytest.mark.parametrize("sign", ["*", "?"])
@pytest.mark.parametrize("scheme", ["s3://", "repository/", "role/", "key/", ".amazonaws.com/"])
def test_no_string_of_a_manifest_widens_a_policy(name: str, sign: str, scheme: str) -> None:
    def without_quoted(found: set[str]) -> set[str]:
        return {OWN.sub("", resource) for resource in found}

    before = without_quoted(resources(load(TEXTS[name])))
    after = without_quoted(resources(load(TEXTS[name].replace(scheme, scheme + sign))))
    assert after == before


def test_the_word_for_a_variable_can_not_be_guessed() -> None:
    text = TEXTS[MANIFESTS[0]].replace("s3://", "s3://zANYTHINGz/zANYTHINGz")
    assert not any("zANYTHINGz*" in resource for resource in resources(load(text)))
    assert re.fullmatch("z[0-9a-f]{16}z", resource_arns._ANYTHING)


@pytest.mark.parametrize("argv", [["iam-policy"], ["role"], ["role", "--create-validation-role", "Made"]])
def test_a_manifest_with_an_error_gets_no_policy(
    argv: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = TEXTS[MANIFESTS[0]]
    assert "InstanceCount: 1" in text
    (tmp_path / "m.yaml").write_text(text.replace("InstanceCount: 1", "InstanceCount: one"))
    assert main.run([argv[0], "m.yaml", *argv[1:]]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("sagemaker-marketplace: m.yaml:")


def test_stars_of_a_manifest_are_quoted_in_the_printed_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = re.sub("s3://[a-z0-9.-]+/", "s3://*/", TEXTS[MANIFESTS[0]])
    (tmp_path / "m.yaml").write_text(text)
    assert main.run(["role", "m.yaml"]) == 0
    statements = json.loads(capsys.readouterr().out)["policy"]["Statement"]
    listed = json.dumps([statement["Resource"] for statement in statements])
    assert "s3:::${*}/" in listed
    assert "s3:::*" not in listed
