"""Servers with faults, as endpoints of buyers: a rehearsal reports the faults, and nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.container.rehearse import image_builds, rehearsals, summaries
from tests.container.rehearse.rehearsals import Rehearsal

pytestmark = pytest.mark.container

HERE = Path(__file__).parent
IMAGE = "sagemaker-marketplace-test:endpoint"
LABELED = f"{IMAGE}-label"
DOCKERFILE = """\
FROM {base}
ENV PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY server.py endpoint.py websocket.py /app/servers/
ENTRYPOINT ["python3", "-m", "servers.endpoint"]
"""
LABEL = f"FROM {IMAGE}\nLABEL com.amazonaws.sagemaker.capabilities.bidirectional-streaming=true\n"
TYPES = ["text/csv", "application/json"]
CHANGES = {
    # A variable has the names of the faults.
    "ignore": ["environment-in-package"],
    "spec.InferenceSpecification.SupportedContentTypes": TYPES,
    "spec.InferenceSpecification.SupportedResponseMIMETypes": TYPES,
    "rehearsal.real-time": True,
    "rehearsal.samples": {"text/csv": ["one.csv"], "application/json": ["one.json"]},
}
FILES = {
    "one.csv": b"1,2\n3,4\n",
    "one.json": b'{"instances": [[1, 2]]}',
    "input/data.csv": b"1,2\n3,4\n5,6\n",
    "model/model.json": b'{"factor": 2}',
}
NUMBERS = re.compile(r"\d+ of \d+")


@dataclass(frozen=True)
class Variant:
    """Faults of the server, and what a rehearsal reports."""

    faults: str
    label: bool = False
    changes: Mapping[str, Any] = field(default_factory=dict)
    findings: Sequence[str] = ()


VARIANTS = [Variant(**entry) for entry in yaml.safe_load((HERE / "endpoints.yaml").read_text())]


@pytest.fixture(scope="module")
def outcomes(base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rehearsal]:
    """Build the images and rehearse all variants."""
    context = tmp_path_factory.mktemp("image")
    for name in ("server.py", "endpoint.py", "websocket.py"):
        shutil.copy(HERE / "servers" / name, context)
    image_builds.docker_build(context, IMAGE, DOCKERFILE.format(base=base))
    image_builds.docker_build(context, LABELED, LABEL)
    folder = tmp_path_factory.mktemp("products")
    manifests = [product(folder / str(number), variant) for number, variant in enumerate(VARIANTS)]
    runs = rehearsals.run_all(manifests, base)
    return {variant.faults: run for variant, run in zip(VARIANTS, runs, strict=True)}


def product(folder: Path, variant: Variant) -> Path:
    """Write the product whose container has the faults; returns the manifest's path."""
    own = {
        "spec.ModelPackageName": f"faults-{folder.name}-${{VERSION|slug:-dev}}",
        "container.Environment": {"FAULTS": variant.faults},
    }
    image = LABELED if variant.label else IMAGE
    return rehearsals.write(folder, rehearsals.manifest(image, {**CHANGES, **own, **variant.changes}), FILES)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.faults)
def test_the_faults_are_the_findings(variant: Variant, outcomes: dict[str, Rehearsal]) -> None:
    outcome = outcomes[variant.faults]
    findings = [NUMBERS.sub("…", finding) for finding in summaries.summary(outcome)["findings"]]
    exit_code = 1 if any(finding.startswith("error[") for finding in variant.findings) else 0
    assert (findings, outcome.exit_code, outcome.report["failures"]) == (list(variant.findings), exit_code, [])


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        (
            "streams metered websocket",
            {
                "requests": 16,
                "chunks": 20,
                "metered_responses": 16,
                "metered_units": {"inference.count": 16.0},
                # Half of the requests have two records of CSV, the others one of JSON.
                "metered_records": 24,
                "is_bidirectional": True,
                "metric_names": [],
            },
        ),
        ("refuses-json metrics metered-tokens", {"metric_names": ["requests_total", "request_seconds"], "chunks": 0}),
        ("unready", {"requests": 0, "first_ping_seconds": None, "metered_records": None}),
    ],
)
def test_the_report_has_the_measurements(faults: str, expected: dict[str, Any], outcomes: dict[str, Rehearsal]) -> None:
    [result] = outcomes[faults].report["results"]
    [measured] = result["real_time_rehearsals"]
    assert {name: measured[name] for name in expected} == expected
