"""The check of a `rehearsal` block in the action: annotations at the block's lines, and the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from sagemaker_marketplace import action
from sagemaker_marketplace.report.rule_pages import url

EXAMPLE = (Path(__file__).parents[2] / "examples" / "model-package.yaml").read_text("utf-8")
BLOCK = "rehearsal: {image: 'churn:dev', model: build/model, input: ../data, expect: {schema: answer.schema.json}}\n"


@pytest.mark.parametrize(
    ("fail_on", "exit_code"),
    [("error", 1), ("never", 0)],
)
def test_annotations(
    fail_on: str, exit_code: int, mounted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (mounted / "m.yaml").write_text(BLOCK + EXAMPLE)
    (mounted / "answer.schema.json").write_text('{"type": "list"}')
    inputs = {"INPUT_COMMAND": "check", "INPUT_MANIFEST": "m.yaml", "INPUT_FAIL-ON": fail_on}
    for name, value in {**inputs, "GITHUB_ACTIONS": "true", "CI": "true"}.items():
        monkeypatch.setenv(name, value)
    assert action.main() == exit_code
    printed = capsys.readouterr().out.replace(str(mounted), "<workspace>").splitlines()
    annotations = [line for line in printed if line.startswith(("::error ", "::warning ", "::notice "))]
    assert [line.removesuffix(f"%0A{url('rehearsal-file')}") for line in annotations] == [
        "::error file=m.yaml,line=1,col=60,endLine=1,endColumn=67,title=rehearsal-file::"
        "../data is outside the workspace%0Ause a file inside <workspace>",
        "::error file=m.yaml,line=1,col=86,endLine=1,endColumn=104,title=rehearsal-file::"
        "answer.schema.json is not a JSON Schema: invalid $.type%0Acorrect the keyword",
        "::warning file=m.yaml,line=1,col=86,endLine=1,endColumn=104,title=expected-schema-without-json::"
        'answers of type "text/csv" are not validated with a JSON Schema%0Aremove schema, or correct the type'
        f"%0A{url('expected-schema-without-json')}",
        "::notice file=m.yaml,line=1,col=40,endLine=1,endColumn=51,title=rehearsal-file::"
        "file or folder not found: build/model (searched in <workspace>)%0A"
        "create it before the rehearsal, or correct the path",
    ]
