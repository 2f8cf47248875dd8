"""The seller's container: what it sees, what it can't do, and images that can't be started."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.container.rehearse.engines import LIMITS, MIB, answer, client, engine, group, image, labelled, start

from sagemaker_marketplace.rehearse.engine.api import EngineError, StartError
from sagemaker_marketplace.rehearse.engine.archives import tar_of

pytestmark = pytest.mark.container

SEES = """
import json, os, socket, sys
def read(name):
    return open(name).read().strip()
def error(call):
    try:
        call()
    except OSError as error:
        return error.errno
def connect():
    socket.create_connection(("192.0.2.1", 80), timeout=5)
status = dict(line.split(":\\t") for line in read("/proc/self/status").splitlines())
shm = os.statvfs("/dev/shm")
print(json.dumps({
    "arguments": sys.argv[1:],
    "model": {name: read(f"/opt/ml/model/{name}") for name in ("a", "b/c")},
    "write": error(lambda: open("/opt/ml/model/x", "w")),
    "root": error(lambda: open("/x", "w")),
    "shm": shm.f_blocks * shm.f_frsize,
    "cpus": len(os.sched_getaffinity(0)),
    "privileges": status["NoNewPrivs"],
    "user": os.getuid(),
    "interfaces": os.listdir("/sys/class/net"),
    "connect": error(connect),
    # Docker sets the first three, Podman two more, Python the last.
    "variables": {
        key: value for key, value in os.environ.items()
        if key not in ("PATH", "HOME", "HOSTNAME", "container", "TERM", "LC_CTYPE")
    },
}))
"""


def test_what_the_container_sees(base: str) -> None:
    with group(base) as made:
        made.set_model(tar_of({"a": b"1", "b/c": b"2"}))
        container = start(made, base, SEES, A="b c", HTTP_PROXY="")
        (line,) = container.log()
        inspected = client().inspect_container(container.id)
    assert json.loads(line) == {
        "arguments": ["serve"],
        "model": {"a": "1", "b/c": "2"},
        "write": 30,
        "root": None,
        "shm": 64 * MIB,
        "cpus": 1,
        "privileges": "1",
        "user": 0,
        "interfaces": ["lo"],
        "connect": 101,
        "variables": {"A": "b c", "HTTP_PROXY": ""},
    }
    settings = inspected["HostConfig"]
    assert {key: settings[key] for key in ("Memory", "MemorySwap", "PidsLimit", "Privileged", "AutoRemove")} == {
        "Memory": LIMITS.memory_bytes,
        "MemorySwap": LIMITS.memory_bytes,
        "PidsLimit": 16_384,
        "Privileged": False,
        "AutoRemove": False,
    }
    assert settings["LogConfig"]["Type"] == "none"
    assert settings["RestartPolicy"]["Name"] in ("", "no")
    assert [mount["Destination"] for mount in inspected["Mounts"]] == ["/opt/ml/model"]


def test_proxies_of_the_configuration_are_not_passed_on(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxies = {"default": {"httpProxy": "http://proxy:1", "httpsProxy": "http://proxy:2", "noProxy": "x"}}
    (tmp_path / "config.json").write_text(json.dumps({"proxies": proxies}))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    engine.cache_clear()
    try:
        with group(base) as made:
            container = start(made, base, "import os; print([name for name in os.environ if 'proxy' in name.lower()])")
            assert list(container.log()) == [b"[]"]
    finally:
        engine.cache_clear()


def test_without_a_model_the_image_shows_its_own_folder(base: str) -> None:
    lines = ("RUN mkdir -p /opt/ml/model && echo own >/opt/ml/model/file", 'ENTRYPOINT ["cat", "/opt/ml/model/file"]')
    with group(base) as made:
        assert list(made.start(image(base, *lines), "/dev/null", {}, LIMITS).log()) == [b"own"]
        if engine().name.startswith("Podman"):
            return  # Podman 4.3 copies the folder into the empty volume.
        # An empty model hides it.
        made.set_model(tar_of({}))
        (line,) = made.start(image(base, *lines), "/dev/null", {}, LIMITS).log()
        assert line == b"cat: /opt/ml/model/file: No such file or directory"


def test_the_driver_reaches_the_container(base: str) -> None:
    serve = (
        "import socket; s = socket.create_server(('0.0.0.0', 8080)); print('ready'); s.accept()[0].sendall(b'hello')"
    )
    with group(base) as made:
        container = start(made, base, serve)
        assert next(container.log()) == b"ready"
        ask = "import socket; answer = socket.create_connection(('127.0.0.2', 8080)).recv(9)"
        assert answer(made, ask) == "b'hello'"
        # The container can be started again beside the same driver.
        container.stop(0)
        second = start(made, base, serve)
        assert next(second.log()) == b"ready"
        assert answer(made, ask) == "b'hello'"


def test_names_are_looked_up_at_the_driver(base: str) -> None:
    if engine().name.startswith("Podman"):
        pytest.skip("Podman keeps the host's resolv.conf in a container without network")
    with group(base) as made:
        program = "print([line for line in open('/etc/resolv.conf') if line.startswith('nameserver')])"
        assert list(start(made, base, program).log()) == [b"['nameserver 127.0.0.1\\n']"]
        assert answer(made, "import socket; socket.socket(2, 2).bind(('127.0.0.1', 53)); answer = 53") == "53"


HEALTH = "HEALTHCHECK --interval=1s CMD touch /checked"
THREADS = """
import threading
end = threading.Event()
threads = [threading.Thread(target=end.wait) for _ in range(2_000)]
for thread in threads:
    thread.start()
end.set()
print(len(threads))
"""


def test_many_threads_work(base: str) -> None:
    with group(base) as made:
        assert list(start(made, base, THREADS).log()) == [b"2000"]


def test_health_checks_do_not_run(base: str) -> None:
    with group(base) as made:
        built = image(base, HEALTH, 'ENTRYPOINT ["sh", "-c", "sleep 2; ls /checked"]')
        assert [line[-25:] for line in made.start(built, "serve", {}, LIMITS).log()] == [b"No such file or directory"]


def elf(machine: int) -> str:
    """A line that makes /serve an executable of another processor."""
    head = bytes([0x7F, *b"ELF", 2, 1, 1, *bytes(9), 2, 0, machine, 0, 1, 0, 0, 0]) + bytes(40)
    return "RUN python3 -c \"open('/serve', 'wb').write(bytes.fromhex('" + head.hex() + "'))\" && chmod 755 /serve"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("ENTRYPOINT []", "CMD []"), 'exec: "serve": executable file not found in $PATH'),
        (("RUN touch /usr/bin/serve", "ENTRYPOINT []"), 'exec: "serve": executable file not found in $PATH'),
        (('ENTRYPOINT ["/serve"]',), 'exec: "/serve": '),
        (("RUN touch /serve", 'ENTRYPOINT ["/serve"]'), 'exec: "/serve": permission denied'),
        (("USER nobody-here",), "unable to find user nobody-here: no matching entries in passwd file"),
    ],
)
def test_a_container_that_can_not_be_started(base: str, lines: tuple[str, ...], words: str) -> None:
    with group(base) as made:
        with pytest.raises(StartError) as caught:
            made.start(image(base, *lines), "serve", {}, LIMITS)
        assert words in caught.value.message
        assert not caught.value.message.startswith("preparing container")
        # The next one can be.
        assert list(start(made, base, "print(1)").log()) == [b"1"]


def test_a_processor_that_is_not_there(base: str) -> None:
    lines = (elf(0xB7), 'ENTRYPOINT ["/serve"]')
    with group(base) as made:
        container = made.start(image(base, *lines), "serve", {}, LIMITS)
        assert b"exec format error" in b"\n".join(container.log())
        assert container.wait(20)
        assert container.state().exit_code == 1


def test_an_engine_that_fails_is_not_the_image(base: str) -> None:
    with group(base) as made:
        made.stream.close()
        client().wait(made._driver)
        with pytest.raises(EngineError):
            start(made, base, "print(1)")
        with pytest.raises(EngineError):
            made.stream.send(b"x\n" * 100_000)


def test_nothing_is_left(base: str) -> None:
    class Stop(BaseException):
        """As an interrupt."""

    def fail(error: type[BaseException]) -> None:
        with group(base) as made:
            made.set_model(tar_of({"a": b"1"}))
            made.look_up(base, ["/bin/sh"])
            start(made, base, "import signal; signal.signal(15, 1); signal.pause()")
            assert len(labelled()[made.name]) == 5
            raise error(made.name)

    for error in (ValueError, Stop):
        with pytest.raises(error) as caught:
            fail(error)
        assert str(caught.value) not in labelled()
