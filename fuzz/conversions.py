"""`init --from`: any bytes in a file of any language become a manifest that can be read, or one message."""

from __future__ import annotations

from sagemaker_marketplace.init import convert, source
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.report import untrusted

from . import invariants

SUFFIXES = (".json", ".yaml", ".py", ".js", ".tf", ".sh", ".ipynb", ".txt")
TOKENS = (
    *(
        "create_model_package(",
        "aws sagemaker create-algorithm --",
        "CreateModelPackage",
        "AWS::SageMaker::ModelPackage",
    ),
    *('resource "aws_sagemaker_algorithm" "a" {\n', "<<EOF\n", "new ", "require(", "import boto3\n", "$(cat <<'EOF'\n"),
    *("InferenceSpecification", "TrainingSpecification", "ModelPackageName", "AlgorithmName", "Properties", "Fn::Sub"),
    *(
        "lambda: ",
        "f'{",
        "`${",
        "'''",
        '"""',
        "\\\n",
        "=",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        "None",
        "true",
        "//",
        "#",
    ),
)


def fuzz(content: bytes) -> None:
    """Convert a file whose first byte chooses its language. Raises AssertionError."""
    name = f"source{SUFFIXES[content[0] % len(SUFFIXES)]}" if content else "source"
    try:
        found = source.load(name, content[1:], _refuse)
        locate = found.document.location
        converted = convert.convert(found.request, found.value, found.data, name, "us-east-1", locate)
    except Failure as failure:
        _check_failure(failure)
        return
    document = reader.parse("m.yaml", converted.text.encode(), _refuse, {})
    assert document.data, f"the manifest can't be read: {[finding.message for finding in document.findings]}"
    assert document.kind, "the manifest has no kind"


def _check_failure(failure: Failure) -> None:
    assert failure.exit_code == USAGE, failure.exit_code
    invariants.check_log("text", [untrusted.line(failure.message), *untrusted.lines(failure.hint)])


def _refuse(name: str, _parent: str) -> tuple[str, bytes]:
    raise Failure(f"file not found: {name}", USAGE, "check the path")
