"""Compare `check`, as a whole process, with check-jsonschema on the same files and cfn-lint on the same package.

Ratios of times in one run only: times differ from machine to machine. Run it on an idle machine: `make bench`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
PROGRAM = str(Path(sys.executable).parent / "sagemaker-marketplace")
PEERS = ROOT / ".venv-bench" / "bin"
SCHEMA = ROOT / "schema" / "manifest.schema.json"
EXAMPLE = ROOT / "examples" / "model-package.yaml"
REPETITIONS = 15
MANY = 1000
# All programs run with their bytecode on disk, as they do in normal use.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def main() -> None:
    """Print the ratios with their budgets."""
    text = EXAMPLE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        manifest, template = Path(folder) / "manifest.yaml", Path(folder) / "template.json"
        manifest.write_text(text, encoding="utf-8")
        template.write_text(_template(text), encoding="utf-8")
        check = [PROGRAM, "check", str(manifest)]
        _report("check of one manifest / check-jsonschema", check, _check_jsonschema(manifest), 0.75)
        # cfn-lint exits with 2 or more if it has findings.
        _report("check of one manifest / cfn-lint", check, [str(PEERS / "cfn-lint"), str(template)], 0.25)
        _many(Path(folder) / "many", text)


def _check_jsonschema(*manifests: Path) -> list[str]:
    return [str(PEERS / "check-jsonschema"), "--schemafile", str(SCHEMA), *map(str, manifests)]


def _template(text: str) -> str:
    """Return the manifest's package as a CloudFormation template, without the field that CloudFormation lacks."""
    spec = yaml.safe_load(text)["spec"]
    properties = {name: value for name, value in spec.items() if name != "CertifyForMarketplace"}
    package = {"Type": "AWS::SageMaker::ModelPackage", "Properties": properties}
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Package": package}}, indent=1)


def _report(title: str, ours: list[str], peer: list[str], budget: float) -> None:
    """Print the median ratio of pairs of runs, after one run of each that fills the caches."""
    for command in (ours, peer):
        _seconds(command)
    ratios = [_seconds(ours) / _seconds(peer) for _ in range(REPETITIONS)]
    low, median, high = min(ratios), statistics.median(ratios), max(ratios)
    print(f"{title}: {median:.2f} (min {low:.2f}, max {high:.2f}); budget {budget}", flush=True)


def _many(folder: Path, text: str) -> None:
    folder.mkdir()
    files = [folder / f"{number:04}.yaml" for number in range(MANY)]
    for number, file in enumerate(files):
        file.write_text(text.replace("churn-scorer-", f"churn-{number}-"), encoding="utf-8")
    few = _seconds([PROGRAM, "check", f"{folder}/00[0-9]*.yaml"])
    ours = _seconds([PROGRAM, "check", f"{folder}/*.yaml"])
    peer = _seconds(_check_jsonschema(*files))
    print(f"check of {MANY:,} manifests / check-jsonschema: {ours / peer:.2f}; budget 0.75")
    print(f"check of {MANY:,} manifests / of {MANY // 10}: {ours / few:.1f}; linear is at most 10")


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, env=ENVIRONMENT, check=False)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, *(2, 4, 6, 8, 10, 12, 14) * ("cfn-lint" in command[0])):
        sys.exit(f"{command[0]} ended with {done.returncode}")
    return seconds


if __name__ == "__main__":
    main()
