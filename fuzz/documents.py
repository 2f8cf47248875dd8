"""The loader of documents: any bytes as a manifest have findings, and fixes that end; nothing else happens."""

from __future__ import annotations

import tempfile
from functools import cache, partial
from pathlib import Path

from sagemaker_marketplace import pipeline
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.check import fix
from sagemaker_marketplace.context import Clock, Context, Workspace
from sagemaker_marketplace.manifest.findings import FINDINGS, SUCCESS, USAGE
from sagemaker_marketplace.report.report import Report
from sagemaker_marketplace.settings.settings import Settings

from . import invariants

MANIFEST = "m.yaml"
TOKENS = (
    *("kind: ", "region: ", "spec:\n", "ModelPackage", "Algorithm", "us-east-2", "$file: ", "$text: ", MANIFEST),
    *("&a ", "*a", "<<: ", "!!int ", "? ", "- ", ": ", "|\n", ">-\n", "---\n", "%YAML 1.1\n", "\ufeff", "\x85"),
    *("${A}", "${A:-", "|slug}", "$${", "~", "0o10", "1e999", ".inf", "2026-11-29", "\\ud83d\\ude00"),
    *("InferenceSpecification:\n", "Containers:\n", "Image: ", "ModelDataUrl: ", "ValidationSpecification:\n"),
    *("TrainingSpecification:\n", "rehearsal:\n", "ignore: [", "Tags:\n", "SourceAlgorithmSpecification:\n"),
)


def fuzz(content: bytes) -> None:
    """Check a manifest with this content, fix it, and check the result. Raises AssertionError."""
    _write(content)
    settings = Settings(command="check", manifest=(MANIFEST,), variables={"A": "value"})
    report = _check(settings)
    fixed = fix.fixed_files(settings, _context()).get(MANIFEST)
    if fixed:
        _write(fixed.after.encode())
        assert not fix.fixed_files(settings, _context()), "a fix leaves something to fix"
        before, after = (len(result.results[MANIFEST].findings) for result in (report, _check(settings)))
        assert after <= before + fixed.changes, f"{before} findings before the fix, {after} after it"


def _check(settings: Settings) -> Report:
    report = Report(settings.command, settings.fail_on)
    for event in pipeline.run(settings, _context()):
        report.add(event)
    invariants.check(report, (SUCCESS, FINDINGS, USAGE))
    return report


def _write(content: bytes) -> None:
    (_folder() / MANIFEST).write_bytes(content)


def _context() -> Context:
    return Context(partial(Account, "fuzz"), Clock(), Workspace(str(_folder()), bound=True))


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))
