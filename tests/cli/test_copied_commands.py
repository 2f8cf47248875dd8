"""Commands that a message prints to be copied quote the names of files for a shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.report import resume

NAME, QUOTED = "a $(id); b.yaml", "'a $(id); b.yaml'"
ARN = "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn"


@pytest.mark.parametrize(
    ("argv", "content", "printed"),
    [
        (["init", NAME], None, f"Wrote {NAME}. Next: sagemaker-marketplace check {QUOTED}\n"),
        (["watch", NAME], "kind: Algorithm\nspec: {}\n", f"run sagemaker-marketplace check {QUOTED}\n"),
    ],
    ids=["init", "watch"],
)
def test_the_name_of_a_file(
    argv: list[str],
    content: str | None,
    printed: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / NAME).write_text(content, "utf-8")
    main.run(argv)
    written = capsys.readouterr()
    assert (written.out + written.err).endswith(printed)


@pytest.mark.parametrize("text", [ARN, f"{ARN}/1"])
def test_an_arn_stays_as_it_is(text: str) -> None:
    assert resume.command(text) == f"sagemaker-marketplace watch {text}"


def test_an_arn_with_the_characters_of_a_shell() -> None:
    assert resume.command(f"{ARN};id") == f"sagemaker-marketplace watch '{ARN};id'"
