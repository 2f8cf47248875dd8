"""Runs moto's own tests about SageMaker against the sandbox (`make compatibility`).

The tests come from moto's source distribution, in the version and with the hash that requirements/development.txt
names. `moto_tests.yaml` lists those that can't pass, with the reason; any other outcome is an error.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import yaml

from sagemaker_marketplace.sandbox.environment import isolate_server

FOLDER = Path(__file__).resolve().parent
LOCK = FOLDER.parent / "requirements" / "development.txt"
TABLE = FOLDER / "moto_tests.yaml"
# Parts of the tests' file names.
SUBJECTS = ("model_packages", "model_package_groups", "models", "search", "training", "transform")


def main() -> int:
    """Download and run the tests, and compare the outcomes; return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        unpack(download(Path(folder)), Path(folder))
        outcomes, output = run(Path(folder))
    reasons = {test: entry["reason"] for entry in yaml.safe_load(TABLE.read_text("utf-8")) for test in entry["tests"]}
    return report(outcomes, reasons, output)


def download(folder: Path) -> Path:
    """Download moto's source distribution and return its path. Raises CalledProcessError if its hash differs."""
    pinned = re.search(r"^moto==.*\\\n(?: +--hash=.*\n)+", LOCK.read_text("utf-8"), re.MULTILINE)
    if pinned is None:
        raise ValueError(f"{LOCK} does not name moto")
    requirements = folder / "requirements.txt"
    requirements.write_text(pinned[0].rstrip().removesuffix("\\"), "utf-8")
    options = ["--no-deps", "--no-binary=:all:", "--no-build-isolation", "--require-hashes", "--quiet"]
    command = [sys.executable, "-m", "pip", "download", *options, f"--dest={folder}", f"--requirement={requirements}"]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    [archive] = folder.glob("moto-*.tar.gz")
    return archive


def unpack(archive: Path, folder: Path) -> None:
    """Extract the tests into the folder `tests`."""
    with tarfile.open(archive) as content:
        for member in content.getmembers():
            path = member.name.partition("/")[2]
            if re.fullmatch(r"tests/(test_sagemaker/)?\w+\.py", path):
                content.extract(member.replace(name=path), folder, filter="data")


def run(folder: Path) -> tuple[dict[str, str], str]:
    """Run the tests; return the outcome of each by name, and pytest's output."""
    files = [f"tests/test_sagemaker/test_sagemaker_{subject}.py" for subject in SUBJECTS]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", "-p", "sandbox_per_test"]
    results = folder / "results.xml"
    command += [f"--junitxml={results}", f"--rootdir={folder}", *files]
    done = subprocess.run(command, cwd=folder, env=environment(), check=False, stdout=subprocess.PIPE, text=True)
    outcomes = {}
    for case in ElementTree.parse(results).iter("testcase"):  # noqa: S314 - written by our own pytest
        subject = case.attrib["classname"].rpartition("test_sagemaker_")[2]
        ends = [end for end in ("failure", "error", "skipped") if case.find(end) is not None]
        outcomes[f"{subject}::{case.attrib['name']}"] = ends[0] if ends else "passed"
    return outcomes, done.stdout


def environment() -> dict[str, str]:
    """Return the environment of the tests: moto's server mode, with the sandbox as the server."""
    variables = dict(os.environ)
    isolate_server(variables)
    with socket.create_server(("127.0.0.1", 0)) as free:
        endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
    mode = {"TEST_SERVER_MODE": "true", "TEST_SERVER_MODE_ENDPOINT": endpoint, "PYTHONPATH": str(FOLDER)}
    keys = {"AWS_ACCESS_KEY_ID": "SANDBOX", "AWS_SECRET_ACCESS_KEY": "sandbox", "AWS_DEFAULT_REGION": "us-east-1"}
    return {**variables, **mode, **keys}


def report(outcomes: Mapping[str, str], reasons: Mapping[str, str], output: str) -> int:
    """Print the comparison; return 1 if a test that should pass does not, or the reverse."""
    print(f"{len(outcomes)} tests of moto: {dict(Counter(outcomes.values()))}")
    for reason, count in Counter(reasons.values()).items():
        print(f"  {count:3} can't pass: {reason}")
    unexpected = {test: end for test, end in outcomes.items() if (end == "passed") == (test in reasons)}
    unknown = sorted(reasons.keys() - outcomes.keys())
    for test, end in unexpected.items():
        print(f"unexpected: {test}: {end}")
    for test in unknown:
        print(f"in {TABLE.name}, but not a test: {test}")
    if unexpected:
        print(output)
    return 1 if unexpected or unknown or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
