"""Engine and group with a real engine: files, limits, what the container sees, and errors of its start."""

from __future__ import annotations

import ast
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from tests.container.rehearse.engines import DRIVER, MIB, answer, client, engine, group, image

from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.rehearse.engine.api import EngineError
from sagemaker_marketplace.rehearse.engine.archives import tar_of
from sagemaker_marketplace.rehearse.engine.image_files import ImageFile

pytestmark = pytest.mark.container
SOURCE = Path(__file__).resolve().parents[3] / "src"


def test_the_engine_describes_its_host() -> None:
    info = client().info()
    assert engine().name.split()[0] in ("Docker", "Podman")
    assert engine().name.split()[1] == client().version()["Version"]
    assert (engine().cpus, engine().memory_bytes) == (info["NCPU"], info["MemTotal"])


def test_a_local_image(base: str) -> None:
    lines = ("ENV A=b=c D=", 'ENTRYPOINT ["a", "b c"]', 'CMD ["d"]', "USER 12:34", "LABEL e=f")
    found = engine().find_image(image(base, *lines))
    assert found
    variables = dict(found.config.variables)
    assert variables.pop("PATH")
    assert {"A": "b=c", "D": ""}.items() <= variables.items()
    config = found.config
    assert (config.entry_point, config.command, config.user) == (("a", "b c"), ("d",), "12:34")
    assert found.config.platform == "linux/amd64"
    assert (found.id, found.name, found.program) == (image(base, *lines), image(base, *lines), None)
    assert dict(found.labels)["e"] == "f"
    assert found.size_bytes > 50 * MIB


def test_an_entry_point_of_an_empty_word_is_none(base: str) -> None:
    found = engine().find_image(image(base, 'ENTRYPOINT ["a"]', 'ENTRYPOINT [""]'))
    assert found
    assert found.config.entry_point == ()


def test_images_that_are_missing() -> None:
    assert engine().find_image("sagemaker-marketplace-none:1") is None
    with pytest.raises(EngineError) as caught:
        list(engine().pull("127.0.0.1:9/none:1"))
    assert (caught.value.exit_code, "127.0.0.1:9" in caught.value.message) == (USAGE, True)


def test_without_the_driver_image() -> None:
    with pytest.raises(Failure) as caught, engine().group("sagemaker-marketplace-none:1", DRIVER):
        pass
    assert caught.value.message == "driver image not found: sagemaker-marketplace-none:1"
    assert caught.value.exit_code == USAGE


def test_files_go_in_and_out(base: str, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 3_000_000)
    with group(base) as made:
        files: dict[str, bytes | Path] = {"in/a b": b"first\n", "in/folder/large": tmp_path / "large", "in/empty": b""}
        made.copy_in("/", files)
        made.copy_in("/in", tar_of({"second": b"2"}))
        program = (
            "import os; answer = {n: os.stat(f'/in/{n}').st_size for n in ('a b', 'folder/large', 'empty', 'second')}"
        )
        assert ast.literal_eval(answer(made, program)) == {"a b": 6, "folder/large": 3_000_000, "empty": 0, "second": 1}
        answer(made, "import os; os.mkdir('/out'); os.symlink('/etc/passwd', '/out/link'); os.mkfifo('/out/fifo')")
        answer(made, "open('/out/a', 'wb').write(bytes(2_000_000)); open('/out/b', 'w').write('b')")
        read = {name: file.read() for name, file in made.copy_out("/out")}
        assert read == {"out/a": bytes(2_000_000), "out/b": b"b"}
        with pytest.raises(Failure, match="too large"):
            [file.read() for _, file in made.copy_out("/out", max_bytes=1_000_000)]
        with pytest.raises(EngineError):
            list(made.copy_out("/none"))


def test_a_group_is_removed_after_a_copy_that_was_not_read_to_its_end(base: str) -> None:
    """The engine waits for the reader of a container's files before it removes the container."""
    with group(base) as made:
        answer(made, "import os; os.mkdir('/out'); open('/out/a', 'wb').write(bytes(50_000_000))")
        with closing(made.copy_out("/out")) as files:
            _, file = next(files)
            assert file.read(1) == b"\0"


def test_a_driver_that_ends(base: str) -> None:
    with engine().group(base, b"import sys\nprint('ready')\nsys.exit('broken: no port')") as made:
        assert list(made.stream.lines()) == [b"ready"]
        assert made.stream.errors() == "broken: no port\n"
    with group(base) as made:
        made.stream.close()
        assert client().wait(made._driver)["StatusCode"] == 0


LINKS = (
    "RUN mkdir -p /a/b && printf '#!/bin/sh\\r\\necho' >/a/b/serve && chmod 750 /a/b/serve"
    " && ln -s ../b/serve /a/b/relative && ln -s /a/b/relative /absolute && ln -s /loop /loop && ln -s /none /dangling"
    " && ln -s b /a/c && dd if=/dev/zero of=/large bs=1M count=64 2>/dev/null && mkfifo /fifo"
)


def test_files_of_an_image(base: str) -> None:
    built = image(base, LINKS, "ENTRYPOINT []", "CMD []")
    paths = ["/absolute", "/a/c/serve", "/a/b", "/large", "/fifo", "/loop", "/dangling", "/none", "/large/x", "/a/b/.."]
    with group(base) as made:
        found = made.look_up(built, paths)
        states = [each["State"] for each in client().containers(all=True, filters={"ancestor": built})]
    serve = (0o750, 15, b"#!/bin/sh\r\necho")
    folders = {path: (found[path].mode, found[path].is_folder, found[path].head) for path in ("/a/b", "/a/b/..")}
    assert folders == dict.fromkeys(folders, (0o755, True, b""))
    assert {path: file for path, file in found.items() if path not in folders} == {
        "/absolute": ImageFile("/a/b/serve", *serve),
        "/a/c/serve": ImageFile("/a/c/serve", *serve),
        "/large": ImageFile("/large", 0o644, 64 * MIB, bytes(4_096)),
        "/fifo": ImageFile("/fifo", 0o644, 0),
    }
    assert [state for state in states if state not in ("created", "initialized")] == []


@pytest.mark.parametrize("options", [[], ["--hostname", "runner"], ["--network", "host"], ["--cgroupns", "private"]])
def test_a_process_finds_its_own_container(base: str, tmp_path: Path, options: list[str]) -> None:
    if engine().name.startswith("Podman"):
        pytest.skip("runs docker")
    program = (
        "from sagemaker_marketplace.rehearse.engine.own_container import own_candidates; print(own_candidates()[0])"
    )
    command = ["docker", "run", "--rm", "--cidfile", str(tmp_path / "id"), "--volume", f"{SOURCE}:/src:ro"]
    command += [
        *options,
        "--env",
        "PYTHONPATH=/src",
        "--env",
        "PYTHONDONTWRITEBYTECODE=1",
        base,
        "python3",
        "-c",
        program,
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.strip() == (tmp_path / "id").read_text()


def test_this_process_is_not_in_a_container_of_the_engine() -> None:
    assert engine().own_image() is None
