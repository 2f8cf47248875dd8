"""The demonstration's broken container: its rehearsal and its validation in the sandbox name the same cause."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts import demo, demo_containers

pytestmark = pytest.mark.container


def test_the_broken_container_fails_for_the_same_cause(
    base: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (demo_containers.problem(), demo_containers.base_image()) == ("", base)
    broken = demo_containers.write_broken_product(tmp_path)
    assert demo_containers.build({demo_containers.BROKEN_IMAGE: broken}) == ""
    document = demo_containers.load(broken / demo_containers.MANIFEST, demo.BROKEN_VERSION)
    with demo_containers.sandbox({broken: document}) as variables:
        assert demo.fail_twice(broken, variables) == [True, True, True]
    cause = "a Python package that the program imports is not in the image"
    assert capsys.readouterr().out.splitlines()[-2:] == [
        f"Cause found by rehearse: {cause}",
        f"Cause found by create:   {cause}",
    ]


def test_a_build_that_fails(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY missing /\n")
    assert demo_containers.build({"sagemaker-marketplace-test:never": tmp_path})
