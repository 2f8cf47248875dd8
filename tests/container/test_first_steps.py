"""The first steps of a newcomer: on a bare Debian with git and Python, by the words of the documentation.

The Debian is the base of the action's image: its Python also runs tests. `make first-steps` runs all of them, which
takes some minutes.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from scripts import base_image
from tests.documentation import blocks

ROOT = Path(__file__).resolve().parents[2]
URL = "https://github.com/OWNER/sagemaker-marketplace-action"
# Debian's Python has neither pip nor venv; the base image has the package index's settings. The packages are those of
# CONTRIBUTING.md, installed once for all tests. pip compiles nothing, because most of what it installs is never
# imported ("falsy values have to be used": pip's manual about no-compile).
DOCKERFILE = """\
FROM {base}
RUN rm -f /usr/local/bin/pip /usr/local/bin/python && {packages} >/dev/null
ENV PIP_NO_COMPILE=no
ADD context.tar /source
RUN cd /source && git init --quiet && git add --all \\
    && git -c user.name=test -c user.email=test@example.com commit --quiet --message test \\
    && git config --global --add safe.directory /source/.git && git config --global url./source.insteadOf {url}
WORKDIR /home/newcomer
"""
# The container's user is root already.
PRELUDE = 'set -eu; sudo() { "$@"; }'
TUTORIAL = "docs/tutorial/sandbox.md"
# A shell of the reader's: the commands after it run in the sandbox.
SHELL = ("sagemaker-marketplace sandbox -- bash",)
PLACEHOLDERS = (
    "PYTHONPATH=sagemaker-marketplace-action python3 -c 'from pathlib import Path; from scripts import first_check; "
    "first_check.replace_placeholders(Path(first_check.MANIFEST))'"
)
# What depends on the interpreter: parsers, types, formats, botocore, and the rules on their examples. What these tests
# leave out of tests/check compares strings and tables. The commands run in the image in other tests.
FOLDERS = [f"tests/{name}" for name in ("aws", "diagnosis", "init", "kinds", "manifest", "report")]
FILES = [f"tests/check/test_{name}.py" for name in ("arbitrary_manifests", "examples", "incomplete_values", "stage")]
# Property tests depend on the Python version less than on their number of examples.
SOME_TESTS = (
    ".venv/bin/python -m pytest -n 2 --dist loadfile -m 'not container and not hypothesis' "
    f"{' '.join([*FOLDERS, *FILES])}"
)

pytestmark = pytest.mark.container


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Debian with git, Python and nothing else that a newcomer needs; git finds the repository under its URL."""
    context = tmp_path_factory.mktemp("debian")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout
    packed = str(context / "context.tar")
    subprocess.run(["tar", "-c", "-f", packed, "--null", "-T", "-"], cwd=ROOT, check=True, input=names)
    packages = set_up()[0].removeprefix("sudo ").replace("&& sudo ", "&& ")
    (context / "Dockerfile").write_text(DOCKERFILE.format(base=base_image.available(), packages=packages, url=URL))
    build = ["docker", "build", "--quiet", "--network", "host", str(context)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def section(page: str, title: str) -> list[blocks.Block]:
    """Return the `sh` blocks of a section, in order."""
    text = (ROOT / page).read_text("utf-8")
    begin = text.index(f"\n## {title}\n") + 1
    end = text.find("\n## ", begin)
    found = blocks.parse(page, text[begin : end if end >= 0 else len(text)])
    return [block for block in found if isinstance(block, blocks.Block) and block.language == "sh"]


def set_up() -> list[str]:
    """Return the commands that set up a development environment; the first one installs packages."""
    return "\n".join(commands(section("CONTRIBUTING.md", "Set up"))).splitlines()


def commands(found: Iterable[blocks.Block]) -> list[str]:
    """Return the commands of blocks; one that ends with an exit code is in a subshell."""
    lines = []
    for block in found:
        code = block.comment("exit code")
        lines.append(f"(set +e\n{block.text}\nexit $?) || [ $? -eq {code} ]" if code else block.text)
    return lines


def run(image: str, lines: Iterable[str]) -> str:
    """Run commands in a new container, and return what they print. They must succeed."""
    script = "\n".join([PRELUDE, *lines])
    start = ["docker", "run", "--rm", "--network", "host", image, "bash", "-c", script]
    done = subprocess.run(start, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:]
    return done.stdout


def tutorial() -> list[str]:
    """Return the commands of the tutorial, up to the section that needs a container engine."""
    lines: list[str] = []
    text = (ROOT / TUTORIAL).read_text("utf-8").partition("\n## 7. ")[0]
    for part in text.split("\n## "):
        found = [block for block in blocks.parse(TUTORIAL, f"## {part}") if isinstance(block, blocks.Block)]
        shell = next((number for number, block in enumerate(found) if block.text in SHELL), len(found))
        for block in found[:shell]:
            lines += commands([block]) if block.language == "sh" else written(block)
        inner = commands(block for block in found[shell + 1 :] if block.language == "sh")
        if inner:
            lines += [f"{found[shell].text} -eu <<'SHELL'", *inner, "SHELL"]
    return lines


def written(block: blocks.Block) -> list[str]:
    """Return the commands that write a file, if the block is one."""
    name = block.comment("write")
    return [f"mkdir -p {Path(name).parent}", f"cat >{name} <<'FILE'", block.text, "FILE"] if name else []


def test_the_quick_start_of_the_readme(debian: str) -> None:
    install: list[blocks.Block] = []
    write: list[blocks.Block] = []
    create: list[blocks.Block] = []
    for block in section("README.md", "Quick start"):
        if "pipx" in block.text:  # installs a release
            continue
        group = install if "git clone" in block.text else write if " init " in block.text else create
        group.append(block)
    assert [len(group) for group in (install, write, create)] == [1, 1, 1]
    in_sandbox = [line for line in create[0].text.splitlines() if " sandbox " in line]
    steps = [*commands(install), *commands(write), PLACEHOLDERS, "sagemaker-marketplace check", *in_sandbox]
    output = run(debian, steps)
    assert re.search(r"^1 manifest checked: 0 errors, \d+ warnings?$", output, re.MULTILINE)
    assert re.search(r"^Created and validated: ", output, re.MULTILINE)


def test_the_set_up_for_a_change_and_tests_on_the_python_of_the_image(debian: str) -> None:
    lines = set_up()[1:]
    assert {"make demo", "make test"} <= set(lines)
    # All tests take minutes, and this is one of them.
    if not os.environ.get("FIRST_STEPS"):
        lines[lines.index("make test")] = SOME_TESTS
    output = run(debian, [*lines, ".venv/bin/python --version"])
    assert "Created and validated: " in output
    assert re.search(r"^\d+ passed(?:, \d+ skipped)? in ", output, re.MULTILINE)
    assert output.endswith(run(base_image.available(), ["python3 --version"]))


def test_the_tutorial(debian: str) -> None:
    output = run(debian, tutorial())
    for line in (
        "Validated: churn-scorer-1-0-0",
        "No changes: churn-scorer-1-0-0",
        "  Cause: GET /ping returned an error",
    ):
        assert re.search(f"^{line}", output, re.MULTILINE), output[-8000:]
