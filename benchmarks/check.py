"""`check`, as a whole process, beside check-jsonschema on the same files and cfn-lint on the same packages."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import NamedTuple

import yaml

from benchmarks.pairs import in_turn
from benchmarks.processes import PROGRAM, ROOT, seconds

_PEERS = ROOT / ".venv-bench" / "bin"
_SCHEMA = ROOT / "schema" / "manifest.schema.json"
_EXAMPLE = ROOT / "examples" / "model-package.yaml"
# The manifests are in folders of 1,000. Up to this number all are in one folder, in each round another one.
_FOLDERS, _IN_FOLDER = 5, 1000
# cfn-lint exits with a sum of these if it has findings.
_CFN_LINT_CODES = (0, 2, 4, 6, 8, 10, 12, 14)


class Run(NamedTuple):
    """A run of a program on a number of manifests."""

    program: str
    manifests: int


class Comparison(NamedTuple):
    """Two runs, and the number of manifests that their seconds are for."""

    ours: Run
    peer: Run
    manifests: int


_SMALL = {
    "check-1": Comparison(Run("check", 1), Run("check-jsonschema", 1), 1),
    "check-cfn-lint-1": Comparison(Run("check", 1), Run("cfn-lint", 1), 1),
    "check-10": Comparison(Run("check", 10), Run("check-jsonschema", 10), 10),
    "check-cfn-lint-10": Comparison(Run("check", 10), Run("cfn-lint", 10), 10),
}
_LARGE = {
    "check-100": Comparison(Run("check", 100), Run("check-jsonschema", 100), 100),
    "check-linear-1000": Comparison(Run("check", 1000), Run("check", 100), 100),
    "check-1000": Comparison(Run("check", 1000), Run("check-jsonschema", 1000), 1000),
    "check-linear-5000": Comparison(Run("check", 5000), Run("check", 1000), 1000),
    # The peer checks another fifth of the files in each round: all of them would take longer than all other rows.
    "check-5000": Comparison(Run("check", 5000), Run("check-jsonschema", 1000), 1000),
}


def measure(wanted: Collection[str], pairs: int, record: Callable[[str, float, float], None]) -> None:
    """Measure these rows. A round has each run once, so that rows share runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, 5 if any("5000" in row for row in wanted) else 1)
        for group in (_SMALL, _LARGE):
            comparisons = {row: comparison for row, comparison in group.items() if row in wanted}
            runs = dict.fromkeys(
                run for comparison in comparisons.values() for run in (comparison.peer, comparison.ours)
            )
            works = {str(run): partial(_seconds, folder, run) for run in runs}
            # What a first run reads from disk makes no difference for thousands of manifests.
            for figures in in_turn(works, pairs, warm_up=group is _SMALL) if works else ():
                for row, (ours, peer, number) in comparisons.items():
                    record(row, *(figures[str(run)] * number / run.manifests for run in (ours, peer)))


def _write(folder: Path, folders: int) -> None:
    """Write manifests and templates of the same packages."""
    text = _EXAMPLE.read_text("utf-8")
    (folder / "templates").mkdir()
    for number in range(folders * _IN_FOLDER):
        manifest = text.replace("churn-scorer-", f"churn-{number}-")
        part = folder / str(number // _IN_FOLDER)
        part.mkdir(exist_ok=True)
        (part / f"{number % _IN_FOLDER:04}.yaml").write_text(manifest, "utf-8")
        if number < 10:
            (folder / "templates" / f"{number}.json").write_text(_template(manifest), "utf-8")


def _template(text: str) -> str:
    """Return the manifest's package as a CloudFormation template, without the field that CloudFormation lacks."""
    spec = yaml.safe_load(text)["spec"]
    properties = {name: value for name, value in spec.items() if name != "CertifyForMarketplace"}
    package = {"Type": "AWS::SageMaker::ModelPackage", "Properties": properties}
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Package": package}}, indent=1)


def _seconds(folder: Path, run: Run, number: int) -> float:
    """Run a program in a round; return its seconds."""
    part = folder / str(number % len([path for path in folder.iterdir() if path.name.isdigit()]))
    files = [str(part / f"{index:04}.yaml") for index in range(min(run.manifests, _IN_FOLDER))]
    if run.program == "cfn-lint":
        templates = [str(folder / "templates" / f"{index}.json") for index in range(run.manifests)]
        return seconds([str(_PEERS / "cfn-lint"), *templates], accepted=_CFN_LINT_CODES)
    if run.program == "check-jsonschema":
        return seconds([str(_PEERS / "check-jsonschema"), "--schemafile", str(_SCHEMA), *files])
    names = [f"{folder}/[0-9]/*.yaml"] if run.manifests > _IN_FOLDER else files
    return seconds([PROGRAM, "check", *names])
