"""`create --rehearse` in a sandbox whose ECR has the engine's images: what is created is what was rehearsed."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from tests.container.rehearse import image_builds, rehearsals
from tests.container.rehearse.image_builds import Variant
from tests.container.sandbox import emulator
from tests.container.sandbox.emulator import PROGRAM, REPOSITORY, Emulator
from tests.contract import documents

from sagemaker_marketplace.rehearse.engine.engine import open_engine

pytestmark = pytest.mark.container

GOOD, BROKEN, LOSES = "good", "12", "27"
OUTPUT = "rehearsed-image-digests"
Make = Callable[[str], Path]
# Called with number and text of each line, and the process that has printed it.
OnLine = Callable[[int, str, "subprocess.Popen[str]"], object]


class Run(NamedTuple):
    """A run: its exit code and its events as JSON objects."""

    code: int
    events: list[dict[str, Any]]

    def of(self, event_type: str) -> list[dict[str, Any]]:
        """Return the events of a type."""
        return [event for event in self.events if event["type"] == event_type]

    @property
    def outputs(self) -> dict[str, str]:
        """The outputs of the run's manifest."""
        return {event["name"]: event["value"] for event in self.of("output")}


@pytest.fixture(scope="module")
def variants(base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Variant]:
    """Build the images of this module."""
    chosen = [variant for variant in image_builds.described() if variant.number in (GOOD, BROKEN, LOSES)]
    image_builds.build(base, chosen, tmp_path_factory.mktemp("images"))
    return {variant.number: variant for variant in chosen}


@pytest.fixture
def product(variants: Mapping[str, Variant], tmp_path: Path) -> Iterator[Make]:
    """Return a function that writes the product of a variant; its image loses its name at the end."""
    with emulator.products(variants, tmp_path) as make:
        yield make


@pytest.fixture(scope="module")
def sandbox(base: str) -> Iterator[Emulator]:
    """A sandbox whose ECR has the engine's images."""
    with emulator.validating(base) as running:
        yield running


def image_id(name: str) -> str:
    """Return the ID of a local image."""
    found = open_engine(os.environ).find_image(name)
    assert found
    return found.id


def ignore(*_: object) -> None:
    """Do nothing about a line."""


def create(sandbox: Emulator, manifest: Path, base: str, *options: str, on_line: OnLine = ignore) -> Run:
    """Run create with a rehearsal, and without waiting for the validation."""
    command = [*PROGRAM, "create", "--rehearse", "--driver-image", base, "--no-wait", "--no-preflight"]
    with subprocess.Popen(
        [*command, "--format", "jsonl", *options, manifest.name],
        cwd=manifest.parent,
        env=emulator.environment(sandbox.sandbox.environment),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        lines = []
        for number, line in enumerate(process.stdout):
            lines.append(line)
            on_line(number, line, process)
        code = process.wait(rehearsals.TIME_LIMIT_SECONDS)
    if code >= 0:
        assert documents.errors(lines) == []
    return Run(code, [json.loads(line) for line in lines if line.endswith("\n")])


def created(sandbox: Emulator, manifest: Path) -> list[dict[str, Any]]:
    """Return the containers of the packages that were created for a product."""
    client = sandbox.client("sagemaker")
    listed = client.list_model_packages(NameContains=manifest.parent.name)["ModelPackageSummaryList"]
    names = [summary["ModelPackageName"] for summary in listed]
    described = [client.describe_model_package(ModelPackageName=name) for name in names]
    return [each["InferenceSpecification"]["Containers"][0] for each in described]


def set_local_image(manifest: Path, image: str | None) -> None:
    """Set `rehearsal.image`, or remove it."""
    data = yaml.safe_load(manifest.read_text())
    data["rehearsal"]["image"] = image
    if not image:
        del data["rehearsal"]["image"]
    manifest.write_text(yaml.safe_dump(data, sort_keys=False))


@pytest.mark.parametrize("local", [None, GOOD, BROKEN])
def test_the_rehearsed_digest_is_created(
    product: Make, variants: Mapping[str, Variant], sandbox: Emulator, base: str, local: str | None
) -> None:
    manifest = product(GOOD)
    tag = f"{REPOSITORY}:{manifest.parent.name}"
    digest, name = image_id(tag), variants[local].name if local else None
    set_local_image(manifest, name)
    pinned, short = f"{REPOSITORY}@{digest}", digest[: len("sha256:") + 12]
    notes = {
        None: [f"using the local image {pinned} ({short})"],
        GOOD: [],
        BROKEN: [
            f"not using rehearsal.image: {name} does not have the digest {short}",
            f"using the local image {pinned} ({short})",
        ],
    }
    ran = create(sandbox, manifest, base)
    assert (ran.code, ran.of("failure")) == (0, [])
    uri = yaml.safe_load(manifest.read_text())["spec"]["InferenceSpecification"]["Containers"][0]["ModelDataUrl"]
    model = f"rehearsing the model model/; the request has {uri}"
    assert [event["text"] for event in ran.of("note") if event["manifest"]] == [
        *notes[local][:-1],
        model,
        *notes[local][-1:],
    ]
    assert [each["image"] for each in ran.of("rehearsal")] == [name if local == GOOD else pinned]
    assert ran.outputs["rehearsed-image-digests"] == ran.outputs["image-digest"] == digest
    assert [each["Image"] for each in created(sandbox, manifest)] == [pinned]


def test_only_what_fails_its_rehearsal_is_not_created(product: Make, sandbox: Emulator, base: str) -> None:
    broken, findings, good = product(BROKEN), product(LOSES), product(GOOD)
    ran = create(sandbox, good, base, str(broken), str(findings), "--fail-on", "warning")
    [failure] = ran.of("failure")
    assert (ran.code, failure["manifest"]) == (4, str(broken))
    assert failure["message"] == "the transform job of validation profile batch would fail in AWS"
    rehearsed = ran.of("stage_finished")[6:9]
    assert [(event["stage"], event["manifest"], event["succeeded"]) for event in rehearsed] == [
        ("rehearse", str(broken), False),
        ("rehearse", str(findings), False),
        ("rehearse", good.name, True),
    ]
    assert [len(created(sandbox, manifest)) for manifest in (broken, findings, good)] == [0, 0, 1]
    digests = {event["manifest"]: event["value"] for event in ran.of("output") if event["name"] == OUTPUT}
    assert digests == {
        name: image_id(f"{REPOSITORY}:{manifest.parent.name}")
        for name, manifest in ((str(broken), broken), (str(findings), findings), (good.name, good))
    }


def test_nothing_is_rehearsed_without_the_image(product: Make, sandbox: Emulator, base: str) -> None:
    manifest = product(GOOD)
    manifest.write_text(manifest.read_text().replace(f"{REPOSITORY}:", f"{REPOSITORY}-missing:"))
    ran = create(sandbox, manifest, base)
    [failure] = ran.of("failure")
    assert (ran.code, failure["message"]) == (3, "cannot run the rehearsal")
    assert OUTPUT not in ran.outputs
    assert created(sandbox, manifest) == []


@pytest.mark.parametrize("pin", [True, False], ids=["pinned", "by-tag"])
def test_a_tag_that_moves_after_the_rehearsal(
    product: Make, variants: Mapping[str, Variant], sandbox: Emulator, base: str, pin: bool
) -> None:
    manifest = product(GOOD)
    name = f"{REPOSITORY}:{manifest.parent.name}"
    rehearsed, moved = image_id(name), image_id(variants[BROKEN].name)

    def move(_number: int, line: str, _process: subprocess.Popen[str]) -> None:
        if json.loads(line)["type"] == "status":  # the container runs
            subprocess.run(["docker", "tag", variants[BROKEN].name, name], check=True)

    ran = create(sandbox, manifest, base, *([] if pin else ["--no-pin-image"]), on_line=move)
    images = [each["Image"] for each in created(sandbox, manifest)]
    if pin:
        assert (ran.code, images) == (0, [f"{REPOSITORY}@{rehearsed}"])
        return
    [failure] = ran.of("failure")
    assert (ran.code, images, failure["message"]) == (
        4,
        [],
        f"{name} moved after the rehearsal: from {rehearsed} to {moved}",
    )
