"""Nothing that AWS or a container says becomes a command or an escape sequence, whatever the output can take."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fuzz.github_runner import effective_commands
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.cli.test_sinks import ENCODINGS, STREAMS, content, standard_output
from tests.pipeline.harness import FakeClock
from tests.report.test_relay_blocks import HOSTILE

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.sandbox.server import running
from sagemaker_marketplace.settings import options

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LAST_LINE = "the last line of the log"
FORMATS = ("text", "github", "live", "json", "jsonl")
OUR_COMMANDS = {"group", "endgroup", "error", "warning", "notice", "stop-commands"}

# AWS answers in UTF-8, which has no half of a surrogate pair.
texts = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(HOSTILE)
logs = st.lists(texts, max_size=4)
stages = st.fixed_dictionaries({"reason": texts, "log": logs, "last_log": logs, "data_log": logs})
refusals = st.fixed_dictionaries({"code": st.sampled_from(["ValidationException", "X::error::"]), "message": texts})


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock advance by its sleeps alone, which return at once."""
    clock = FakeClock()
    for name in ("now", "sleep", "jitter"):
        monkeypatch.setattr(Clock, name, staticmethod(getattr(clock, name)))


def scenarios(stage: dict[str, Any], refusal: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """Yield a scenario that fails validation with this stage and, if there is a refusal, one that refuses the call."""
    stage = {**stage, "final_status": "Failed", "last_log": [*stage["last_log"], LAST_LINE]}
    yield {"description": "d", "stages": {"transform": stage}}
    if refusal:
        response = {**refusal, "status": 400}
        yield {"description": "d", "faults": [{"operations": ["CreateModelPackage"], "response": response}]}


def printed(folder: Path, scenario: dict[str, Any], stream: str, output_format: str) -> tuple[int, str]:
    """Run create in a scenario; return the exit code and what both streams received."""
    file = folder / "scenario.yaml"
    file.write_text(yaml.safe_dump(scenario), encoding="utf-8")
    argv = ["create", "model-package.yaml", "--var", "VERSION=1", "--no-preflight", "--format", output_format]
    with running(str(file)) as sandbox, standard_output(stream) as (out, err), pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in sandbox.environment.items():
            patch.setenv(name, value)
        code = main.run(argv)
        return code, content(out) + content(err)


# An example takes half a second, so a failing one is not shrunk.
PHASES = [phase for phase in Phase if phase is not Phase.shrink]


@settings(max_examples=10, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(stages, st.none() | refusals, st.sampled_from(sorted(STREAMS)), st.sampled_from(FORMATS))
def test_any_answer_any_log_and_any_stream(
    tmp_path: Path, stage: dict[str, Any], refusal: dict[str, Any] | None, stream: str, output_format: str
) -> None:
    shutil.copy(EXAMPLES / "model-package.yaml", tmp_path)
    for scenario in scenarios(stage, refusal):
        code, text = printed(tmp_path, scenario, stream, output_format)
        assert code == (3 if "faults" in scenario else 4)
        assert code in options.EXIT_CODES
        assert LAST_LINE in text or code == 3 or stream not in ENCODINGS
        assert "Traceback" not in text
        assert "internal error" not in text
        assert not any(character in text for character in "\x1b\x9b\x9d\u202e")
        commands = {command.name for command in effective_commands(text)}
        assert {name for name in commands if len(name) < 32} <= (OUR_COMMANDS if output_format == "github" else set())
