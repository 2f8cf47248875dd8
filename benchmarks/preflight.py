"""A plan with preflight, as a whole process, beside the same calls made one after another by the AWS CLI.

Both call the sandbox, and make each call once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Sequence

from benchmarks.pairs import in_turn
from benchmarks.processes import BIN, PROGRAM, sandbox, seconds

_REGION = "us-east-2"
# Of the AWS CLI, for an error of the service.
_NOT_FOUND = 255
_ROLE = "arn:aws:iam::123456789012:role/service-role/MarketplaceValidation"
_BUCKET, _MODEL = "example-sagemaker-us-east-2", "churn-scorer/model.tar.gz"
_INPUT = "churn-scorer/validation/input/"
_IMAGE = ("--repository-name", "churn-scorer")
_TYPES = ["application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json"]
_FILTERS = (
    "--filters",
    f"Type=TERM_MATCH,Field=regionCode,Value={_REGION}",
    "Type=TERM_MATCH,Field=instanceName,Value=ml.m5.large",
)


def measure(wanted: Collection[str], pairs: int, record: Callable[[str, float, float], None]) -> None:
    """Measure the row."""
    with sandbox() as variables, tempfile.TemporaryDirectory() as scratch:
        environment = {**variables, "AWS_REGION": _REGION, "AWS_DEFAULT_REGION": _REGION, "AWS_RETRY_MODE": "standard"}
        plan = [PROGRAM, "plan", "examples/model-package.yaml"]
        commands = [[str(BIN / "aws"), *command] for command in cli_commands(scratch)]
        works = {"ours": lambda _: seconds(plan, environment), "peer": lambda _: _ask(commands, environment)}
        for figures in in_turn(works, pairs, warm_up=False):
            for row in wanted:
                record(row, figures["ours"], figures["peer"])


def _ask(commands: Sequence[Sequence[str]], environment: dict[str, str]) -> float:
    """Run the commands one after another; return their seconds. No resource has the name that one describes."""
    codes = [_NOT_FOUND if "describe-model-package" in command else 0 for command in commands]
    return sum(seconds(command, environment, accepted=[code]) for command, code in zip(commands, codes, strict=True))


def cli_commands(scratch: str) -> list[list[str]]:
    """Return AWS CLI commands for the calls of a plan of examples/model-package.yaml; `scratch` is for downloads."""
    read, written = ("s3:GetObject", "s3:ListBucket"), ("s3:PutObject",)
    pull = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability")
    return [
        ["sts", "get-caller-identity"],
        ["sagemaker", "describe-model-package", "--model-package-name", "churn-scorer-dev"],
        ["ecr", "describe-images", *_IMAGE, "--image-ids", "imageTag=dev"],
        ["ecr", "batch-get-image", *_IMAGE, "--image-ids", "imageTag=dev", "--accepted-media-types", *_TYPES],
        ["ecr", "describe-image-scan-findings", *_IMAGE, "--image-id", "imageTag=dev"],
        ["s3api", "head-bucket", "--bucket", _BUCKET],
        ["s3api", "head-object", "--bucket", _BUCKET, "--key", _MODEL],
        ["s3api", "get-object", "--bucket", _BUCKET, "--key", _MODEL, "--range", "bytes=0-65535", f"{scratch}/model"],
        ["s3api", "list-objects-v2", "--bucket", _BUCKET, "--prefix", _INPUT],
        ["iam", "get-role", "--role-name", "MarketplaceValidation"],
        *(
            ["iam", "simulate-principal-policy", "--policy-source-arn", _ROLE, "--action-names", *actions]
            for actions in (read, written, pull, ("logs:CreateLogStream", "logs:PutLogEvents"))
        ),
        ["service-quotas", "list-service-quotas", "--service-code", "sagemaker"],
        ["pricing", "get-products", "--service-code", "AmazonSageMaker", *_FILTERS, "--region", "us-east-1"],
    ]
