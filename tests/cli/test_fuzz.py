"""For any file, `check` exits with code 0, 1 or 2, never with a traceback or an internal error.

FUZZ_DOCUMENTS sets the number of documents. If it is set, a document that takes longer than a second also fails.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.init import convert

TESTS = Path(__file__).parents[1]
REQUESTED = int(os.environ.get("FUZZ_DOCUMENTS", "0"))
DOCUMENTS = REQUESTED or 250
WORKERS = 5
SECOND = 1000
MAX_ENTRIES = 19_000 if REQUESTED else 1000

REQUESTS = [json.loads(path.read_text())["request"] for path in sorted(TESTS.glob("requests/*.json"))]
REAL = [
    *(
        convert.write(convert.find_request(request, "").kind, "us-east-2", request, "a test").encode()
        for request in REQUESTS
    ),
    *(
        json.dumps({"kind": convert.find_request(request, "").kind, "region": "us-east-2", "spec": request}).encode()
        for request in REQUESTS
    ),
    *(path.read_bytes() for path in sorted(TESTS.glob("manifests/*/*.*")) if path.suffix in (".yaml", ".json")),
]
TOKENS = (
    *(
        "kind: ",
        "region: ",
        "spec:",
        "ModelPackage",
        "Algorithm",
        "us-east-2",
        "$file: ",
        "m.yaml",
        "/dev/zero",
        "../x",
    ),
    *(
        "&a ",
        "*a",
        "<<: ",
        "!x ",
        "!!int ",
        "? ",
        "- ",
        ": ",
        ", ",
        "[",
        "]",
        "{",
        "}",
        "|\n",
        ">-\n",
        "---\n",
        "...\n",
    ),
    *("%YAML 1.1\n", "#", "'", '"', "\\", "\n", "\n  ", "\n    ", "\t", " ", "\r", "\x85", "\ufeff", "\x00", "\x1b"),
    *(
        "${A}",
        "${",
        "${A:-",
        "${GITHUB_SHA|slug}",
        "$$",
        "}",
        "~",
        "null",
        "yes",
        "010",
        "1e999",
        "-",
        ".inf",
        "é",
        "🎉",
    ),
    *(
        "ValidationSpecification:",
        "ValidationProfiles: ",
        "InferenceSpecification:",
        "Containers: ",
        "Image: ",
        "Tags: ",
    ),
    *(
        "TrainingSpecification: ",
        "Environment: ",
        "ignore: ",
        "CertifyForMarketplace: ",
        "InstanceCount: ",
        "not-certified",
    ),
)
tokens = st.sampled_from(TOKENS)


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """A real manifest with some parts removed, repeated or replaced."""
    text = draw(st.sampled_from(REAL))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        to = min(len(text), at + draw(st.integers(0, 60)))
        new = draw(st.sampled_from([b"", text[at:to] * 2]) | tokens.map(str.encode) | st.binary(max_size=4))
        text = text[:at] + new + text[to:]
    return text


@st.composite
def nested(draw: st.DrawFn) -> bytes:
    """Brackets, indentation or aliases, nested far deeper than in real manifests."""
    unit = draw(st.sampled_from(["[", "{a: ", "- ", "? ", "- - ", "a:\n ", "&a [*a, ", "[{", "'"]) | tokens)
    around = draw(st.sampled_from(["", "kind: Algorithm\nspec: ", "spec:\n  "]))
    return (around + unit * draw(st.sampled_from([1, 49, 60, 1000, 20_000]))).encode()


@st.composite
def wide(draw: st.DrawFn) -> bytes:
    """A file with as many errors as possible."""
    head = draw(st.sampled_from(["spec:\n  Tags:", "ignore:", "spec:\n  InferenceSpecification:\n    Containers:"]))
    entry = draw(st.sampled_from(["- {}", "- x", "- {Image: a, Imag: b}", "- []", "- ${A}"]))
    field = draw(st.sampled_from(["  InferenceSpec{}: 1", "  a{}: {{}}", "  Tags{}: ${{A}}"]))
    times = draw(st.sampled_from([20, 300, MAX_ENTRIES]))
    entries = [head, *([f"    {entry}"] * times)]
    fields = ["spec:", *(field.format(number) for number in range(times // 2))]
    return "\n".join(["kind: ModelPackage", *draw(st.sampled_from([entries, fields]))]).encode()


token_sequences = st.lists(tokens | st.text(max_size=3), max_size=40).map(lambda parts: "".join(parts).encode())
documents = st.one_of(
    changed(), changed(), token_sequences, nested(), wide(), st.binary(max_size=200), st.text().map(str.encode)
)


def check(document: bytes, folder: Path) -> tuple[int, str]:
    """Check a document and return the exit code and the output."""
    (folder / "m.yaml").write_bytes(document)
    printed = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = main.run(["check", "m.yaml", "--format", "github"])
    return code, printed.getvalue()


# Split into parts, so that the workers of a parallel run share the documents.
# Hypothesis warns that documents are too long to print, but it only prints the ones that fail.
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@pytest.mark.parametrize("_part", range(WORKERS))
def test_any_document(_part: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("fuzz")

    @settings(
        max_examples=DOCUMENTS // WORKERS,
        deadline=SECOND if REQUESTED else None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(documents)
    def any_document(document: bytes) -> None:
        code, printed = check(document, folder)
        assert code in (0, 1, 2), printed
        assert "Traceback" not in printed
        assert "internal error" not in printed

    any_document()


def test_the_unchanged_manifests_reach_the_rules(tmp_path: Path) -> None:
    # If the reader rejected all of them, the changed manifests would not test the rules.
    checked = [check(document, tmp_path) for document in REAL]
    assert {code for code, _ in checked} == {0, 1}
    assert sum("validation-missing" in printed for _, printed in checked) > 10
