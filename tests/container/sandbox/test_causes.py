"""A validation in the sandbox by a broken container: AWS's words, and the cause that its rehearsal names, too."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.container.rehearse import image_builds
from tests.container.rehearse.image_builds import Variant
from tests.container.sandbox import emulator

from sagemaker_marketplace.diagnosis.causes import read_families

pytestmark = pytest.mark.container

PING = "AlgorithmError: Model container failed to respond to ping."
LOG = "AlgorithmError: See job logs for more information"
# By the number of the variant, whose rehearsal's cause is among its data: FailureReason, and the cause by AWS's words
# and logs alone. It is the same one, in the words of the pattern instead of the observation.
SAME = {
    "1": ('exec: "serve": executable file not found in $PATH', "serve (or train) not found in the image"),
    "13": (PING, "the program opens a file under /opt/ml/model that is not in the model archive"),
    "15": (PING, "the program writes to a read-only path; /opt/ml/model is read-only during inference"),
    "21": (LOG, "the container does not accept the content type of the test data (415)"),
    "22": (LOG, "a request exceeds the limit of the container's web server (413)"),
    "34": (
        "Failed to extract model data archive for container",
        "SageMaker can't extract the model archive: it is not a .tar.gz archive, or it contains symbolic links",
    ),
}
NEVER = (
    "GET /ping never returned 200: the container does not listen on port 8080, crashes while loading the model, or "
    "starts too slowly"
)
# What listens, and how pings were answered, only a rehearsal observes: AWS's words and logs show less.
LESS = {"6": (PING, NEVER), "9": (PING, "the program failed with an exception")}
# For the containers that are never ready: enough for an answer to a ping.
PATIENCE_SECONDS = 10
LONG = "long record"
PARALLEL = 4


@dataclass(frozen=True)
class Outcome:
    """What `create` reported: exit code, FailureReason of the job, the cause named first."""

    exit_code: int
    reason: str
    cause: str


def described() -> list[Variant]:
    variants = {variant.number: variant for variant in image_builds.described()}
    return [*(variants[number] for number in (*SAME, *LESS)), replace(variants["good"], number=LONG, fault=LONG)]


VARIANTS = described()


@pytest.fixture(scope="module")
def outcomes(base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Create the product of each variant in the sandbox, and print what was found."""
    built = [variant for variant in VARIANTS if variant.number != LONG]
    good = [variant for variant in image_builds.described() if variant.number == "good"]
    image_builds.build(base, [*built, *good], tmp_path_factory.mktemp("images"))
    manifests = [
        _product(tmp_path_factory.mktemp(f"cause-{variant.number.split()[0]}"), variant) for variant in VARIANTS
    ]
    try:
        with (
            emulator.validating(base) as patient,
            emulator.validating(base, PATIENCE_SECONDS) as impatient,
            ThreadPoolExecutor(PARALLEL) as pool,
        ):
            sandboxes = [impatient if variant.number in LESS else patient for variant in VARIANTS]
            found = list(pool.map(_create, sandboxes, manifests))
    finally:
        for manifest in manifests:
            emulator.remove_tag(manifest.parent.name)
    print("\n| # | fault | cause by a rehearsal | cause in the sandbox |\n| --- | --- | --- | --- |")
    for variant, outcome in zip(VARIANTS, found, strict=True):
        print(f"| {variant.number} | {variant.fault} | {variant.expect.get('cause')} | {outcome.cause} |")
    return {variant.number: outcome for variant, outcome in zip(VARIANTS, found, strict=True)}


def _product(folder: Path, variant: Variant) -> Path:
    if variant.number != LONG:
        return emulator.product(folder, variant)
    good = replace(variant, number="good", changes={"job.MaxPayloadInMB": 1})
    manifest = emulator.product(folder, good)
    (folder / "input" / "data.csv").write_bytes(b"1," * 1024**2 + b"1\n")
    return manifest


def _create(running: emulator.Emulator, manifest: Path) -> Outcome:
    running.upload(manifest)
    code, report = running.create(manifest)
    described = running.client("sagemaker").describe_model_package(ModelPackageName=manifest.parent.name)
    [profile] = described["ModelPackageStatusDetails"]["ValidationStatuses"]
    causes = [cause["cause"] for failure in report["failures"] for cause in failure["causes"]]
    return Outcome(code, profile["FailureReason"], causes[0])


def entries(cause: str) -> set[str]:
    """Return the IDs of the known causes that have these words, with or without an observation."""
    found = set()
    for entry in (entry for family in read_families().values() for entry in family):
        observed = [each.get("cause", "") for each in entry.get("observations", ())]
        for words in filter(None, [entry["cause"], *observed]):
            if re.fullmatch(re.sub(r"\\{\w+\\}", ".+", re.escape(words)), cause):
                found.add(entry["id"])
    return found


@pytest.mark.parametrize("number", [*SAME, *LESS])
def test_the_words_of_aws_and_the_cause(number: str, outcomes: dict[str, Outcome]) -> None:
    outcome, (words, cause) = outcomes[number], {**SAME, **LESS}[number]
    assert (outcome.exit_code, outcome.cause) == (4, cause)
    assert words in outcome.reason


@pytest.mark.parametrize("number", SAME)
def test_the_cause_is_the_one_of_the_rehearsal(number: str, outcomes: dict[str, Outcome]) -> None:
    [rehearsed] = [variant.expect["cause"] for variant in VARIANTS if variant.number == number]
    assert entries(rehearsed) & entries(outcomes[number].cause)


def test_a_record_over_the_limit(outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[LONG]
    words = "data.csv: the record at byte 0 has more than 1 MB (MaxPayloadInMB)"
    assert (outcome.exit_code, outcome.reason) == (4, words)
    assert outcome.cause.endswith(f": {words}")
