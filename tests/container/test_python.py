"""Runs the tests without containers on the Python version of the image."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = """\
FROM {base}
COPY requirements/development.txt /src/requirements/
RUN python3 -m venv --without-pip /venv && pip --python /venv/bin/python3 install --no-cache-dir --quiet \
    --no-deps --require-hashes -r /src/requirements/development.txt
COPY . /src
WORKDIR /src
RUN pip --python /venv/bin/python3 install --quiet --no-deps --no-build-isolation --editable .
"""

# The image contains neither the sandbox nor git; the other tests run the program hundreds of times.
EXCLUDED = [
    "tests/sandbox",
    "tests/test_language.py",
    "tests/pipeline/test_sandbox_command.py",
    "tests/pipeline/test_faults.py",
    "tests/pipeline/test_kills.py",
    "tests/pipeline/test_twice.py",
    "tests/permissions/test_missing_permissions.py",
]

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
    subprocess.run(["tar", "-r", "-f", str(packed), "-C", str(context), "Dockerfile"], check=True)
    tag = "sagemaker-marketplace-action:suite"
    with packed.open("rb") as stream:
        done = subprocess.run(["docker", "build", "--quiet", "--tag", tag, "-"], stdin=stream, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return tag


def test_the_suite_passes_on_the_python_of_the_image(suite: str) -> None:
    assert [path for path in EXCLUDED if not (ROOT / path).exists()] == []
    run = ["docker", "run", "--rm", suite, "/venv/bin/python3", "-m", "pytest", "-n", "2", "--dist", "loadfile"]
    # Property tests depend on the Python version less than on their number of examples.
    run += ["-m", "not container and not hypothesis", *(f"--ignore={path}" for path in EXCLUDED)]
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert re.search(r"^\d+ passed(?:, \d+ skipped)? in ", done.stdout, re.MULTILINE)
