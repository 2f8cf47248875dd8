"""Nothing of a manifest, of its name or of a path becomes a command or an escape sequence, on any stream."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cli.test_sinks import STREAMS, content, standard_output
from tests.report.test_workflow_commands import command_names

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.settings import options

HOSTILE = """\
kind: ModelPackage
region: us-east-1
spec:
  "x\\n::add-mask::e\\n::stop-commands::zzz\\n\\e]0;title\\a\\x9b31m##[add-path]q": 1
  "x\\n::add-mask::e\\n::stop-commands::zzz\\n\\e]0;title\\a\\x9b31m##[add-path]q": 2
"""


@pytest.mark.parametrize(
    "argv",
    [
        ["iam-policy"],
        ["role"],
        ["init", "--from"],
        *(
            ["check", "--format", name]
            for name in ("text", "live", "json", "jsonl", "sarif", "junit", "rdjson", "gitlab")
        ),
        ["check", "--diff"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(
    "name", ["m.yaml", "::add-mask::e.yaml", "\x1b]0;t\x07##[add-mask]x.yaml", "a\n::debug::x.yaml"]
)
def test_no_command_of_the_program_prints_commands_of_a_manifest(
    argv: list[str], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(HOSTILE)
    assert main.run([*argv, name]) in (1, 2)
    for printed in capsys.readouterr():
        assert command_names(printed) == []
        assert not any(character in printed for character in "\x1b\x07\x9b\u202e")


texts = st.text(max_size=20) | st.sampled_from(["::error::x", "##[add-mask]x", "\x1b[31m", "\u202e", "\udcff", "\x9d"])
manifests = st.builds(
    lambda key, value, comment: (
        f'kind: ModelPackage\nspec: {{"{key}": "{value}"}} # {comment}\n'.encode("utf-8", "surrogateescape")
        if not any("\ud800" <= sign <= "\udc7f" or "\udd00" <= sign <= "\udfff" for sign in key + value + comment)
        else b"\xff"
    ),
    texts,
    texts,
    texts,
)
names = st.text(st.characters(exclude_characters="/\0*?[", codec="utf-8"), min_size=1, max_size=10).filter(
    lambda name: name.strip(".- ") and not name.startswith(("-", "arn:"))
)


@settings(suppress_health_check=list(HealthCheck))
@given(
    manifest=manifests,
    name=names,
    stream=st.sampled_from(sorted(STREAMS)),
    output_format=st.sampled_from(["text", "live", "json", "junit", "sarif"]),
)
def test_any_manifest_any_name_and_any_stream(
    manifest: bytes, name: str, stream: str, output_format: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(manifest)
    with standard_output(stream) as (out, err), pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        code = main.run(["check", name, "--format", output_format])
        printed = content(out) + content(err)
    (folder / name).unlink()
    assert code in options.EXIT_CODES
    assert code in (1, 2)
    assert "Traceback" not in printed
    assert "internal error" not in printed
    assert command_names(printed) == []
    assert not any(character in printed for character in "\x1b\x9b\x9d\u202e")
