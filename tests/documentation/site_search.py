"""The site's own search: the theme's engine, the site's index and the site's script; and what people search for."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.documentation.blocks import ROOT

SCRIPT = ROOT / "scripts" / "site" / "theme" / "assets" / "search.js"
ARN = "arn:aws:sagemaker:eu-west-1:210987654321:model-package/fraud-detector-2-0-1"
RULES, PROGRAM, FIRST = "rules/", "troubleshooting/program/", 3
# A message as its reader copies it, and the page that explains it. The values are not those of the documentation.
MESSAGES = (
    # Findings of check, with their line
    ('invalid instance type for batch transform: "ml.m5.xlrage"', "rules/unknown-instance-type/"),
    ('invalid ModelPackageName: "fraud_detector_v2" contains "_"', "rules/invalid-format/"),
    ("variable BUILD_NUMBER is not set", "rules/unknown-variable/"),
    ('the tag "latest" is mutable', "rules/image-not-pinned/"),
    ('unknown field "inference_specification" in spec', "rules/unknown-field/"),
    ("unused ignore: image-not-in-ecr", "rules/unused-ignore/"),
    # Findings of the preflight
    ("repository not found in account 210987654321, eu-west-1: fraud-detector", "rules/image-missing/"),
    ("the quota 'ml.m5.large for transform job usage' is 0, but the validation needs 1", "rules/quota-zero/"),
    # Messages of AWS and of containers
    (
        "User: arn:aws:sts::210987654321:assumed-role/deploy/ci is not authorized to perform: "
        f"sagemaker:CreateModelPackage on resource: {ARN} because no identity-based policy allows the "
        "sagemaker:CreateModelPackage action",
        "troubleshooting/permissions/",
    ),
    (
        "Could not access model data at s3://fraud/model.tar.gz. Please ensure that the role "
        '"arn:aws:iam::210987654321:role/x" exists and that its trust relationship policy allows the action',
        "troubleshooting/permissions/",
    ),
    (f'Cannot create already existing model "{ARN}".', "troubleshooting/create-request/"),
    (
        "ClientError: Please use an instance type with more memory, or reduce the size of job data processed on an "
        "instance.",
        "troubleshooting/transform-job/",
    ),
    (
        "AlgorithmError: Model container failed to respond to ping. Please ensure /ping endpoint is implemented and "
        "responds with an HTTP 200 status code",
        "troubleshooting/container-start/",
    ),
    ("exec /usr/local/bin/serve: exec format error", "troubleshooting/container-start/"),
    ("Bad HTTP status received from algorithm: 415", "troubleshooting/transform-job/"),
    ("AlgorithmError: ExecuteUserScriptError: ExitCode 1 ErrorMessage ''", "troubleshooting/training-job/"),
    # Reasons why a run ended
    (f"timed out: {ARN} is still InProgress", PROGRAM),
    ("conflict: fraud-detector-2-0-1 exists with different content", PROGRAM),
    ("no AWS credentials found (needed for sagemaker:DescribeModelPackage)", PROGRAM),
    (
        "could not assume the role arn:aws:iam::210987654321:role/deploy: AssumeRoleWithWebIdentity: access denied",
        PROGRAM,
    ),
    ("driver image not found: python:3.14-alpine", PROGRAM),
    # Usage errors, and a bug
    ("file not found: deploy/model.yaml (searched in /home/ada/fraud)", PROGRAM),
    ('invalid value for --fail-on: "warn"', PROGRAM),
    ("internal error: AttributeError: 'NoneType' object has no attribute 'partition'", PROGRAM),
)
# What people type: the engine's own syntax, in which a word also finds longer ones.
TYPED = (
    ("sigterm", "rules/sigterm-ignored/"),
    ("image-missing", "rules/image-missing/"),
    ("exit codes", "reference/exit-codes/"),
)


def search(site: Path, queries: list[str]) -> list[list[str]]:
    """Return the pages that the site's search finds for each query, the best first."""
    node = shutil.which("node")
    if not node:
        pytest.skip("node is not installed")
    (worker,) = site.glob("assets/javascripts/workers/search.*.js")
    command = [
        node,
        str(Path(__file__).with_name("search.js")),
        str(worker),
        str(site / "search/search_index.json"),
        str(SCRIPT),
    ]
    done = subprocess.run(command, input=json.dumps(queries), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: list[list[list[str]]] = json.loads(done.stdout)
    return [[sections[0].partition("#")[0] for sections in pages] for pages in found]
