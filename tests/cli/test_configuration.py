"""The configuration file: what it sets, what overrides it, where it is found, and the exact message for each fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sagemaker_marketplace import action
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.settings import configuration
from sagemaker_marketplace.settings.configuration import CONFIGURABLE
from sagemaker_marketplace.settings.option import CHOICE, LIST, NAMES, STRING

ROOT = Path(__file__).parents[2]
PROGRAM = "sagemaker-marketplace"
FAULTY = """\
kind: Algorithm
region: ${REGION:-us-esat-1}
spec: {AlgorithmName: a-1}
"""
INFERENCE, TRAINING, REGION = "algorithm-inference-missing", "missing-field", "unknown-region"
RULES = (REGION, INFERENCE, TRAINING, "validation-missing")
HEADER = "[tool.sagemaker-marketplace]\n"
Check = Callable[..., tuple[int, str]]


def rules(printed: str) -> list[str]:
    """List the manifests with the rules of their findings."""
    return [
        f"{line.partition(':')[0]} {line.rpartition('[')[2].rstrip(']')}"
        for line in printed.splitlines()
        if line.endswith("]") and ": error: " in line
    ]


def test_without_a_file_or_a_table_the_defaults_apply(check_with_configuration: Check) -> None:
    Path(f"{PROGRAM}.yaml").write_text(FAULTY)
    expected = check_with_configuration("")
    assert expected[0] == 1
    assert check_with_configuration("[tool.ruff]\nline-length = 1\n") == expected
    assert check_with_configuration(f'[project]\nname = "{PROGRAM}"\n[tool]\n') == expected
    assert check_with_configuration(f"{PROGRAM} = [[[\n".replace(PROGRAM, "other")) == expected
    assert check_with_configuration(HEADER) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", (1, [f"{PROGRAM}.yaml {rule}" for rule in RULES])),
        ('manifest = ["models"]', (1, [f"models/a.yaml {rule}" for rule in RULES])),
        (f'ignore = ["{INFERENCE}"]', (1, [f"{PROGRAM}.yaml {rule}" for rule in RULES if rule != INFERENCE])),
        (f'select = ["{INFERENCE}"]', (1, [f"{PROGRAM}.yaml {rule}" for rule in (INFERENCE, TRAINING)])),
        ('fail-on = "never"', (0, [f"{PROGRAM}.yaml {rule}" for rule in RULES])),
        ('variables.REGION = "us-east-1"', (1, [f"{PROGRAM}.yaml {rule}" for rule in RULES[1:]])),
    ],
)
def test_every_key(content: str, expected: tuple[int, list[str]], check_with_configuration: Check) -> None:
    Path("models").mkdir()
    for name in (f"{PROGRAM}.yaml", "models/a.yaml"):
        Path(name).write_text(FAULTY)
    code, printed = check_with_configuration(f"[project]\nname = 'churn'\n{HEADER}{content}\n")
    assert (code, rules(printed)) == expected


@pytest.mark.parametrize(
    ("arguments", "environment", "variables", "name"),
    [
        ((), {}, 'OTHER = "1"', "a-default"),
        ((), {}, 'GITHUB_SHA = "file"', "a-file"),
        (("--var", "OTHER=1"), {}, 'GITHUB_SHA = "file"', "a-file"),
        ((), {"GITHUB_SHA": "environment"}, 'GITHUB_SHA = "file"', "a-environment"),
        (("--var", "GITHUB_SHA=command"), {"GITHUB_SHA": "environment"}, 'GITHUB_SHA = "file"', "a-command"),
    ],
)
def test_precedence_of_variables(
    arguments: tuple[str, ...],
    environment: dict[str, str],
    variables: str,
    name: str,
    check_with_configuration: Check,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    Path("m.yaml").write_text("kind: 'a-${GITHUB_SHA:-default}'\nregion: us-east-1\nspec: {}\n")
    printed = check_with_configuration(f'{HEADER}manifest = ["m.yaml"]\nvariables = {{ {variables} }}\n', *arguments)[1]
    assert f'invalid kind: "{name}"' in printed


def test_the_command_line_overrides_the_file(check_with_configuration: Check) -> None:
    Path("a.yaml").write_text(FAULTY)
    Path("b.yaml").write_text(FAULTY)
    content = f'{HEADER}manifest = ["a.yaml"]\nfail-on = "never"\nignore = ["algorithm-inference-missing"]\n'
    code, printed = check_with_configuration(content)
    assert (code, {line.partition(" ")[0] for line in rules(printed)}) == (0, {"a.yaml"})
    assert INFERENCE not in printed
    code, printed = check_with_configuration(content, "b.yaml", "--fail-on", "error", "--ignore", "")
    assert (code, {line.partition(" ")[0] for line in rules(printed)}) == (1, {"b.yaml"})
    assert INFERENCE in printed


def test_the_nearest_file_with_the_table_is_used(
    check_with_configuration: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths are relative to the file; a file outside of the repository is never read."""
    Path("../pyproject.toml").write_text(f"{HEADER}unknown = 1\n")
    Path("pyproject.toml").write_text(
        f'{HEADER}manifest = ["models/*.yaml"]\nignore = ["algorithm-inference-missing"]\n'
    )
    for folder in (".git", "models", "sub/folder"):
        Path(folder).mkdir(parents=True)
    Path("models/a.yaml").write_text(FAULTY)
    monkeypatch.chdir("sub/folder")
    code, printed = check_with_configuration("[tool.ruff]\n", "--verbose", "--select", REGION)
    assert code == 1
    assert "debug: configuration file: ../../pyproject.toml" in printed.splitlines()
    assert rules(printed) == [f"<workspace>/models/a.yaml {rule}" for rule in (REGION, TRAINING)]
    Path("../../.git").rmdir()
    assert check_with_configuration("[tool.ruff]\n")[1].startswith(f"{PROGRAM}: no manifest found")


@pytest.mark.parametrize("command", ["iam-policy", "role"])
def test_commands_that_print_permissions(
    command: str, check_with_configuration: Check, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.yaml").write_text((ROOT / "examples" / "model-package.yaml").read_text())
    assert main.run([command]) == 2
    Path("pyproject.toml").write_text(f'{HEADER}manifest = ["a.yaml"]\nvariables = {{ VERSION = "1" }}\n')
    assert main.run([command]) == 0
    trust = ["--trust", "owner/name", "--environment", "release", "--account-id", "123456789012"]
    assert command == "role" or main.run([command, *trust]) == 0
    Path("a.yaml").unlink()
    assert main.run([command]) == 2
    assert "file not found: a.yaml" in capsys.readouterr().err


def test_the_example_of_the_documentation(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "reference" / "configuration.md").read_text("utf-8")
    (tmp_path / "pyproject.toml").write_text(page.partition("```toml\n")[2].partition("```")[0])
    found = configuration.find(tmp_path)
    assert (found.file, found.variables) == ("pyproject.toml", {"VERSION": "0.0.0"})
    assert set(found.values) == {"manifest", "ignore", "fail-on"}


def test_the_action(mounted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Inputs override the file; the runner sets every input, empty if it has neither a value nor a default."""
    (mounted / "m.yaml").write_text(FAULTY)
    (mounted / "pyproject.toml").write_text(f'{HEADER}manifest = ["m.yaml"]\nfail-on = "never"\n')
    for option in CONFIGURABLE:
        monkeypatch.setenv(f"INPUT_{option.upper()}", "")
    assert action.main() == 0
    assert "m.yaml:3:" in capsys.readouterr().out
    monkeypatch.setenv("INPUT_FAIL-ON", "error")
    assert action.main() == 1
    capsys.readouterr()
    (mounted / "pyproject.toml").write_text(f'{HEADER}manifest = ["m.yaml"]\nvariables = {{ REGION = "a", B = "1" }}\n')
    monkeypatch.setenv("INPUT_VARIABLES", "\n REGION=us-west-1 \n\nC=2\n")
    assert action.main() == 1
    assert "unknown-region" not in capsys.readouterr().out
    (mounted / "pyproject.toml").write_text(f"{HEADER}role-to-assume = 'x'\n")
    assert action.main() == 2
    assert capsys.readouterr().out == (
        f"::error file=pyproject.toml,line=2,col=1,title={PROGRAM}::pyproject.toml:2:1: role-to-assume can't be set in "
        "pyproject.toml%0Ause the option --role-to-assume or the input role-to-assume\n"
    )


def test_the_configurable_options_change_nothing_in_aws() -> None:
    assert set(CONFIGURABLE) == {"manifest", "variables", "fail-on", "min-severity", "select", "ignore"}
    assert {option.type for option in CONFIGURABLE.values()} <= {LIST, NAMES, CHOICE, STRING}
